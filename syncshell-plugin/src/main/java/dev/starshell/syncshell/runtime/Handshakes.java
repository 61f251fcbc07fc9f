package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.handshake.Entropy;
import dev.starshell.syncshell.crypto.handshake.HandshakeAction;
import dev.starshell.syncshell.crypto.handshake.HandshakeAction.Establish;
import dev.starshell.syncshell.crypto.handshake.HandshakeAction.Refuse;
import dev.starshell.syncshell.crypto.handshake.HandshakeAction.Send;
import dev.starshell.syncshell.crypto.handshake.HandshakeCodec;
import dev.starshell.syncshell.crypto.handshake.HandshakeEvent;
import dev.starshell.syncshell.crypto.handshake.HandshakeMachine;
import dev.starshell.syncshell.crypto.handshake.HandshakeState;
import dev.starshell.syncshell.crypto.handshake.Pair;
import dev.starshell.syncshell.crypto.handshake.Standing;
import dev.starshell.syncshell.crypto.seal.Session;
import dev.starshell.syncshell.link.HandshakeAllowance;
import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.machine.Step;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.PeerFault;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/// The handshakes with one member: carries out what [HandshakeMachine] decides. The machine runs on
/// a thread that computes, one event after the other, so that the loop never waits for keys.
///
/// Belongs to the shell's loop.
final class Handshakes {
  /// Events that wait for the one under way. A correct member has two messages on their way.
  private static final int WAITING_MAX = 8;

  private static final SecureRandom CHANCE = new SecureRandom();

  private final HandshakeUse use;
  private final Deque<Due> waiting = new ArrayDeque<>();
  private HandshakeState state;
  private HandshakeAllowance allowance = HandshakeAllowance.full(now());
  private boolean busy;
  private boolean closed;

  /// What the handshakes are used for. Calls come on the loop.
  interface HandshakeUse {
    /// What this side knows of the shell; empty when it is in none.
    Optional<Standing> standing();

    /// Runs a task on a thread that computes.
    ///
    /// @return false if there is no room for it
    boolean compute(Runnable task);

    /// Runs a task on the loop. Thread: the one that computes.
    void onLoop(Runnable task);

    /// A message of a generation is to be sent.
    void send(long generation, Bytes message);

    /// Both sides have the keys of a generation.
    ///
    /// @param session whoever takes it closes it
    void established(Session session);

    /// A message of the peer was not taken.
    ///
    /// @param generation of the handshake that it came into; of an opening, the last one before it
    void refused(Bytes message, long generation, PeerFault fault);
  }

  private sealed interface Due {
    record Begin(long generation) implements Due {}

    record Came(Bytes message) implements Due {}

    record Abandon(long generation) implements Due {}
  }

  Handshakes(Pair pair, long lastGeneration, HandshakeUse use) {
    this.state = HandshakeMachine.start(pair, lastGeneration);
    this.use = use;
  }

  /// Takes the leave to begin one more. To be asked before anything is done for it.
  ///
  /// @return false if there were too many of late
  boolean mayBegin() {
    if (!allowance.allowsOne(now())) {
      return false;
    }
    allowance = allowance.taken(now());
    return true;
  }

  /// Begins the handshake of a generation that is durable.
  void begin(long generation) {
    add(new Due.Begin(generation));
  }

  /// Takes a message of the peer.
  void came(Bytes message) {
    boolean opening = message.length() == HandshakeCodec.OPENING_BYTES;
    if (opening ? !allowance.allowsOne(now()) : allowance.isOverdrawn(now())) {
      refuse(message, new PeerFault(FaultCode.RATE_LIMITED, "too many handshakes"));
    } else if (waiting.size() >= WAITING_MAX) {
      refuse(message, new PeerFault(FaultCode.RATE_LIMITED, "messages=" + waiting.size()));
    } else {
      add(new Due.Came(message));
    }
  }

  /// The link has given a generation up. A later one goes on.
  void abandon(long generation) {
    add(new Due.Abandon(generation));
  }

  /// Clears what is secret; nothing follows.
  void close() {
    closed = true;
    waiting.clear();
    if (!busy) {
      forget();
    }
  }

  private void add(Due due) {
    waiting.add(due);
    next();
  }

  private void next() {
    while (!busy && !closed) {
      switch (waiting.poll()) {
        case null -> {
          return;
        }
        case Due.Abandon(long generation) -> {
          if (state.lastGeneration() == generation) {
            forget();
          }
        }
        case Due.Begin(long generation) -> {
          if (generation > state.lastGeneration()) {
            compute(
                Bytes.EMPTY,
                (known, chance) -> new HandshakeEvent.Begun(generation, known, chance));
          }
        }
        case Due.Came(Bytes message) ->
            compute(message, (known, chance) -> new HandshakeEvent.Came(message, known, chance));
      }
    }
  }

  private interface Making {
    HandshakeEvent with(Standing standing, Entropy chance);
  }

  private void compute(Bytes message, Making making) {
    Optional<Standing> standing = use.standing();
    if (standing.isEmpty()) {
      return;
    }
    HandshakeState from = state;
    busy =
        use.compute(() -> {
          try {
            Step<HandshakeState, HandshakeAction> step =
                HandshakeMachine.next(from, making.with(standing.get(), entropy()));
            use.onLoop(() -> computed(message, step));
          } catch (RuntimeException | Error e) {
            use.onLoop(this::failed);
            throw e;
          }
        });
  }

  private void computed(Bytes message, Step<HandshakeState, HandshakeAction> step) {
    busy = false;
    state = step.state();
    if (closed) {
      discard(step);
      return;
    }
    for (HandshakeAction action : step.actions()) {
      switch (action) {
        case Send send -> {
          if (message.length() == HandshakeCodec.OPENING_BYTES) {
            allowance = allowance.taken(now());
          }
          use.send(send.generation(), send.message());
        }
        case Establish establish -> use.established(establish.session());
        case Refuse(PeerFault fault) -> {
          if (isDear(fault.code())) {
            allowance = allowance.taken(now());
          }
          refuse(message, fault);
        }
      }
    }
    next();
  }

  private void refuse(Bytes message, PeerFault fault) {
    use.refused(message, state.lastGeneration(), fault);
  }

  /// Whether keys were worked with before the message was refused.
  private static boolean isDear(FaultCode code) {
    return code == FaultCode.HANDSHAKE_FORGED
        || code == FaultCode.HANDSHAKE_UNCONFIRMED
        || code == FaultCode.MEMBERSHIP_FORK
        || code == FaultCode.KEY_WEAK;
  }

  /// A mistake of ours: the state may be half cleared, so it begins anew.
  private void failed() {
    busy = false;
    forget();
    state = HandshakeMachine.start(state.pair(), state.lastGeneration());
    next();
  }

  private void discard(Step<HandshakeState, HandshakeAction> step) {
    for (HandshakeAction action : step.actions()) {
      if (action instanceof Establish establish) {
        establish.session().close();
      }
    }
    forget();
  }

  private void forget() {
    state = HandshakeMachine.next(state, new HandshakeEvent.Abandoned()).state();
  }

  private static Entropy entropy() {
    byte[] fresh = new byte[Entropy.LENGTH_BYTES];
    CHANCE.nextBytes(fresh);
    return Entropy.taking(fresh);
  }

  private static Moment now() {
    return new Moment(System.nanoTime());
  }
}
