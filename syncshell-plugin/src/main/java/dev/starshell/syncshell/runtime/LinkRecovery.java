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
  private final RecoveryUse use;
  private RecoveryState state;
  private LossCause cause = LossCause.FIRST_LINK;
  private boolean relayLost;
  private boolean closed;

  /// When the wait is over.
  private Optional<Moment> due = Optional.empty();

  /// What the recovery of a link needs.
  interface RecoveryUse {
    /// Have the link try now.
    void attempt();

    /// Whether the relay is there.
    boolean isRelayThere();

    /// Whether an attempt has somebody to try with.
    boolean isReachable();

    Recoveries account();

    ShellLoop loop();

    Timers timers();
  }

  /// @param wasOpen whether an earlier process left a session with this member
  LinkRecovery(MemberKey peer, boolean wasOpen, RecoveryUse use) {
    this.peer = peer;
    this.use = use;
    this.state = wasOpen ? RecoveryMachine.restarted(now()) : RecoveryMachine.start();
  }

  private record WaitTimer(MemberKey peer) {}

  /// Notes why what comes next happens.
  void because(LossCause why) {
    cause = why;
  }

  void relayLost() {
    relayLost = true;
  }

  /// An attempt has begun, by this side or the other.
  void began() {
    relayLost = relayLost && !use.isRelayThere();
    due = Optional.empty();
    use.account().attempted();
    handle(new RecoveryEvent.Began(now()));
  }

  /// An attempt failed, or the link was just lost.
  void rested(int failures) {
    if (cause != LossCause.FIRST_LINK) {
      use.account().failed(cause);
    }
    handle(new RecoveryEvent.Rested(failures, cause, relayLost, now(), chance()));
  }

  /// There is nobody to try with.
  void gone() {
    LossCause why = use.isRelayThere() ? LossCause.PEER_AWAY : LossCause.RELAY_LOST;
    handle(new RecoveryEvent.PeerGone(why, now(), chance()));
  }

  void bound() {
    relayLost = false;
    due = Optional.empty();
    use.timers().stop(new WaitTimer(peer));
    handle(new RecoveryEvent.Bound(now()));
  }

  void lost() {
    use.account().lost(cause);
    handle(new RecoveryEvent.Lost(cause, now()));
  }

  void woken(WakeCause by) {
    handle(new RecoveryEvent.Woken(by, now()));
  }

  void close() {
    closed = true;
    use.timers().stop(new WaitTimer(peer));
  }

  /// `connected`, `trying`, `waiting` or `parked`.
  String word() {
    return switch (state) {
      case RecoveryState.Linked _, RecoveryState.Over _ -> "connected";
      case RecoveryState.Trying _ -> "trying";
      case RecoveryState.Waiting _ -> "waiting";
      case RecoveryState.Parked _ -> "parked";
    };
  }

  /// The outage that lasts; empty while there is a link or none was tried.
  Optional<Outage> outage() {
    return switch (state) {
      case RecoveryState.Linked _, RecoveryState.Over _ -> Optional.empty();
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
        use.attempt();
      }
      case RecoveryAction.StartTimer start -> startTimer(start);
      case RecoveryAction.TellParked told ->
          use.account().parked(peer, told.cause(), told.attempts());
      case RecoveryAction.CountRecovered counted -> use.account().recovered(counted.took());
      case RecoveryAction.ForgetSession _ -> use.account().expired(peer);
    }
  }

  private void startTimer(RecoveryAction.StartTimer start) {
    Duration after = WaitScale.of(start.after());
    due = Optional.of(now().plus(after));
    use.timers()
        .start(new WaitTimer(peer), after, () -> use.loop().post(() -> timerFired(start.ticket())));
  }

  private void timerFired(long ticket) {
    due = Optional.empty();
    handle(new RecoveryEvent.TimerFired(ticket, use.isReachable(), now(), chance()));
  }

  private static double chance() {
    return ThreadLocalRandom.current().nextDouble();
  }

  private static Moment now() {
    return new Moment(System.nanoTime());
  }
}
