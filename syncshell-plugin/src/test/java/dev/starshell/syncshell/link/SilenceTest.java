package dev.starshell.syncshell.link;

import static dev.starshell.syncshell.link.BoundScene.CONNECT;
import static dev.starshell.syncshell.link.BoundScene.FOLLOWER;
import static dev.starshell.syncshell.link.BoundScene.LATER;
import static dev.starshell.syncshell.link.BoundScene.LEADER;
import static dev.starshell.syncshell.link.BoundScene.ZERO;
import static dev.starshell.syncshell.link.BoundScene.bound;
import static dev.starshell.syncshell.link.BoundScene.making;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.link.LinkAction.AnnounceBound;
import dev.starshell.syncshell.link.LinkAction.AnnounceLost;
import dev.starshell.syncshell.link.LinkAction.CloseBundle;
import dev.starshell.syncshell.link.LinkAction.Drain;
import dev.starshell.syncshell.link.LinkAction.OpenBundle;
import dev.starshell.syncshell.link.LinkAction.SendHeartbeat;
import dev.starshell.syncshell.link.LinkAction.SendLinkWanted;
import dev.starshell.syncshell.link.LinkAction.StartTimer;
import dev.starshell.syncshell.link.LinkAction.TellSilence;
import dev.starshell.syncshell.link.LinkEvent.BundleOpened;
import dev.starshell.syncshell.link.LinkEvent.DrainLooked;
import dev.starshell.syncshell.link.LinkEvent.Looked;
import dev.starshell.syncshell.link.LinkEvent.PeerAbsent;
import dev.starshell.syncshell.link.LinkEvent.PeerPresent;
import dev.starshell.syncshell.link.LinkEvent.RenewWanted;
import dev.starshell.syncshell.link.LinkEvent.SilenceTold;
import dev.starshell.syncshell.link.LinkState.Beside;
import dev.starshell.syncshell.link.LinkState.Bound;
import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.machine.Step;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What is said and concluded about the silence on a bound link.
class SilenceTest {
  private static final Duration SOON = Liveliness.ANSWER_MAX;

  @Test
  void aSilenceThatAShortOutageDoesNotHaveMakesTheNextGeneration() {
    assertThat(look(17_000).actions()).doesNotContain(new OpenBundle(5));
    assertThat(look(17_001).actions()).contains(new OpenBundle(5));
    assertThat(((Bound) look(17_001).state()).beside()).isEqualTo(new Beside.Making(5, false));
  }

  @Test
  void silenceIsToldOverTheRelayEveryFewSeconds() {
    Step<LinkState, LinkAction> first = look(2_201);
    Step<LinkState, LinkAction> second = lookAgain(first.state(), 6_002);

    assertThat(toldAfter(look(2_200))).isEmpty();
    assertThat(toldAfter(first)).contains(2_201L);
    assertThat(first.actions()).contains(new SendHeartbeat(4));
    assertThat(toldAfter(lookAgain(first.state(), 6_001))).isEmpty();
    assertThat(toldAfter(second)).contains(6_002L);
    assertThat(toldAfter(lookAgain(second.state(), 9_802))).isEmpty();
    assertThat(toldAfter(lookAgain(second.state(), 9_803))).contains(9_803L);
  }

  @Test
  void aSilenceOfALivelyLinkIsToldSoonAndAgainWhenItIsLong() {
    LinkState lively = lively(Liveliness.LOOKS);
    Step<LinkState, LinkAction> first = lookAgain(lively, 601);
    Step<LinkState, LinkAction> second = lookAgain(first.state(), 2_201);

    assertThat(toldAfter(lookAgain(lively, 600))).isEmpty();
    assertThat(toldAfter(lookAgain(lively(Liveliness.LOOKS - 1), 601))).isEmpty();
    assertThat(toldAfter(first)).contains(601L);
    assertThat(first.actions()).contains(new SendHeartbeat(4));
    assertThat(toldAfter(lookAgain(first.state(), 2_200))).isEmpty();
    assertThat(toldAfter(second)).contains(2_201L);
    assertThat(toldAfter(lookAgain(second.state(), 6_001))).isEmpty();
    assertThat(toldAfter(lookAgain(second.state(), 6_002))).contains(6_002L);
  }

  @Test
  void aLinkIsNotLivelyAnyMoreOnceSomethingCameAfterAGap() {
    LinkState lively = lively(Liveliness.LOOKS);
    LinkState quiet = lookAgain(lively, 500).state();
    Moment heard = ZERO.plus(Duration.ofMillis(700));
    LinkState spoken =
        LinkMachine.next(quiet, new Looked(heard.plus(Liveliness.JUST_COME), heard, heard, SOON))
            .state();
    Moment silent = heard.plus(Duration.ofMillis(601));

    assertThat(toldAfter(lookAgain(quiet, 601))).contains(601L);
    assertThat(toldAfter(LinkMachine.next(spoken, new Looked(silent, heard, silent, SOON))))
        .isEmpty();
  }

