package dev.starshell.harness.sim;

import dev.starshell.harness.sim.Tally.What;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.machine.Step;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.recovery.LossCause;
import dev.starshell.syncshell.recovery.PartialArchive;
import dev.starshell.syncshell.recovery.Reach;
import dev.starshell.syncshell.recovery.RecoveryAction;
import dev.starshell.syncshell.recovery.RecoveryEvent;
import dev.starshell.syncshell.recovery.RecoveryMachine;
import dev.starshell.syncshell.recovery.RecoverySession;
import dev.starshell.syncshell.recovery.RecoverySessionCodec;
import dev.starshell.syncshell.recovery.RecoverySessionCodec.Reading;
import dev.starshell.syncshell.recovery.RecoveryState;
import dev.starshell.syncshell.recovery.TurnBook;
import dev.starshell.syncshell.recovery.WakeCause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The recovery of one link: carries out what `RecoveryMachine` decides, and keeps what survives a
/// loss in the journal.
final class SimRecovery {
  private final SimWorld world;
  private final SimMember member;
  private final SimLink link;
  private RecoveryState state;
  private TurnBook turn = TurnBook.EMPTY.with(SimWorld.SERVERS);
  private boolean isRelayLost;
  private int attempt;

  SimRecovery(SimWorld world, SimMember member, SimLink link) {
    this.world = world;
    this.member = member;
    this.link = link;
    this.state = readSession();
  }

  RecoveryState state() {
    return state;
  }

  /// The TURN server of the present attempt.
  int server() {
    return turn.choose(attempt).map(SimWorld.SERVERS::indexOf).orElse(0);
  }

  void relayLost() {
    isRelayLost = true;
    handle(new RecoveryEvent.RelayLost());
  }

  void woken(WakeCause by) {
    handle(new RecoveryEvent.Woken(by, world.clock().now()));
  }

  void began() {
    isRelayLost = isRelayLost && !member.star().isConnected();
    handle(new RecoveryEvent.Began(world.clock().now()));
  }

  void rested(int failures, LossCause cause, Duration searched) {
    if (cause == LossCause.CONNECT_TIMEOUT) {
      turn = turn.failed(SimWorld.SERVERS.get(server()));
    }
    handle(
        new RecoveryEvent.Rested(
            failures,
            cause,
            searched,
            isRelayLost,
            world.clock().now(),
            world.chance().fraction()));
  }

  void bound(Duration took) {
    turn = turn.succeeded(SimWorld.SERVERS.get(server()), took);
    handle(new RecoveryEvent.Bound(world.clock().now()));
  }

  void lost(LossCause cause) {
    handle(new RecoveryEvent.Lost(cause, world.clock().now()));
  }

  private void handle(RecoveryEvent event) {
    Step<RecoveryState, RecoveryAction> step = RecoveryMachine.next(state, event);
    state = step.state();
    step.actions().forEach(this::carryOut);
  }

  private void carryOut(RecoveryAction action) {
    switch (action) {
      case RecoveryAction.Attempt now -> {
        attempt = now.attempt();
        link.attempt();
      }
      case RecoveryAction.StartTimer start -> {
        if (world.mutation() != Mutation.NO_RETRY) {
          member.later(start.after(), () -> timerFired(start.ticket()));
        }
      }
      case RecoveryAction.TellParked _ -> world.tally().add(What.LINKS_PARKED);
      case RecoveryAction.CountRecovered counted -> {
        long lostNanos = world.clock().nowNanos() - counted.took().toNanos();
        long fromNanos = Math.max(lostNanos, world.reachableNanos(member.id(), link.peer()));
        world.tally().recovered((world.clock().nowNanos() - fromNanos) / 1_000_000);
      }
      case RecoveryAction.ForgetSession _ ->
          throw new Violation(Invariant.I14, "a session was forgotten before its time");
    }
  }

  private void timerFired(long ticket) {
    boolean isPresent = link.state().past().peerPresent();
    Reach reach = Reach.of(false, member.star().isConnected(), isPresent);
    handle(
        new RecoveryEvent.TimerFired(
            ticket, reach, world.clock().now(), world.chance().fraction()));
  }

  /// There is nobody to try with.
  void gone() {
    LossCause why = member.star().isConnected() ? LossCause.PEER_AWAY : LossCause.RELAY_LOST;
    handle(new RecoveryEvent.PeerGone(why, world.clock().now(), world.chance().fraction()));
  }

  // The session

  private String key() {
    return "session-" + link.peer();
  }

  /// What an earlier process kept, if there is something.
  private RecoveryState readSession() {
    Optional<Bytes> kept = member.disk().read(key());
    if (kept.isEmpty()) {
      return RecoveryMachine.start();
    }
    switch (RecoverySessionCodec.read(kept.get())) {
      case Reading.Read read -> {
        world.tally().add(What.SESSIONS_READ);
        world.oracle().sessionRead(member, read.session());
        return RecoveryMachine.restarted(world.clock().now());
      }
      case Reading.Refused refused ->
          throw new Violation(Invariant.I14, "a session is refused: " + refused);
    }
  }

  /// Keeps what is here, soon.
  void keepSession(long generation) {
    member.later(
        member.diskDelay(),
        () ->
            member
                .disk()
                .put(
                    DiskStep.SESSION_KEPT, key(), RecoverySessionCodec.write(session(generation))));
  }

  private RecoverySession session(long generation) {
    List<PartialArchive> partials = new ArrayList<>();
    member
        .disk()
        .partial()
        .forEach((root, here) ->
            partials.add(PartialArchive.of(root, Archives.chunks(root).count(), here)));
    RecoverySession.Subject subject =
        new RecoverySession.Subject(
            new ShellId(SimWorld.SHELL),
            SimWorld.key(link.peer()),
            generation,
            member.knownSequence(link.peer()),
            world.clock().nowNanos() / 1_000_000_000L);
    return RecoverySession.of(
        subject,
        member.disk().objects().stream().sorted().toList(),
        partials,
        List.of(),
        SimWorld.SERVERS);
  }
}
