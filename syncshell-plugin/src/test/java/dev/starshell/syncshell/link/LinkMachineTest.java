package dev.starshell.syncshell.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.link.LinkAction.AnnounceBound;
import dev.starshell.syncshell.link.LinkAction.AnnounceLost;
import dev.starshell.syncshell.link.LinkAction.CloseBundle;
import dev.starshell.syncshell.link.LinkAction.OpenBundle;
import dev.starshell.syncshell.link.LinkAction.Rest;
import dev.starshell.syncshell.link.LinkAction.SendDecline;
import dev.starshell.syncshell.link.LinkAction.SendHeartbeat;
import dev.starshell.syncshell.link.LinkAction.SendLinkWanted;
import dev.starshell.syncshell.link.LinkAction.StartTimer;
import dev.starshell.syncshell.link.LinkEvent.AnswerCame;
import dev.starshell.syncshell.link.LinkEvent.BundleFailed;
import dev.starshell.syncshell.link.LinkEvent.BundleOpened;
import dev.starshell.syncshell.link.LinkEvent.DeclineCame;
import dev.starshell.syncshell.link.LinkEvent.Ended;
import dev.starshell.syncshell.link.LinkEvent.Informed;
import dev.starshell.syncshell.link.LinkEvent.LinkWantedCame;
import dev.starshell.syncshell.link.LinkEvent.Looked;
import dev.starshell.syncshell.link.LinkEvent.Nudged;
import dev.starshell.syncshell.link.LinkEvent.OfferCame;
import dev.starshell.syncshell.link.LinkEvent.PeerAbsent;
import dev.starshell.syncshell.link.LinkEvent.PeerPresent;
import dev.starshell.syncshell.link.LinkEvent.TimerFired;
import dev.starshell.syncshell.link.LinkState.Asked;
import dev.starshell.syncshell.link.LinkState.Bound;
import dev.starshell.syncshell.link.LinkState.Called;
import dev.starshell.syncshell.link.LinkState.Connecting;
import dev.starshell.syncshell.link.LinkState.Idle;
import dev.starshell.syncshell.link.LinkState.Past;
import dev.starshell.syncshell.link.LinkState.Resting;
import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.machine.Step;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinkMachineTest {
  private static final Moment ZERO = new Moment(0);
  private static final Past LEADER = new Past(true, 4, 0, true);
  private static final Past FOLLOWER = new Past(false, 4, 0, true);

  @Test
  void theLeaderOffersANewGenerationWhenThePeerAppears() {
    Step<LinkState, LinkAction> step =
        LinkMachine.next(LinkMachine.start(true, 4), new PeerPresent());

    assertThat(step.state()).isEqualTo(new Connecting(new Past(true, 5, 0, true), 5));
    assertThat(step.actions())
        .containsExactly(
            new OpenBundle(5), new StartTimer(LinkTimer.CONNECT, 5, Limits.LINK_CONNECT));
  }

  @Test
  void theFollowerAsksWhenThePeerAppears() {
    Step<LinkState, LinkAction> step =
        LinkMachine.next(LinkMachine.start(false, 4), new PeerPresent());

    assertThat(step.state()).isEqualTo(new Asked(FOLLOWER));
    assertThat(step.actions())
        .containsExactly(
            new SendLinkWanted(4), new StartTimer(LinkTimer.ASK, 4, LinkMachine.ASK_WAIT));
  }

  @Test
  void theFollowerTakesANewGenerationInEveryStateAndFreesTheOldOne() {
    Past after = new Past(false, 7, 0, true);

    for (LinkState state :
        List.of(new Idle(FOLLOWER), new Asked(FOLLOWER), new Resting(FOLLOWER))) {
      assertThat(LinkMachine.next(state, new OfferCame(7)))
          .isEqualTo(
              new Step<>(
                  new Connecting(after, 7),
                  List.of(
                      new OpenBundle(7),
                      new StartTimer(LinkTimer.CONNECT, 7, Limits.LINK_CONNECT))));
    }
    assertThat(LinkMachine.next(new Connecting(FOLLOWER, 4), new OfferCame(7)).actions())
        .startsWith(new CloseBundle(4), new OpenBundle(7));
  }

  @Test
  void aStaleOfferChangesNothing() {
    for (LinkState state : everyState(FOLLOWER)) {
      assertThat(LinkMachine.next(state, new OfferCame(4))).isEqualTo(Step.stay(state));
      assertThat(LinkMachine.next(state, new OfferCame(3))).isEqualTo(Step.stay(state));
    }
  }

  @Test
  void theLeaderTakesNoOffer() {
    for (LinkState state : everyState(LEADER)) {
      assertThat(LinkMachine.next(state, new OfferCame(9))).isEqualTo(Step.stay(state));
    }
  }

  @Test
  void theFollowerIgnoresARequestThatOnlyALeaderAnswers() {
    for (LinkState state : everyState(FOLLOWER)) {
      assertThat(LinkMachine.next(state, new LinkWantedCame(9))).isEqualTo(Step.stay(state));
    }
  }

  @Test
  void aRequestThatKnowsTheCurrentGenerationBeginsTheNext() {
    Step<LinkState, LinkAction> fromConnecting =
        LinkMachine.next(new Connecting(LEADER, 4), new LinkWantedCame(11));

    assertThat(fromConnecting.actions()).startsWith(new CloseBundle(4), new OpenBundle(12));
  }

  @Test
  void aRequestThatCrossedTheOfferBeginsNothingButTheNextOneDoes() {
    Step<LinkState, LinkAction> first =
        LinkMachine.next(new Connecting(LEADER, 4), new LinkWantedCame(3));

    assertThat(first).isEqualTo(Step.to(new Connecting(LEADER, 4, true)));
    assertThat(LinkMachine.next(first.state(), new LinkWantedCame(3)).actions())
        .startsWith(new CloseBundle(4), new OpenBundle(5));
    assertThat(LinkMachine.next(bound(LEADER), new LinkWantedCame(3)))
        .isEqualTo(Step.stay(bound(LEADER)));
  }

  @Test
  void onlyTheGenerationUnderWayIsBound() {
    Moment at = new Moment(99);
    LinkState connecting = new Connecting(LEADER, 4);

    assertThat(LinkMachine.next(connecting, new BundleOpened(4, at)))
        .isEqualTo(
            new Step<>(
                new Bound(LEADER, 4, at, false, Bound.ALONE),
                List.of(
                    new AnnounceBound(4),
                    new StartTimer(LinkTimer.LOOK, 4, LinkMachine.FIRST_LOOK_SPAN))));
    assertThat(LinkMachine.next(connecting, new BundleOpened(3, at)))
        .isEqualTo(Step.stay(connecting));
    for (LinkState state : List.of(new Idle(LEADER), new Asked(LEADER), new Resting(LEADER))) {
      assertThat(LinkMachine.next(state, new BundleOpened(4, at))).isEqualTo(Step.stay(state));
    }
  }

  @Test
  void aFailedGenerationRestsAndTellsThePeerOnlyWhileConnecting() {
    Past failed = new Past(true, 4, 1, true);
    Rest rest = new Rest(4, 1);

    assertThat(LinkMachine.next(new Connecting(LEADER, 4), new BundleFailed(4)))
        .isEqualTo(
            new Step<>(new Resting(failed), List.of(new CloseBundle(4), new SendDecline(4), rest)));
    assertThat(LinkMachine.next(bound(LEADER), new BundleFailed(4)))
        .isEqualTo(
            new Step<>(
                new Resting(failed), List.of(new AnnounceLost(4), new CloseBundle(4), rest)));
    assertThat(LinkMachine.next(bound(LEADER), new BundleFailed(3)))
        .isEqualTo(Step.stay(bound(LEADER)));
  }

  @Test
  void aDeclinedGenerationRestsWithoutAnEcho() {
    Step<LinkState, LinkAction> step =
        LinkMachine.next(new Connecting(LEADER, 4), new DeclineCame(4));

    assertThat(step.state()).isInstanceOf(Resting.class);
    assertThat(step.actions()).doesNotContain(new SendDecline(4));
  }

  @Test
  void aLinkEndedForGoodWaitsUntilThePeerAppearsAnew() {
    Step<LinkState, LinkAction> step = LinkMachine.next(bound(LEADER), new Ended(4, true));

    assertThat(step.state()).isInstanceOf(Idle.class);
    assertThat(step.actions()).containsExactly(new AnnounceLost(4), new CloseBundle(4));
    assertThat(LinkMachine.next(step.state(), new PeerPresent()).state())
        .isInstanceOf(Connecting.class);
  }

  @Test
  void aLinkEndedForAFaultRestsFirst() {
    assertThat(LinkMachine.next(bound(LEADER), new Ended(4, false)).state())
        .isInstanceOf(Resting.class);
    assertThat(LinkMachine.next(bound(LEADER), new Ended(3, false)))
        .isEqualTo(Step.stay(bound(LEADER)));
  }

  @Test
  void anAbsentPeerEndsAttemptsButNeverALiveLink() {
    Past away = new Past(true, 4, 0, false);

    assertThat(LinkMachine.next(bound(LEADER), new PeerAbsent()))
        .isEqualTo(Step.to(new Bound(away, 4, ZERO, false, Bound.ALONE)));
    assertThat(LinkMachine.next(new Connecting(LEADER, 4), new PeerAbsent()))
        .isEqualTo(new Step<>(new Idle(away), List.of(new CloseBundle(4))));
    assertThat(LinkMachine.next(new Resting(LEADER), new PeerAbsent()))
        .isEqualTo(Step.to(new Idle(away)));
  }

  @Test
  void timersOfAnotherStateOrGenerationChangeNothing() {
    assertThat(LinkMachine.next(new Connecting(LEADER, 4), new TimerFired(LinkTimer.CONNECT, 3)))
        .isEqualTo(Step.stay(new Connecting(LEADER, 4)));
    for (LinkState state : List.of(new Idle(LEADER), bound(LEADER))) {
      for (LinkTimer timer : LinkTimer.values()) {
        assertThat(LinkMachine.next(state, new TimerFired(timer, 4))).isEqualTo(Step.stay(state));
      }
    }
  }

  @Test
  void restingEndsInAnAttemptOnlyIfThePeerIsThere() {
    assertThat(LinkMachine.next(new Resting(LEADER), new Nudged()).state())
        .isInstanceOf(Connecting.class);
    assertThat(LinkMachine.next(new Resting(FOLLOWER), new Nudged()).state())
        .isInstanceOf(Asked.class);
    assertThat(LinkMachine.next(new Resting(LEADER.present(false)), new Nudged()).state())
        .isInstanceOf(Called.class);
  }

  @Test
  void silenceIsFilledWithHeartbeatsThenSuspectedThenEndsTheLink() {
    assertThat(look(999, 999).actions()).doesNotContain(new SendHeartbeat(4));
    assertThat(look(1_000, 1_000).actions()).contains(new SendHeartbeat(4));
    assertThat(((Bound) look(5_000, 0).state()).suspected()).isFalse();
    assertThat(((Bound) look(5_001, 0).state()).suspected()).isTrue();
    assertThat(look(20_000, 0).state()).isInstanceOf(Bound.class);
    assertThat(look(20_001, 0).state()).isInstanceOf(Resting.class);
  }

  @Test
  void aStableLinkForgetsItsFailures() {
    Past shaken = new Past(true, 4, 3, true);
    Moment now = ZERO.plus(LinkMachine.STABLE_AFTER);

    Step<LinkState, LinkAction> step =
        LinkMachine.next(
            new Bound(shaken, 4, ZERO, false, Bound.ALONE),
            new Looked(now, now, now, Duration.ZERO));

    assertThat(step.state().past().failures()).isZero();
  }

  @Test
  void aNudgeCutsARestShortAndDisturbsNothingElse() {
    assertThat(LinkMachine.next(new Resting(LEADER), new Nudged()).state())
        .isInstanceOf(Connecting.class);
    assertThat(LinkMachine.next(new Idle(LEADER), new Nudged()).state())
        .isInstanceOf(Connecting.class);
    for (LinkState state : List.of(new Connecting(LEADER, 4), bound(LEADER))) {
      assertThat(LinkMachine.next(state, new Nudged())).isEqualTo(Step.stay(state));
    }
  }

  @Test
  void anOfferIsLeftForAPeerThatIsAwayAndNothingIsWaitedFor() {
    Past leader = LEADER.present(false);
    Past follower = FOLLOWER.present(false);

    Step<LinkState, LinkAction> led = LinkMachine.next(new Resting(leader), new Nudged());
    Step<LinkState, LinkAction> followed = LinkMachine.next(new Idle(follower), new Nudged());

    assertThat(led)
        .isEqualTo(new Step<>(new Called(leader.withGeneration(5), 5), List.of(new OpenBundle(5))));
    assertThat(followed)
        .isEqualTo(new Step<>(new Called(follower, 4), List.of(new SendLinkWanted(4))));
    assertThat(LinkMachine.next(led.state(), new Nudged()).actions())
        .containsExactly(new CloseBundle(5), new OpenBundle(6));
  }

  @Test
  void aCalledPeerThatAnswersOrAppearsIsConnectedToWithoutAnotherOffer() {
    Past away = new Past(true, 5, 0, false);
    Past there = new Past(true, 5, 0, true);
    LinkState called = new Called(away, 5);
    StartTimer connect = new StartTimer(LinkTimer.CONNECT, 5, Limits.LINK_CONNECT);
    StartTimer ask = new StartTimer(LinkTimer.ASK, 4, LinkMachine.ASK_WAIT);

    assertThat(LinkMachine.next(called, new AnswerCame(5)))
        .isEqualTo(new Step<>(new Connecting(there, 5), List.of(connect)));
    assertThat(LinkMachine.next(called, new PeerPresent()))
        .isEqualTo(new Step<>(new Connecting(there, 5), List.of(connect)));
    assertThat(LinkMachine.next(called, new LinkWantedCame(4)))
        .isEqualTo(new Step<>(new Connecting(there, 5, true), List.of(connect)));
    assertThat(LinkMachine.next(called, new LinkWantedCame(5)).actions())
        .startsWith(new CloseBundle(5), new OpenBundle(6));
    assertThat(LinkMachine.next(new Called(FOLLOWER.present(false), 4), new PeerPresent()))
        .isEqualTo(new Step<>(new Asked(FOLLOWER), List.of(ask)));
    assertThat(LinkMachine.next(called, new AnswerCame(4))).isEqualTo(Step.stay(called));
    assertThat(LinkMachine.next(called, new PeerAbsent()))
        .isEqualTo(new Step<>(new Idle(away), List.of(new CloseBundle(5))));
  }

  @Test
  void aFollowerThatHasLearntWhatItLackedAsksAgainAtOnce() {
    Step<LinkState, LinkAction> step = LinkMachine.next(new Asked(FOLLOWER), new Informed());

    assertThat(step.state()).isEqualTo(new Asked(FOLLOWER));
    assertThat(step.actions()).contains(new SendLinkWanted(4));
    assertThat(LinkMachine.next(new Resting(LEADER), new Informed()).state())
        .isInstanceOf(Connecting.class);
    assertThat(LinkMachine.next(bound(LEADER), new Informed())).isEqualTo(Step.stay(bound(LEADER)));
  }

  @Test
  void whoClaimsToHaveSeenTheLastGenerationGetsNoneThatCannotBe() {
    Step<LinkState, LinkAction> step =
        LinkMachine.next(new Resting(LEADER), new LinkWantedCame(Limits.GENERATION_MAX));

    assertThat(step.state()).isInstanceOf(Idle.class);
    assertThat(step.actions()).isEmpty();
    assertThat(LinkMachine.next(step.state(), new Nudged()).actions()).isEmpty();
  }

  private static Step<LinkState, LinkAction> look(long silentMillis, long unsaidMillis) {
    Moment now = ZERO.plus(Duration.ofMillis(silentMillis));
    return LinkMachine.next(
        bound(LEADER),
        new Looked(
            now,
            ZERO,
            new Moment(now.nanos() - Duration.ofMillis(unsaidMillis).toNanos()),
            Duration.ZERO));
  }

  private static LinkState bound(Past past) {
    return new Bound(past, 4, ZERO, false, Bound.ALONE);
  }

  private static List<LinkState> everyState(Past past) {
    return List.of(
        new Idle(past),
        new Called(past, 4),
        new Asked(past),
        new Connecting(past, 4),
        bound(past),
        new Resting(past));
  }
}
