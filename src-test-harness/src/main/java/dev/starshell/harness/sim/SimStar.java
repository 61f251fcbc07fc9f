package dev.starshell.harness.sim;

import dev.starshell.harness.sim.Tally.What;
import dev.starshell.host.frame.Bytes;
import dev.starshell.host.frame.FrameBounds;
import dev.starshell.host.frame.RelayFrame;
import dev.starshell.host.relay.RelayBackoff;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A member's connection to the relay: logs in, connects anew after a loss, knows who is there.
/// Plays `StarClient`.
final class SimStar {
  /// As long as the host's.
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

  private final SimWorld world;
  private final SimMember member;
  private final Set<Integer> present = new HashSet<>();

  /// Others that were at the relay in the last session, when it began or later; null before the
  /// first one.
  private @Nullable Set<Integer> others;

  private SimRelay.@Nullable Socket socket;
  private boolean isConnected;
  private long connectedNanos;

  /// When the last steady connection ended.
  private long goneNanos;

  private long wait;

  /// The connection that was asked for a sign of life.
  private SimRelay.@Nullable Socket asked;

  private boolean isAnswered;

  /// Whether silence has cost a connection.
  private boolean hasGivenUp;

  SimStar(SimWorld world, SimMember member) {
    this.world = world;
    this.member = member;
  }

  boolean isConnected() {
    return isConnected;
  }

  /// When this member last came to the relay.
  long connectedNanos() {
    return connectedNanos;
  }

  boolean isPresent(int other) {
    return isConnected && present.contains(other);
  }

  void connect() {
    socket = world.relay().connect(member.id(), this::frameCame, this::closed);
  }

  /// Signs a signal and hands it to the relay; lost if the relay is away.
  void send(int to, SimSignal.Body body) {
    SimRelay.Socket now = socket;
    if (now != null && isConnected) {
      byte[] payload = world.relay().seal(new SimSignal(member.id(), to, body));
      now.send(new RelayFrame.Envelope(SimWorld.memberId(to), 1, Bytes.of(payload)));
    }
  }

  /// The same, for what begins or answers a generation.
  void reconnect(int to, long generation, SimSignal.Body body) {
    SimRelay.Socket now = socket;
    if (now != null && isConnected) {
      byte[] payload = world.relay().seal(new SimSignal(member.id(), to, body));
      now.send(new RelayFrame.Reconnect(SimWorld.memberId(to), 2, generation, Bytes.of(payload)));
    }
  }

  /// Asks the relay for a sign of life, since a link is silent; without one the connection is given
  /// up for another.
  void probe() {
    SimRelay.Socket now = socket;
    Duration held = Duration.ofNanos(world.clock().nowNanos() - connectedNanos);
    if (now != null && isConnected && asked != now && RelayBackoff.mayDoubt(hasGivenUp, held)) {
      asked = now;
      isAnswered = false;
      now.ping(() -> isAnswered = true);
      member.later(ANSWER_WITHIN, () -> look(now));
    }
  }

  private void look(SimRelay.Socket one) {
    if (asked != one) {
      return;
    }
    asked = null;
    if (socket == one && !isAnswered) {
      world.tally().add(What.RELAY_GIVEN_UP);
      hasGivenUp = true;
      one.cut();
    }
  }

  private void frameCame(RelayFrame frame) {
    member.run(() -> take(frame));
  }

  private void take(RelayFrame frame) {
    switch (frame) {
      case RelayFrame.Challenge _ -> logIn();
      case RelayFrame.Welcome welcome -> {
        isConnected = true;
        connectedNanos = world.clock().nowNanos();
        present.clear();
        welcome.present().forEach(id -> present.add(SimWorld.number(id)));
        others = new HashSet<>(present);
        member.starConnected(Set.copyOf(present));
      }
      case RelayFrame.Present there -> {
        if (others != null) {
          others.add(SimWorld.number(there.member()));
        }
        present.add(SimWorld.number(there.member()));
        member.presence(SimWorld.number(there.member()), true);
      }
      case RelayFrame.Absent gone -> {
        present.remove(SimWorld.number(gone.member()));
        member.presence(SimWorld.number(gone.member()), false);
      }
      case RelayFrame.Delivered came -> received(came);
      case RelayFrame.Refused refused -> wait = refused.retryAfterMillis();
      case RelayFrame.Restarting restarting -> wait = restarting.retryAfterMillis();
      case RelayFrame.Undelivered _ -> {}
      case RelayFrame.LogIn _,
          RelayFrame.Foreign _,
          RelayFrame.Envelope _,
          RelayFrame.Reconnect _ ->
          throw new IllegalStateException("no relay says " + frame);
    }
  }

  private void logIn() {
    SimRelay.Socket now = socket;
    if (now != null) {
      now.send(
          new RelayFrame.LogIn(
              FrameBounds.VERSION,
              SimWorld.STAR,
              SimWorld.memberId(member.id()),
              Bytes.of(new byte[FrameBounds.SIGNATURE_BYTES]),
              Bytes.EMPTY));
    }
  }

  /// A signal: one that is not what somebody signed for this member is refused.
  private void received(RelayFrame.Delivered came) {
    SimSignal signal = world.relay().unseal(came.payload().toArray());
    if (signal == null
        || signal.to() != member.id()
        || signal.from() != SimWorld.number(came.from())) {
      world.tally().add(What.ENVELOPES_REFUSED);
      return;
    }
    member.signalCame(signal);
  }

  private int members() {
    return others == null ? RelayBackoff.MANY : others.size() + 1;
  }

  private void closed() {
    member.run(() -> {
      if (socket == null) {
        return;
      }
      socket = null;
      present.clear();
      if (isConnected) {
        isConnected = false;
        long heldNanos = world.clock().nowNanos() - connectedNanos;
        if (heldNanos >= RelayBackoff.STEADY_AFTER.toNanos()) {
          goneNanos = world.clock().nowNanos();
        }
        member.starLost();
      }
      Duration gone = Duration.ofNanos(world.clock().nowNanos() - goneNanos);
      Duration delay =
          RelayBackoff.delay(gone, members(), Math.min(0.999, world.chance().fraction()), wait);
      wait = 0;
      member.later(delay, this::connect);
    });
  }

  /// The network of this member is gone for long: the connection is given up.
  ///
  /// @return whether there was one
  boolean drop() {
    SimRelay.Socket now = socket;
    boolean wasOpen = now != null && now.isOpen();
    if (now != null) {
      now.cut();
    }
    return wasOpen;
  }

  /// The connection carries nothing any more, and nobody says so.
  ///
  /// @return whether there was one
  boolean deafen() {
    SimRelay.Socket now = socket;
    boolean wasOpen = now != null && now.isOpen();
    if (now != null) {
      now.deafen();
    }
    return wasOpen;
  }

  /// The process ends.
  void forget() {
    SimRelay.Socket now = socket;
    socket = null;
    asked = null;
    hasGivenUp = false;
    isConnected = false;
    present.clear();
    goneNanos = world.clock().nowNanos();
    if (now != null) {
      now.forget();
    }
  }

  static byte[] packed(long number) {
    return ByteBuffer.allocate(16)
        .putLong(number)
        .putLong(number * 0x9e37_79b9_7f4a_7c15L ^ 0x5bd1_e995L)
        .array();
  }
}
