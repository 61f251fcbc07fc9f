package dev.starshell.syncshell.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.machine.Step;
import dev.starshell.syncshell.recovery.RecoveryAction.Attempt;
import dev.starshell.syncshell.recovery.RecoveryAction.CountRecovered;
import dev.starshell.syncshell.recovery.RecoveryAction.ForgetSession;
import dev.starshell.syncshell.recovery.RecoveryAction.StartTimer;
import dev.starshell.syncshell.recovery.RecoveryAction.TellParked;
import dev.starshell.syncshell.recovery.RecoveryEvent.Began;
import dev.starshell.syncshell.recovery.RecoveryEvent.Bound;
import dev.starshell.syncshell.recovery.RecoveryEvent.Lost;
import dev.starshell.syncshell.recovery.RecoveryEvent.PeerGone;
import dev.starshell.syncshell.recovery.RecoveryEvent.RelayLost;
import dev.starshell.syncshell.recovery.RecoveryEvent.Rested;
import dev.starshell.syncshell.recovery.RecoveryEvent.TimerFired;
import dev.starshell.syncshell.recovery.RecoveryEvent.Woken;
import dev.starshell.syncshell.recovery.RecoveryState.Linked;
import dev.starshell.syncshell.recovery.RecoveryState.Parked;
import dev.starshell.syncshell.recovery.RecoveryState.Trying;
import dev.starshell.syncshell.recovery.RecoveryState.Waiting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RecoveryMachineTest {
  private static final Moment ZERO = new Moment(0);
  private static final Moment LATER = at(9);
  private static final Duration SEARCHED = Outage.SEARCH_MIN;
  private static final Outage OUTAGE =
      new Outage(ZERO, LossCause.SILENT, LossCause.SILENT, 2, 1, false, true);

  private static final RecoveryState LINKED = new Linked(7);
  private static final RecoveryState TRYING = new Trying(OUTAGE, 7);
  private static final RecoveryState WAITING = new Waiting(OUTAGE, 7);
  private static final RecoveryState PARKED = new Parked(OUTAGE, 7);

  private static final RecoveryEvent LOST = new Lost(LossCause.CARRIER_FAILED, LATER);
  private static final RecoveryEvent BEGAN = new Began(LATER);
  private static final RecoveryEvent SECOND =
      new Rested(2, LossCause.DECLINED, Duration.ZERO, false, LATER, 0.5);
  private static final RecoveryEvent SEVENTH =
      new Rested(7, LossCause.DECLINED, Duration.ZERO, false, LATER, 0.5);
  private static final RecoveryEvent BOUND = new Bound(LATER);
  private static final RecoveryEvent FIRED = new TimerFired(7, Reach.MEMBER, LATER, 0.5);
  private static final RecoveryEvent FIRED_ALONE = new TimerFired(7, Reach.NOBODY, LATER, 0.5);
  private static final RecoveryEvent FIRED_QUARANTINED =
      new TimerFired(7, Reach.QUARANTINED, LATER, 0.5);
  private static final RecoveryEvent FIRED_LATE = new TimerFired(6, Reach.MEMBER, LATER, 0.5);
  private static final RecoveryEvent FIRED_AWAY = new TimerFired(7, Reach.RELAY, LATER, 0.5);
  private static final RecoveryEvent FOUND =
      new Rested(7, LossCause.CONNECT_TIMEOUT, SEARCHED, false, LATER, 1);
  private static final RecoveryEvent GONE = new PeerGone(LossCause.PEER_AWAY, LATER, 0.5);
  private static final RecoveryEvent NO_RELAY = new RelayLost();
  private static final RecoveryEvent WOKEN = new Woken(WakeCause.PRESENCE, LATER);

  private static final Outage BROKEN = Outage.begun(LATER, LossCause.CARRIER_FAILED);
  private static final Outage TRIED = OUTAGE.attempted();
  private static final Outage DECLINED = OUTAGE.failed(LossCause.DECLINED, false);
  private static final Outage GAVE_UP = OUTAGE.failed(LossCause.DECLINED, true);
  private static final Outage ALONE = OUTAGE.failed(LossCause.PEER_AWAY, false);
  private static final Outage STARLESS = OUTAGE.failed(LossCause.RELAY_LOST, false);
  private static final Outage UNREACHED = OUTAGE.failed(LossCause.CONNECT_TIMEOUT, false);
  private static final StartTimer SECOND_LATER = new StartTimer(8, Duration.ofSeconds(1));
  private static final StartTimer TWO_SECONDS = new StartTimer(8, Duration.ofSeconds(2));
  private static final StartTimer MINUTE = new StartTimer(8, Duration.ofMinutes(1));
  private static final TellParked TOLD = new TellParked(LossCause.DECLINED, 2);
  private static final CountRecovered COUNTED =
      new CountRecovered(LossCause.SILENT, Duration.ofSeconds(9), 2);

  private static Moment at(long seconds) {
    return ZERO.plus(Duration.ofSeconds(seconds));
  }

  private static Arguments row(
      RecoveryState from, RecoveryEvent event, RecoveryState to, RecoveryAction... actions) {
    return Arguments.of(from, event, to, List.of(actions));
  }

  private static Stream<Arguments> table() {
    Outage declinedFirst = Outage.begun(LATER, LossCause.DECLINED);
    Outage first = Outage.begun(LATER, LossCause.FIRST_LINK).attempted();
    return Stream.of(
        row(LINKED, LOST, new Trying(BROKEN, 7)),
        row(LINKED, BEGAN, new Trying(first, 7)),
        row(
            LINKED,
            SECOND,
            new Waiting(declinedFirst.failed(LossCause.DECLINED, false), 8),
            TWO_SECONDS),
        row(
            LINKED,
            SEVENTH,
            new Parked(declinedFirst.failed(LossCause.DECLINED, true), 8),
            MINUTE,
            new TellParked(LossCause.DECLINED, 0)),
        row(LINKED, BOUND, LINKED),
        row(LINKED, FIRED, LINKED),
        row(LINKED, FIRED_ALONE, LINKED),
        row(LINKED, FIRED_LATE, LINKED),
        row(LINKED, WOKEN, LINKED),
        row(LINKED, GONE, LINKED),
        row(LINKED, NO_RELAY, LINKED),
        row(TRYING, LOST, TRYING),
        row(TRYING, BEGAN, new Trying(TRIED, 7)),
        row(TRYING, SECOND, new Waiting(DECLINED, 8), TWO_SECONDS),
        row(TRYING, SEVENTH, new Parked(GAVE_UP, 8), MINUTE, TOLD),
        row(TRYING, BOUND, LINKED, COUNTED),
        row(TRYING, FIRED, TRYING),
        row(TRYING, FIRED_ALONE, TRYING),
        row(TRYING, FIRED_LATE, TRYING),
        row(TRYING, WOKEN, TRYING),
        row(TRYING, GONE, new Parked(ALONE, 8), TWO_SECONDS),
        row(TRYING, NO_RELAY, TRYING),
        row(TRYING, FIRED_AWAY, TRYING),
        row(TRYING, FOUND, new Waiting(UNREACHED, 8), SECOND_LATER),
        row(WAITING, LOST, WAITING),
        row(WAITING, BEGAN, new Trying(TRIED, 7)),
        row(WAITING, SECOND, new Waiting(DECLINED, 8), TWO_SECONDS),
        row(WAITING, SEVENTH, new Parked(GAVE_UP, 8), MINUTE, TOLD),
        row(WAITING, BOUND, LINKED, COUNTED),
        row(WAITING, FIRED, TRYING, new Attempt(2)),
        row(WAITING, FIRED_ALONE, new Parked(STARLESS, 8), MINUTE),
        row(WAITING, FIRED_QUARANTINED, new Parked(OUTAGE, 8), MINUTE),
        row(WAITING, FIRED_AWAY, new Trying(OUTAGE.called(), 7), new Attempt(2)),
        row(WAITING, FIRED_LATE, WAITING),
        row(WAITING, WOKEN, TRYING, new Attempt(2)),
        row(WAITING, GONE, WAITING),
        row(WAITING, NO_RELAY, new Waiting(STARLESS, 7)),
        row(PARKED, LOST, PARKED),
        row(PARKED, BEGAN, new Trying(TRIED, 7)),
        row(PARKED, SECOND, new Waiting(DECLINED, 8), TWO_SECONDS),
        row(PARKED, SEVENTH, new Parked(GAVE_UP, 8), MINUTE, TOLD),
        row(PARKED, BOUND, LINKED, COUNTED),
        row(PARKED, FIRED, TRYING, new Attempt(2)),
        row(PARKED, FIRED_ALONE, new Parked(STARLESS, 8), MINUTE),
        row(PARKED, FIRED_QUARANTINED, new Parked(OUTAGE, 8), MINUTE),
        row(PARKED, FIRED_AWAY, new Trying(OUTAGE.called(), 7), new Attempt(2)),
        row(PARKED, FIRED_LATE, PARKED),
        row(PARKED, WOKEN, TRYING, new Attempt(2)),
        row(PARKED, GONE, PARKED),
        row(PARKED, NO_RELAY, new Parked(STARLESS, 7)));
  }

  @ParameterizedTest
  @MethodSource("table")
  void everyEventInEveryStateHasOneOutcome(
      RecoveryState from, RecoveryEvent event, RecoveryState to, List<RecoveryAction> actions) {
    assertThat(RecoveryMachine.next(from, event)).isEqualTo(new Step<>(to, actions));
  }

  @Test
  void peopleAreToldOnceInAnOutageThatItIsParked() {
    Step<RecoveryState, RecoveryAction> again =
        RecoveryMachine.next(new Parked(GAVE_UP, 8), SEVENTH);

    assertThat(again.actions()).noneMatch(action -> action instanceof TellParked);
  }

  @Test
  void theFirstLinkOfAllIsNoRecovery() {
    RecoveryState first = RecoveryMachine.next(RecoveryMachine.start(), BEGAN).state();

    assertThat(RecoveryMachine.next(first, BOUND).actions()).isEmpty();
  }

  @Test
  void whatWasOpenAtAStartOfTheProcessIsAnOutage() {
    Step<RecoveryState, RecoveryAction> back =
        RecoveryMachine.next(RecoveryMachine.restarted(ZERO), BOUND);

    assertThat(back.actions())
        .containsExactly(new CountRecovered(LossCause.RESTARTED, Duration.ofSeconds(9), 0));
  }

  @Test
  void theSessionIsForgottenOnceAfterSevenDaysAndTheAttemptsGoOn() {
    Moment justBefore = ZERO.plus(RecoverySession.KEPT_FOR).plus(Duration.ofNanos(-1));
    Moment due = ZERO.plus(RecoverySession.KEPT_FOR);

    Step<RecoveryState, RecoveryAction> early =
        RecoveryMachine.next(PARKED, new TimerFired(7, Reach.MEMBER, justBefore, 0.5));
    Step<RecoveryState, RecoveryAction> first =
        RecoveryMachine.next(PARKED, new TimerFired(7, Reach.NOBODY, due, 0.5));
    Step<RecoveryState, RecoveryAction> second =
        RecoveryMachine.next(first.state(), new TimerFired(8, Reach.MEMBER, due, 0.5));

    assertThat(early.actions()).containsExactly(new Attempt(2));
    assertThat(first.actions()).containsExactly(new ForgetSession(), MINUTE);
    assertThat(second.actions()).containsExactly(new Attempt(2));
  }

  @Test
  void anOfferIsLeftForAMemberThatIsAwayWhileTheRelayKeepsItAndItSaidNoGoodbye() {
    Moment justBefore = ZERO.plus(Outage.CALL_FOR).plus(Duration.ofNanos(-1));
    Moment due = ZERO.plus(Outage.CALL_FOR);
    Outage goodbye = new Outage(ZERO, LossCause.PEER_AWAY, LossCause.PEER_AWAY, 2, 1, false, true);

    Step<RecoveryState, RecoveryAction> early =
        RecoveryMachine.next(PARKED, new TimerFired(7, Reach.RELAY, justBefore, 0.5));
    Step<RecoveryState, RecoveryAction> late =
        RecoveryMachine.next(PARKED, new TimerFired(7, Reach.RELAY, due, 0.5));
    Step<RecoveryState, RecoveryAction> left =
        RecoveryMachine.next(new Parked(goodbye, 7), FIRED_AWAY);

    assertThat(early.actions()).containsExactly(new Attempt(2));
    assertThat(late.actions()).containsExactly(MINUTE);
    assertThat(left.actions()).containsExactly(MINUTE);
  }

  @Test
  void whileTheRelayIsAwayThatIsTheReasonAndAfterItTheMember() {
    RecoveryState away = RecoveryMachine.next(TRYING, GONE).state();
    RecoveryState starless = RecoveryMachine.next(away, NO_RELAY).state();
    RecoveryState waited =
        RecoveryMachine.next(starless, new TimerFired(8, Reach.NOBODY, LATER, 0.5)).state();
    RecoveryState again =
        RecoveryMachine.next(RecoveryMachine.next(waited, WOKEN).state(), GONE).state();

    assertThat(List.of(away, starless, waited, again))
        .map(state -> ((Parked) state).outage().last())
        .containsExactly(
            LossCause.PEER_AWAY, LossCause.RELAY_LOST, LossCause.RELAY_LOST, LossCause.PEER_AWAY);
  }

  @Test
  void aMemberInQuarantineIsNotMissedForWantOfARelay() {
    RecoveryState starless = new Parked(OUTAGE.failed(LossCause.RELAY_LOST, false), 7);

    assertThat(((Parked) RecoveryMachine.next(starless, FIRED_QUARANTINED).state()).outage().last())
        .isEqualTo(LossCause.SILENT);
  }

  @Test
  void aWayThatWasThereIsLookedForWithoutAPauseForAQuarterOfAnHour() {
    Moment justBefore = ZERO.plus(Outage.SEARCH_FOR).plus(Duration.ofNanos(-1));
    Moment due = ZERO.plus(Outage.SEARCH_FOR);
    Outage never = new Outage(ZERO, LossCause.FIRST_LINK, LossCause.FIRST_LINK, 2, 0, false, true);
    LossCause cause = LossCause.CONNECT_TIMEOUT;

    assertThat(
            RecoveryMachine.next(TRYING, new Rested(7, cause, SEARCHED, false, justBefore, 0))
                .actions())
        .containsExactly(new StartTimer(8, Duration.ofMillis(500)));
    assertThat(
            RecoveryMachine.next(TRYING, new Rested(7, cause, SEARCHED, false, due, 0.5)).actions())
        .contains(MINUTE);
    assertThat(
            RecoveryMachine.next(
                    TRYING, new Rested(2, cause, SEARCHED.minusNanos(1), false, LATER, 0.5))
                .actions())
        .as("an attempt that fails at once is followed by the usual wait")
        .containsExactly(TWO_SECONDS);
    assertThat(RecoveryMachine.next(new Trying(never, 7), FOUND).actions())
        .contains(new TellParked(cause, 2));
  }

  @Test
  void anOutageThatIsNeverHealedIsTriedAtZeroTwoFourEightSixteenThirtyTwoSecondsThenEachMinute() {
    RecoveryState state = RecoveryMachine.next(RecoveryMachine.start(), LOST).state();
    List<Long> waits = new ArrayList<>();
    for (int failures = 1; failures <= 8; failures++) {
      Step<RecoveryState, RecoveryAction> rested =
          RecoveryMachine.next(
              state,
              new Rested(failures, LossCause.CONNECT_TIMEOUT, Duration.ZERO, false, LATER, 0.5));
      StartTimer timer = (StartTimer) rested.actions().getFirst();
      waits.add(timer.after().toMillis());
      Step<RecoveryState, RecoveryAction> fired =
          RecoveryMachine.next(
              rested.state(), new TimerFired(timer.ticket(), Reach.MEMBER, LATER, 0.5));
      state = RecoveryMachine.next(fired.state(), BEGAN).state();
    }

    assertThat(waits)
        .containsExactly(250L, 2_000L, 4_000L, 8_000L, 16_000L, 32_000L, 60_000L, 60_000L);
    assertThat(state).isInstanceOf(Trying.class);
  }
}
