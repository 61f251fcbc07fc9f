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
import dev.starshell.syncshell.link.LinkAction.Rest;
import dev.starshell.syncshell.link.LinkAction.SendDecline;
import dev.starshell.syncshell.link.LinkAction.SendLinkWanted;
import dev.starshell.syncshell.link.LinkAction.StartTimer;
import dev.starshell.syncshell.link.LinkEvent.BundleFailed;
import dev.starshell.syncshell.link.LinkEvent.BundleOpened;
import dev.starshell.syncshell.link.LinkEvent.DeclineCame;
import dev.starshell.syncshell.link.LinkEvent.DrainLooked;
import dev.starshell.syncshell.link.LinkEvent.Ended;
import dev.starshell.syncshell.link.LinkEvent.LinkWantedCame;
import dev.starshell.syncshell.link.LinkEvent.OfferCame;
import dev.starshell.syncshell.link.LinkEvent.RenewWanted;
import dev.starshell.syncshell.link.LinkEvent.TimerFired;
import dev.starshell.syncshell.link.LinkState.Beside;
import dev.starshell.syncshell.link.LinkState.Bound;
import dev.starshell.syncshell.link.LinkState.Connecting;
import dev.starshell.syncshell.link.LinkState.Idle;
import dev.starshell.syncshell.link.LinkState.Past;
import dev.starshell.syncshell.link.LinkState.Resting;
import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.machine.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The next generation is made beside the present one; there are never more than two.
class BoundMachineTest {
  private static Bound draining(Past past) {
    return new Bound(
        past.withGeneration(5),
        5,
        ZERO,
        false,
        new Beside.Draining(4, LATER.plus(LinkMachine.DRAIN_MAX)));
  }

  @Test
  void theLeaderMakesTheNextGenerationWhileThePresentOneCarries() {
    Step<LinkState, LinkAction> step =
        LinkMachine.next(bound(LEADER, Bound.ALONE), new RenewWanted());

    assertThat(step).isEqualTo(new Step<>(making(LEADER), List.of(new OpenBundle(5), CONNECT)));
  }

  @Test
  void theFollowerAsksForTheNextGenerationAndKeepsThePresentOneIfNobodyAnswers() {
    Step<LinkState, LinkAction> step =
        LinkMachine.next(bound(FOLLOWER, Bound.ALONE), new RenewWanted());

    assertThat(step.state()).isEqualTo(bound(FOLLOWER, new Beside.Asked()));
    assertThat(step.actions())
        .containsExactly(
            new SendLinkWanted(4), new StartTimer(LinkTimer.ASK, 4, LinkMachine.ASK_WAIT));
    assertThat(LinkMachine.next(step.state(), new TimerFired(LinkTimer.ASK, 4)))
        .isEqualTo(Step.to(bound(FOLLOWER, Bound.ALONE)));
  }

  @Test
  void whoIsAskedOrOfferedMakesItBesideThePresentOne() {
    assertThat(LinkMachine.next(bound(LEADER, Bound.ALONE), new LinkWantedCame(4)))
        .isEqualTo(new Step<>(making(LEADER), List.of(new OpenBundle(5), CONNECT)));
    assertThat(LinkMachine.next(bound(FOLLOWER, Bound.ALONE), new OfferCame(5)))
        .isEqualTo(new Step<>(making(FOLLOWER), List.of(new OpenBundle(5), CONNECT)));
    assertThat(LinkMachine.next(bound(FOLLOWER, new Beside.Asked()), new OfferCame(5)).state())
        .isEqualTo(making(FOLLOWER));
    assertThat(LinkMachine.next(making(FOLLOWER), new OfferCame(5)))
        .isEqualTo(Step.stay(making(FOLLOWER)));
  }

  @Test
  void aRequestThatCrossedTheOfferBeginsNothingButTheNextOneDoes() {
    Step<LinkState, LinkAction> first = LinkMachine.next(making(LEADER), new LinkWantedCame(4));

    assertThat(first.actions()).isEmpty();
    assertThat(LinkMachine.next(first.state(), new LinkWantedCame(4)).actions())
        .startsWith(new CloseBundle(5), new OpenBundle(6));
  }

  @Test
  void theNextGenerationIsCurrentAsSoonAsItIsBoundAndTheOneBeforeDrains() {
    Step<LinkState, LinkAction> step = LinkMachine.next(making(LEADER), new BundleOpened(5, LATER));

    assertThat(step.state())
        .isEqualTo(
            new Bound(
                LEADER.withGeneration(5),
                5,
                LATER,
                false,
                new Beside.Draining(4, LATER.plus(LinkMachine.DRAIN_MAX))));
    assertThat(step.actions())
        .startsWith(new Drain(4))
        .containsSubsequence(new Drain(4), new AnnounceBound(5))
        .doesNotContain(new AnnounceLost(4), new CloseBundle(4));
  }

  @Test
  void aSilentGenerationIsLostWhenTheNextOneIsBound() {
    Bound silent = new Bound(LEADER.withGeneration(5), 4, ZERO, true, new Beside.Making(5, false));

    assertThat(LinkMachine.next(silent, new BundleOpened(5, LATER)).actions())
        .containsSubsequence(new AnnounceLost(4), new CloseBundle(4), new AnnounceBound(5))
        .doesNotContain(new Drain(4));
  }

