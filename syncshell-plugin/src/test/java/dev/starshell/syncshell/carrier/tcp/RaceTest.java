package dev.starshell.syncshell.carrier.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.carrier.tcp.Race.Deed;
import dev.starshell.syncshell.carrier.tcp.Race.Fail;
import dev.starshell.syncshell.carrier.tcp.Race.Step;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.BaseChosen;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.BaseFailed;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.BaseOpened;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.Closed;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.Known;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.MeetingOver;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.Met;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.Misused;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.MomentOver;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.Shown;
import dev.starshell.syncshell.carrier.tcp.RaceEvent.TcpFailed;
import dev.starshell.syncshell.carrier.tcp.RaceState.Choosing;
import dev.starshell.syncshell.carrier.tcp.RaceState.Failed;
import dev.starshell.syncshell.carrier.tcp.RaceState.Fault;
import dev.starshell.syncshell.carrier.tcp.RaceState.OnBase;
import dev.starshell.syncshell.carrier.tcp.RaceState.OnTcp;
import dev.starshell.syncshell.carrier.tcp.RaceState.Over;
import dev.starshell.syncshell.carrier.tcp.RaceState.Pending;
import dev.starshell.syncshell.carrier.tcp.RaceState.Ready;
import dev.starshell.syncshell.carrier.tcp.RaceState.Rival;
import dev.starshell.syncshell.carrier.tcp.RaceState.Running;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RaceTest {
  private static final boolean LEADER = true;
  private static final boolean FOLLOWER = false;
  private static final Fault FAULT = new Fault(2, "CONNECTION_FAILED", "No path.");
  private static final Step ON_BASE =
      Step.to(new OnBase(), Deed.END_MEETING, Deed.OPEN_ON_BASE, Deed.SAY_BASE, Deed.SEND_ON_BASE);
  private static final Step ON_BASE_WITHOUT_A_WORD =
      Step.to(new OnBase(), Deed.END_MEETING, Deed.OPEN_ON_BASE, Deed.SEND_ON_BASE);
  private static final List<RaceEvent> EVENTS =
      List.of(
          new Known(true),
          new Known(false),
          new BaseOpened(),
          new BaseFailed(FAULT),
          new BaseChosen(),
          new MomentOver(),
          new MeetingOver(),
          new Shown(),
          new Met(),
          new TcpFailed(FAULT),
          new Misused(FAULT),
          new Closed());

  @Test
  void theLeaderChoosesWhatIsThereFirst() {
    assertThat(last(LEADER, new Known(true), new BaseOpened()))
        .isEqualTo(Step.to(new Running(Rival.POSSIBLE, new Ready()), Deed.WAIT_A_MOMENT));
    for (RaceEvent noTcp : List.of(new MomentOver(), new MeetingOver())) {
      assertThat(last(LEADER, new Known(true), new BaseOpened(), noTcp)).isEqualTo(ON_BASE);
    }
    assertThat(last(LEADER, new Known(true), new MeetingOver(), new BaseOpened()))
        .isEqualTo(ON_BASE);
    assertThat(last(LEADER, new Known(true), new BaseOpened(), new Shown()))
        .isEqualTo(Step.to(new Choosing(), Deed.CHOOSE_SHOWN));
    assertThat(last(LEADER, new Known(true), new MomentOver()).actions()).isEmpty();
    assertThat(last(LEADER, new Known(true), new Shown()))
        .isEqualTo(Step.to(new Choosing(), Deed.CHOOSE_SHOWN));
    assertThat(last(LEADER, new Known(true), new Shown(), new Met()))
        .isEqualTo(Step.to(new OnTcp(), Deed.END_MEETING, Deed.CLOSE_BASE, Deed.OPEN_ON_TCP));
    assertThat(last(LEADER, new Known(true), new BaseOpened(), new MomentOver(), new Shown()))
        .isEqualTo(Step.to(new OnBase()));
    assertThat(last(LEADER, new Known(true), new Shown(), new BaseOpened()))
        .isEqualTo(Step.to(new Choosing()));
    assertThat(last(LEADER, new Known(true), new Shown(), new Shown()).actions()).isEmpty();
  }

  @Test
  void theFollowerWaitsForTheLeadersWord() {
    assertThat(last(FOLLOWER, new Known(true), new BaseOpened()).actions()).isEmpty();
    assertThat(last(FOLLOWER, new Known(true), new BaseOpened(), new BaseChosen()))
        .isEqualTo(ON_BASE_WITHOUT_A_WORD);
    assertThat(last(FOLLOWER, new Known(true), new MeetingOver(), new BaseChosen()).next())
        .isEqualTo(new OnBase());
    assertThat(last(FOLLOWER, new Known(true), new Met()).next()).isEqualTo(new OnTcp());
    assertThat(last(FOLLOWER, new Known(true), new Shown()).next())
        .isEqualTo(new Running(Rival.POSSIBLE, new Pending()));
  }

  @Test
  void whereTheOtherSideOffersNoneNoWordIsSaidOrAwaited() {
    assertThat(last(LEADER, new Known(false), new BaseOpened())).isEqualTo(ON_BASE_WITHOUT_A_WORD);
    assertThat(last(FOLLOWER, new Known(false), new BaseOpened()))
        .isEqualTo(ON_BASE_WITHOUT_A_WORD);
  }

  @Test
  void itIsLostWhenBothAre() {
    for (boolean leading : new boolean[] {LEADER, FOLLOWER}) {
      assertThat(last(leading, new Known(true), new BaseFailed(FAULT)).actions()).isEmpty();
      assertFailed(last(leading, new Known(true), new BaseFailed(FAULT), new MeetingOver()));
      assertFailed(last(leading, new Known(true), new MeetingOver(), new BaseFailed(FAULT)));
      assertFailed(last(leading, new Known(false), new BaseFailed(FAULT)));
      assertFailed(last(leading, new BaseFailed(FAULT)));
    }
    assertThat(last(FOLLOWER, new Known(true), new BaseFailed(FAULT), new Met()).next())
        .isEqualTo(new OnTcp());
  }

  @Test
  void whatWasNotChosenMayFailAndWhatWasMayNot() {
    assertThat(last(LEADER, new Known(true), new Shown(), new BaseFailed(FAULT)).next())
        .isEqualTo(new Choosing());
    assertThat(last(FOLLOWER, new Known(true), new Met(), new BaseFailed(FAULT)).next())
        .isEqualTo(new OnTcp());
    assertFailed(last(LEADER, new Known(true), new Shown(), new TcpFailed(FAULT)));
    assertFailed(last(FOLLOWER, new Known(true), new Met(), new TcpFailed(FAULT)));
    assertFailed(
        last(LEADER, new Known(true), new BaseOpened(), new MomentOver(), new BaseFailed(FAULT)));
    assertThat(
            last(LEADER, new Known(true), new BaseOpened(), new MomentOver(), new TcpFailed(FAULT))
                .next())
        .isEqualTo(new OnBase());
    assertFailed(
        last(LEADER, new Known(true), new BaseOpened(), new BaseFailed(FAULT), new MeetingOver()));
  }

  @Test
  void theLeadersWordAfterAFailureIsTooLate() {
    assertThat(last(FOLLOWER, new Known(true), new BaseFailed(FAULT), new BaseChosen()).actions())
        .isEmpty();
  }

  @Test
  void anyStateEndsAndNothingFollowsTheEnd() {
    for (boolean leading : new boolean[] {LEADER, FOLLOWER}) {
      for (RaceState state :
          List.of(
              Running.BEGUN,
              new Running(Rival.POSSIBLE, new Failed(FAULT)),
              new Choosing(),
              new OnBase(),
              new OnTcp())) {
        assertFailed(Race.next(leading, state, new Misused(FAULT)));
        assertThat(Race.next(leading, state, new Closed()))
            .isEqualTo(Step.to(new Over(), Deed.END_MEETING, Deed.CLOSE_STREAM, Deed.CLOSE_BASE));
      }
      for (RaceEvent event : EVENTS) {
        assertThat(Race.next(leading, new Over(), event)).isEqualTo(Step.to(new Over()));
      }
    }
  }

  private static void assertFailed(Step step) {
    assertThat(step.next()).isEqualTo(new Over());
    assertThat(step.actions())
        .containsExactly(Deed.END_MEETING, Deed.CLOSE_STREAM, Deed.CLOSE_BASE, new Fail(FAULT));
  }

  private static Step last(boolean leading, RaceEvent... events) {
    Step step = Step.to(Running.BEGUN);
    for (RaceEvent event : events) {
      step = Race.next(leading, step.next(), event);
    }
    return step;
  }
}