  @Test
  void theNextGenerationOfALivelyOneIsNotLivelyBeforeItHasShownIt() {
    LinkState making =
        LinkMachine.next(lookAgain(lively(Liveliness.LOOKS), 601).state(), new RenewWanted())
            .state();
    LinkState next = LinkMachine.next(making, new BundleOpened(5, ZERO)).state();
    LinkState alone = LinkMachine.next(next, new DrainLooked(4, true, ZERO)).state();

    assertThat(toldAfter(lookAgain(alone, 601))).isEmpty();
  }

  @Test
  void itIsLookedAtInTimeForTheNextWord() {
    LinkState lively = lively(Liveliness.LOOKS);

    assertThat(nextLookMillis(lookAgain(lively, 50))).isEqualTo(500);
    assertThat(nextLookMillis(lookAgain(lively, 400))).isEqualTo(201);
    assertThat(nextLookMillis(lookAgain(lively, 601))).isEqualTo(500);
    assertThat(nextLookMillis(lookAgain(lookAgain(lively, 601).state(), 2_100))).isEqualTo(101);
  }

  @Test
  void aYoungLinkIsLookedAtMoreOftenUntilItIsLively() {
    assertThat(nextLookMillis(look(100))).isEqualTo(150);
    assertThat(nextLookMillis(look(1_999))).isEqualTo(150);
    assertThat(nextLookMillis(look(2_000))).isEqualTo(201);
    assertThat(nextLookMillis(lookAgain(lively(1), 100))).isEqualTo(150);
    assertThat(nextLookMillis(lookAgain(lively(2), 100))).isEqualTo(500);
    assertThat(LinkMachine.next(making(LEADER), new BundleOpened(5, LATER)).actions())
        .contains(new StartTimer(LinkTimer.LOOK, 5, LinkMachine.FIRST_LOOK_SPAN));
  }

  @Test
  void oneFrameThatIsSeenTwiceMakesNoLivelyLink() {
    LinkState one = lively(1);
    LinkState twice = lookAgain(lookAgain(one, 150).state(), 300).state();

    assertThat(toldAfter(lookAgain(twice, 601))).isEmpty();
  }

  @Test
  void aLongAnswerIsRememberedForAWhile() {
    LinkState state = lively(1, Liveliness.QUICK_MAX.plusMillis(60));
    for (int i = 1; i <= 12; i++) {
      Moment at = ZERO.plus(Duration.ofMillis(10L * i));
      state = LinkMachine.next(state, new Looked(at, at, at, Duration.ofMillis(20))).state();
      boolean isQuick = ((Bound) state).silence().liveliness().isQuick();
      assertThat(isQuick).as("look %d", i).isEqualTo(i > 7);
    }
    LinkState slow = lively(1, Liveliness.ANSWER_MAX.plusMillis(60));
    for (int i = 1; i <= 3; i++) {
      Moment at = ZERO.plus(Duration.ofMillis(10L * i));
      slow = LinkMachine.next(slow, new Looked(at, at, at, Duration.ofMillis(20))).state();
    }
    assertThat(((Bound) slow).silence().liveliness().isLively()).isTrue();
    assertThat(((Bound) slow).silence().liveliness().isQuick()).isFalse();
  }

  @Test
  void nothingIsToldToWhoIsAwayOrWhileTheNextGenerationIsMade() {
    Moment now = ZERO.plus(Duration.ofSeconds(4));
    Looked looked = new Looked(now, ZERO, now, SOON);

    assertThat(LinkMachine.next(bound(LEADER.present(false), Bound.ALONE), looked).actions())
        .noneMatch(TellSilence.class::isInstance);
    assertThat(LinkMachine.next(making(LEADER), looked).actions())
        .noneMatch(TellSilence.class::isInstance);
  }

  @Test
  void aSilenceIsToldAnewWhenTheRelayIsBack() {
    LinkState told = look(2_201).state();
    LinkState cutOff = LinkMachine.next(told, new PeerAbsent()).state();
    LinkState back = LinkMachine.next(cutOff, new PeerPresent()).state();

    assertThat(toldAfter(lookAgain(back, 4_250))).contains(4_250L);
    assertThat(toldAfter(lookAgain(told, 4_250))).isEmpty();
    assertThat(LinkMachine.next(told, new PeerPresent()))
        .as("who was there all the time")
        .isEqualTo(Step.stay(told));
  }

