package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.machine.Step;
import dev.starshell.syncshell.recovery.LossCause;
import dev.starshell.syncshell.recovery.Outage;
import dev.starshell.syncshell.recovery.RecoveryAction;
import dev.starshell.syncshell.recovery.RecoveryEvent;
import dev.starshell.syncshell.recovery.RecoveryMachine;
import dev.starshell.syncshell.recovery.RecoveryState;
import dev.starshell.syncshell.recovery.WakeCause;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// When the link to one member is tried again: carries out what [RecoveryMachine] decides. Belongs
/// to the shell's loop.
final class LinkRecovery {
  private final MemberKey peer;
  private final LinkParts parts;
  private final Runnable attempt;
  private RecoveryState state;
  private LossCause cause = LossCause.FIRST_LINK;
  private boolean relayLost;
  private boolean closed;

  /// When the wait is over.
  private Optional<Moment> due = Optional.empty();

  /// @param attempt has the link try now
  LinkRecovery(MemberKey peer, LinkParts parts, Runnable attempt) {
    this.peer = peer;
    this.parts = parts;
    this.attempt = attempt;
    // What an earlier process left is an outage already.
    this.state =
        parts.recoveries().isOpen(peer)
            ? RecoveryMachine.restarted(now())
            : RecoveryMachine.start();
  }

  private record WaitTimer(MemberKey peer) {}

  /// Notes why what comes next happens.
  void because(LossCause why) {
    cause = why;
  }

  void relayLost() {
    relayLost = true;
    handle(new RecoveryEvent.RelayLost());
  }

  /// An attempt has begun, by this side or the other.
  void began() {
    relayLost = relayLost && !parts.isRelayThere();
    due = Optional.empty();
    parts.recoveries().account().attempted();
    handle(new RecoveryEvent.Began(now()));
  }

  /// An attempt failed, or the link was just lost.
  ///
  /// @param searched how long a way was looked for after the member had answered
  void rested(int failures, Duration searched) {
    if (cause != LossCause.FIRST_LINK) {
      parts.recoveries().account().failed(cause);
    }
    handle(new RecoveryEvent.Rested(failures, cause, searched, relayLost, now(), chance()));
  }

  /// There is nobody to try with.
  void gone() {
    LossCause why = parts.isRelayThere() ? LossCause.PEER_AWAY : LossCause.RELAY_LOST;
    handle(new RecoveryEvent.PeerGone(why, now(), chance()));
  }

  void bound() {
    relayLost = false;
    due = Optional.empty();
    parts.timers().stop(new WaitTimer(peer));
    handle(new RecoveryEvent.Bound(now()));
  }

  void lost() {
    parts.recoveries().account().lost(cause);
    handle(new RecoveryEvent.Lost(cause, now()));
  }

  void woken(WakeCause by) {
    handle(new RecoveryEvent.Woken(by, now()));
  }

  void close() {
    closed = true;
    parts.timers().stop(new WaitTimer(peer));
  }

  /// `connected`, `trying`, `waiting` or `parked`.
  String word() {
    return switch (state) {
      case RecoveryState.Linked _ -> "connected";
      case RecoveryState.Trying _ -> "trying";
      case RecoveryState.Waiting _ -> "waiting";
      case RecoveryState.Parked _ -> "parked";
    };
  }

  /// Whether an attempt is under way.
  boolean isTrying() {
    return state instanceof RecoveryState.Trying;
  }

  /// The outage that lasts; empty while there is a link or none was tried.
  Optional<Outage> outage() {
    return switch (state) {
      case RecoveryState.Linked _ -> Optional.empty();
      case RecoveryState.Trying now -> Optional.of(now.outage());
      case RecoveryState.Waiting now -> Optional.of(now.outage());
      case RecoveryState.Parked now -> Optional.of(now.outage());
    };
  }

  /// When the next attempt is due; empty while one is under way or none is planned.
  Optional<Moment> due() {
    return due;
  }

  private void handle(RecoveryEvent event) {
    if (closed) {
      return;
    }
    Step<RecoveryState, RecoveryAction> step = RecoveryMachine.next(state, event);
    state = step.state();
    step.actions().forEach(this::carryOut);
  }

  private void carryOut(RecoveryAction action) {
    switch (action) {
      case RecoveryAction.Attempt _ -> {
        due = Optional.empty();
        attempt.run();
      }
      case RecoveryAction.StartTimer start -> startTimer(start);
      case RecoveryAction.TellParked told ->
          parts.recoveries().account().parked(peer, told.cause(), told.attempts());
      case RecoveryAction.CountRecovered counted ->
          parts.recoveries().account().recovered(counted.took());
      case RecoveryAction.ForgetSession _ -> parts.recoveries().expired(peer);
    }
  }

  private void startTimer(RecoveryAction.StartTimer start) {
    Duration after = WaitScale.of(start.after());
    due = Optional.of(now().plus(after));
    parts
        .timers()
        .start(
            new WaitTimer(peer), after, () -> parts.loop().post(() -> timerFired(start.ticket())));
  }

  private void timerFired(long ticket) {
    due = Optional.empty();
    handle(new RecoveryEvent.TimerFired(ticket, parts.reach(peer), now(), chance()));
  }

  private static double chance() {
    return ThreadLocalRandom.current().nextDouble();
  }

  private static Moment now() {
    return new Moment(System.nanoTime());
  }
}