  @Test
  void aNextGenerationThatFailsLeavesThePresentOneAlone() {
    Bound alone = bound(LEADER.withGeneration(5), Bound.ALONE);

    assertThat(LinkMachine.next(making(LEADER), new BundleFailed(5)))
        .isEqualTo(new Step<>(alone, List.of(new CloseBundle(5), new SendDecline(5))));
    assertThat(LinkMachine.next(making(LEADER), new DeclineCame(5)))
        .isEqualTo(new Step<>(alone, List.of(new CloseBundle(5))));
    assertThat(LinkMachine.next(making(LEADER), new TimerFired(LinkTimer.CONNECT, 5)).state())
        .isEqualTo(alone);
  }

  @Test
  void aPresentGenerationThatFailsLeavesTheNextOneGoingOn() {
    assertThat(LinkMachine.next(making(LEADER), new BundleFailed(4)))
        .isEqualTo(
            new Step<>(
                new Connecting(LEADER.withGeneration(5), 5),
                List.of(new AnnounceLost(4), new CloseBundle(4))));
    assertThat(LinkMachine.next(bound(FOLLOWER, new Beside.Asked()), new BundleFailed(4)).state())
        .isEqualTo(new LinkState.Asked(FOLLOWER));
  }

  @Test
  void aGenerationIsClosedWhenItHasDrainedOrIsLate() {
    Bound alone = new Bound(LEADER.withGeneration(5), 5, ZERO, false, Bound.ALONE);
    Moment last = LATER.plus(LinkMachine.DRAIN_MAX);

    assertThat(LinkMachine.next(draining(LEADER), new DrainLooked(4, true, LATER)))
        .isEqualTo(new Step<>(alone, List.of(new CloseBundle(4))));
    assertThat(LinkMachine.next(draining(LEADER), new DrainLooked(4, false, last)).state())
        .isEqualTo(alone);
    assertThat(LinkMachine.next(draining(LEADER), new DrainLooked(4, false, LATER)))
        .isEqualTo(
            new Step<>(
                draining(LEADER),
                List.of(new StartTimer(LinkTimer.DRAIN, 4, LinkMachine.DRAIN_SPAN))));
    assertThat(LinkMachine.next(draining(LEADER), new DrainLooked(3, true, LATER)))
        .isEqualTo(Step.stay(draining(LEADER)));
    assertThat(LinkMachine.next(draining(LEADER), new BundleFailed(4)).state()).isEqualTo(alone);
    assertThat(LinkMachine.next(draining(LEADER), new Ended(4, false)).state()).isEqualTo(alone);
  }

  @Test
  void whileOneDrainsNoThirdIsMade() {
    assertThat(LinkMachine.next(draining(LEADER), new RenewWanted()))
        .isEqualTo(Step.stay(draining(LEADER)));
    assertThat(LinkMachine.next(draining(LEADER), new LinkWantedCame(5)).actions())
        .startsWith(new CloseBundle(4), new OpenBundle(6));
    assertThat(LinkMachine.next(draining(FOLLOWER), new OfferCame(6)).actions())
        .startsWith(new CloseBundle(4), new OpenBundle(6));
  }

  @Test
  void aCurrentGenerationThatFailsTakesTheDrainingOneWithIt() {
    Step<LinkState, LinkAction> step = LinkMachine.next(draining(LEADER), new BundleFailed(5));

    assertThat(step.state()).isInstanceOf(Resting.class);
    assertThat(step.actions())
        .containsExactly(
            new AnnounceLost(5), new CloseBundle(5), new CloseBundle(4), new Rest(5, 1));
  }

  @Test
  void aPeerThatLeavesEndsBoth() {
    Step<LinkState, LinkAction> step = LinkMachine.next(making(LEADER), new Ended(4, true));

    assertThat(step.state()).isInstanceOf(Idle.class);
    assertThat(step.actions())
        .containsExactly(new AnnounceLost(4), new CloseBundle(4), new CloseBundle(5));
  }

  @Test
  void aPeerThatLeavesByTheGenerationThatDrainsEndsBoth() {
    Step<LinkState, LinkAction> step = LinkMachine.next(draining(LEADER), new Ended(4, true));

    assertThat(step.state()).isInstanceOf(Idle.class);
    assertThat(step.actions())
        .containsExactly(new AnnounceLost(5), new CloseBundle(5), new CloseBundle(4));
    assertThat(LinkMachine.next(draining(LEADER), new Ended(3, true)))
        .as("a generation that is held no more")
        .isEqualTo(Step.stay(draining(LEADER)));
  }

  @Test
  void aPeerThatLeavesByTheGenerationThatIsMadeEndsBoth() {
    Step<LinkState, LinkAction> step = LinkMachine.next(making(FOLLOWER), new Ended(5, true));

    assertThat(step.state()).isInstanceOf(Idle.class);
    assertThat(step.actions())
        .containsExactly(new AnnounceLost(4), new CloseBundle(4), new CloseBundle(5));
    assertThat(LinkMachine.next(making(FOLLOWER), new Ended(5, false)).state())
        .as("a fault ends that generation only")
        .isEqualTo(bound(FOLLOWER.withGeneration(5), Bound.ALONE));
  }
}