  @Test
  void aSilenceThatIsToldTwiceMakesTheNextGeneration() {
    Step<LinkState, LinkAction> leader = told(bound(LEADER, Bound.ALONE), 2_100, 5_600);
    assertThat(leader.actions()).containsExactly(new OpenBundle(5), CONNECT);
    assertThat(((Bound) leader.state()).beside()).isEqualTo(new Beside.Making(5, false));

    Step<LinkState, LinkAction> follower = told(bound(FOLLOWER, Bound.ALONE), 2_100, 5_600);
    assertThat(follower.actions()).startsWith(new SendLinkWanted(4));
  }

  @Test
  void whatWasToldInOneBurstOrLongAgoOrOfAnotherGenerationIsNoProof() {
    assertThat(told(bound(LEADER, Bound.ALONE), 12_000, 12_001, 12_010, 15_299).actions())
        .isEmpty();
    assertThat(told(bound(LEADER, Bound.ALONE), 3_000, 11_001).actions()).isEmpty();
    assertThat(told(bound(LEADER, Bound.ALONE), 3_000, 11_001, 14_500).actions())
        .contains(new OpenBundle(5));
    Step<LinkState, LinkAction> one = told(bound(LEADER, Bound.ALONE), 2_100);
    SilenceTold ofAnother = new SilenceTold(3, Duration.ofSeconds(9), LATER, ZERO);
    assertThat(LinkMachine.next(one.state(), ofAnother)).isEqualTo(Step.stay(one.state()));
  }

  @Test
  void aLinkWhoseAnswersTakeLongOrAreNotKnownIsNotLively() {
    for (Duration answer : List.of(SOON.plusMillis(1), Duration.ZERO)) {
      assertThat(toldAfter(lookAgain(lively(4, answer), 601))).as(answer.toString()).isEmpty();
    }
  }

  @Test
  void aSilenceOfALivelyLinkThatIsToldTwiceInTimeMakesTheNextGeneration() {
    assertThat(told(word(601, 650), word(2_200, 2_250)).actions()).contains(new OpenBundle(5));
    assertThat(told(word(900, 950), word(2_200, 2_550)).actions()).contains(new OpenBundle(5));
    assertThat(told(word(900, 1_250), word(2_200, 2_250)).actions()).contains(new OpenBundle(5));
  }

  @Test
  void whereAnswersComeVerySoonASilenceIsToldAndProvenSooner() {
    LinkState lively = lively(Liveliness.LOOKS, Liveliness.QUICK_MAX);
    Step<LinkState, LinkAction> first = lookAgain(lively, 601);
    Step<LinkState, LinkAction> second = lookAgain(first.state(), 1_601);

    assertThat(toldAfter(lookAgain(first.state(), 1_600))).isEmpty();
    assertThat(toldAfter(second)).contains(1_601L);
    assertThat(toldAfter(lookAgain(second.state(), 2_200))).isEmpty();
    assertThat(toldAfter(lookAgain(second.state(), 2_201))).contains(2_201L);
    assertThat(told(lively, word(601, 650), word(1_600, 1_650)).actions())
        .contains(new OpenBundle(5));
    assertThat(told(lively, word(601, 650), word(1_599, 1_649)).actions()).as("too soon").isEmpty();
    LinkState slower = lively(Liveliness.LOOKS, Liveliness.QUICK_MAX.plusMillis(1));
    assertThat(toldAfter(lookAgain(lookAgain(slower, 601).state(), 1_601))).isEmpty();
    assertThat(told(slower, word(601, 650), word(2_199, 2_249)).actions()).isEmpty();
  }

  @Test
  void ofWordsThatWaitedOrCameLateOrAreOfTwoSilencesNothingIsMade() {
    assertThat(told(word(601, 2_400), word(2_201, 2_401)).actions())
        .as("the first waited")
        .isEmpty();
    assertThat(told(word(900, 1_251), word(2_200, 2_250)).actions())
        .as("the first waited a little")
        .isEmpty();
    assertThat(told(word(601, 650), word(2_201, 2_551)).actions())
        .as("the second waited")
        .isEmpty();
    assertThat(told(word(901, 950), word(2_201, 2_250)).actions())
        .as("nobody knows what was before the first")
        .isEmpty();
    assertThat(told(word(601, 650), word(2_199, 2_249)).actions()).as("too soon").isEmpty();
    assertThat(told(word(601, 750), word(601, 4_550)).actions())
        .as("each is of a short silence")
        .isEmpty();
    assertThat(told(word(601, 750), word(2_201, 4_550)).actions())
        .as("something was heard between them")
        .isEmpty();
  }

  @Test
  void theFirstWordOfANewSilenceTakesThePlaceOfThatOfTheOneBefore() {
    assertThat(told(word(700, 750), word(601, 2_500), word(2_201, 4_101)).actions())
        .contains(new OpenBundle(5));
  }

  @Test
  void whoHearsTheOtherSideWellTakesNoWordOfItsSilence() {
    SilenceTold first = word(601, 650);
    SilenceTold second = word(2_200, 2_250);
    Moment spoke = ZERO.plus(Silence.ONE_SIDED_MAX).plus(Duration.ofMillis(50));
    Moment just = spoke.plus(Duration.ofMillis(1));

    assertThat(told(first, heardAt(second, spoke)).actions()).contains(new OpenBundle(5));
    assertThat(told(first, heardAt(second, just)).actions()).isEmpty();
    assertThat(told(heardAt(first, just), second).actions()).isEmpty();
    assertThat(told(word(2_201, 2_250), heardAt(word(6_002, 6_050), just)).actions()).isEmpty();
  }

  private static SilenceTold heardAt(SilenceTold word, Moment heard) {
    return new SilenceTold(word.generation(), word.lasted(), word.at(), heard);
  }

  @Test
  void aGenerationWhoseSilenceWasProvenIsLostWhenTheNextOneIsBoundUnlessItSpeaksAgain() {
    LinkState proven = told(word(601, 650), word(2_200, 2_250)).state();
    LinkState silent = lookAgain(proven, 2_400).state();
    Moment spoke = ZERO.plus(Duration.ofMillis(2_300));
    Looked late = new Looked(spoke.plus(SOON), spoke, spoke, SOON);
    LinkState spoken = LinkMachine.next(proven, late).state();

    assertThat(LinkMachine.next(silent, new BundleOpened(5, LATER)).actions())
        .containsSubsequence(new AnnounceLost(4), new CloseBundle(4), new AnnounceBound(5))
        .doesNotContain(new Drain(4));
    assertThat(LinkMachine.next(spoken, new BundleOpened(5, LATER)).actions())
        .contains(new Drain(4), new AnnounceBound(5))
        .doesNotContain(new AnnounceLost(4));
  }

  private static SilenceTold word(long lastedMillis, long atMillis) {
    return new SilenceTold(
        4, Duration.ofMillis(lastedMillis), ZERO.plus(Duration.ofMillis(atMillis)), ZERO);
  }

  /// The step after the last of these words.
  private static Step<LinkState, LinkAction> told(SilenceTold... words) {
    return told(bound(LEADER, Bound.ALONE), words);
  }

  private static Step<LinkState, LinkAction> told(LinkState before, SilenceTold... words) {
    Step<LinkState, LinkAction> step = Step.stay(before);
    for (SilenceTold word : words) {
      step = LinkMachine.next(step.state(), word);
    }
    return step;
  }

  /// The silence that this step tells of. Unit: milliseconds.
  private static Optional<Long> toldAfter(Step<LinkState, LinkAction> step) {
    return step.actions().stream()
        .filter(TellSilence.class::isInstance)
        .map(action -> ((TellSilence) action).lasted().toMillis())
        .findFirst();
  }

  private static long nextLookMillis(Step<LinkState, LinkAction> step) {
    return step.actions().stream()
        .filter(action -> action instanceof StartTimer start && start.timer() == LinkTimer.LOOK)
        .map(action -> ((StartTimer) action).after().toMillis())
        .findFirst()
        .orElseThrow();
  }

  /// A link after so many looks at each of which something has just come, the last at zero.
  private static LinkState lively(int looks) {
    return lively(looks, SOON);
  }

  private static LinkState lively(int looks, Duration answer) {
    LinkState state = bound(LEADER, Bound.ALONE);
    for (int i = 1; i <= looks; i++) {
      Moment at = ZERO.plus(Duration.ofMillis(10L * (i - looks)));
      state = LinkMachine.next(state, new Looked(at, at, at, answer)).state();
    }
    return state;
  }

  /// The step after the last of these words.
  private static Step<LinkState, LinkAction> told(LinkState from, long... atMillis) {
    Step<LinkState, LinkAction> step = Step.stay(from);
    for (long at : atMillis) {
      Duration lasted = Duration.ofMillis(at - 10);
      step =
          LinkMachine.next(
              step.state(), new SilenceTold(4, lasted, ZERO.plus(Duration.ofMillis(at)), ZERO));
    }
    return step;
  }

  private static Step<LinkState, LinkAction> lookAgain(LinkState from, long atMillis) {
    Moment now = ZERO.plus(Duration.ofMillis(atMillis));
    return LinkMachine.next(from, new Looked(now, ZERO, now, SOON));
  }

  private static Step<LinkState, LinkAction> look(long silentMillis) {
    Moment now = ZERO.plus(Duration.ofMillis(silentMillis));
    return LinkMachine.next(bound(LEADER, Bound.ALONE), new Looked(now, ZERO, now, SOON));
  }
}
