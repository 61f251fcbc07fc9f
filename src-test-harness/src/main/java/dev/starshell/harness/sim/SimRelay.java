package dev.starshell.harness.sim;

import dev.starshell.harness.sim.Tally.What;
import dev.starshell.host.frame.Bytes;
import dev.starshell.host.frame.FrameBounds;
import dev.starshell.host.frame.RelayFrame;
import dev.starshell.host.relay.ConnectionId;
import dev.starshell.host.relay.LogInVerdict;
import dev.starshell.host.relay.Network;
import dev.starshell.host.relay.RelayAction;
import dev.starshell.host.relay.RelayEvent;
import dev.starshell.host.relay.RelayLimits;
import dev.starshell.host.relay.RelayMachine;
import dev.starshell.host.relay.RelayState;
import dev.starshell.host.relay.RelayStep;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The relay: carries out what `RelayMachine` decides, over connections that keep their order. It
/// can also be hostile.
final class SimRelay {
  private static final Duration TCP_FIRST_TRY = Duration.ofMillis(200);
  private static final Duration TCP_WAIT_MAX = Duration.ofMinutes(2);

  private static final Duration TICK = Duration.ofSeconds(1);
  private static final int REMEMBERED = 400;

  private final SimWorld world;
  private final Map<ConnectionId, Socket> sockets = new HashMap<>();
  private final List<SimSignal> signals = new ArrayList<>();
  private final List<RelayFrame.Delivered> remembered = new ArrayList<>();
  private RelayState state;
  private boolean isUp;
  private long connections;
  private int incarnation;
  private int hostilePercent;

  SimRelay(SimWorld world) {
    this.world = world;
    this.state = fresh();
  }

  private static RelayState fresh() {
    return RelayState.empty(RelayLimits.standard(), Bytes.of(new byte[FrameBounds.HASH_BYTES]));
  }

  void start() {
    isUp = true;
    incarnation++;
    state = fresh();
    feed(new RelayEvent.StarOpened(SimWorld.STAR));
    tick(incarnation);
  }

  private void tick(int of) {
    if (isUp && of == incarnation) {
      feed(new RelayEvent.Ticked(world.clock().nowNanos()));
      world.clock().after(TICK, () -> tick(of));
    }
  }

  /// Ends, with a word or without.
  void stop(boolean isAnnounced) {
    if (!isUp) {
      return;
    }
    if (isAnnounced) {
      world.tally().add(What.RELAY_RESTARTS);
      feed(new RelayEvent.Stopping(500, world.clock().nowNanos()));
    } else {
      world.tally().add(What.RELAY_CRASHES);
    }
    isUp = false;
    List.copyOf(sockets.values()).forEach(Socket::cut);
    sockets.clear();
  }

  /// Becomes hostile, or honest. An honest one begins anew, so that none of its lies lasts.
  void hostile(int percent) {
    boolean wasHostile = hostilePercent > 0;
    hostilePercent = percent;
    world.trace().note("relay", () -> percent > 0 ? "is hostile " + percent + " %" : "is honest");
    if (wasHostile && percent == 0 && isUp) {
      List.copyOf(sockets.values()).forEach(Socket::cut);
    }
  }

  // Signals

  byte[] seal(SimSignal signal) {
    signals.add(signal);
    return SimStar.packed(signals.size() - 1);
  }

  @Nullable SimSignal unseal(byte[] payload) {
    long number = payload.length == 16 ? ByteBuffer.wrap(payload).getLong() : -1;
    return number >= 0
            && number < signals.size()
            && java.util.Arrays.equals(SimStar.packed(number), payload)
        ? signals.get((int) number)
        : null;
  }

  // Connections

  /// A member's connection, seen from both ends. It keeps the order of frames each way.
  final class Socket {
    private final int member;
    private final Consumer<RelayFrame> frames;
    private final Runnable closed;
    private @Nullable ConnectionId id;
    private long lastToMember;
    private long lastToRelay;
    private final Backlog toRelay;
    private final Backlog toMember;
    private boolean isForgotten;
    private boolean isDeaf;

    private Socket(int member, Consumer<RelayFrame> frames, Runnable closed) {
      this.member = member;
      this.frames = frames;
      this.closed = closed;
      this.toRelay = backlog(member);
      this.toMember = backlog(member);
    }

    /// What TCP sends again, in its order, when the network is back.
    private Backlog backlog(int of) {
      return new Backlog(
          world.clock(), () -> !world.isPartitioned(of), TCP_FIRST_TRY, TCP_WAIT_MAX);
    }

    /// From the member.
    void send(RelayFrame frame) {
      lastToRelay = Math.max(lastToRelay, world.clock().nowNanos() + world.delay().toNanos());
      world.clock().afterNanos(lastToRelay - world.clock().nowNanos(), () -> arrive(frame));
    }

    private void arrive(RelayFrame frame) {
      ConnectionId now = id;
      if (now == null || !isUp || isDeaf) {
        return;
      }
      if (toRelay.takes(() -> arrive(frame))) {
        return;
      }
      feed(new RelayEvent.FrameArrived(now, frame, world.clock().nowNanos()));
    }

    private void deliver(RelayFrame frame, Duration delay) {
      lastToMember = Math.max(lastToMember, world.clock().nowNanos() + delay.toNanos());
      world.clock().afterNanos(lastToMember - world.clock().nowNanos(), () -> reach(frame));
    }

    private void reach(RelayFrame frame) {
      if (isForgotten || isDeaf) {
        return;
      }
      if (toMember.takes(() -> reach(frame))) {
        return;
      }
      frames.accept(frame);
    }

    /// From the member; the answer comes the same way back.
    void ping(Runnable answered) {
      world.clock().after(world.delay().multipliedBy(2), () -> answer(answered));
    }

    private void answer(Runnable answered) {
      if (id == null || !isUp || isDeaf || isForgotten) {
        return;
      }
      if (toMember.takes(() -> answer(answered))) {
        return;
      }
      answered.run();
    }

    /// Carries nothing any more, even if it opens only now. Both ends find it after a while, each
    /// by itself.
    void deafen() {
      isDeaf = true;
      world
          .clock()
          .after(
              RelayLimits.DEAD_AFTER,
              () -> {
                leaveRelay();
                cut();
              });
    }

    private void leaveRelay() {
      ConnectionId now = id;
      id = null;
      if (now != null && sockets.remove(now) != null && isUp) {
        feed(new RelayEvent.Closed(now, world.clock().nowNanos()));
      }
    }

    private void healed() {
      toRelay.healed();
      toMember.healed();
    }

    /// Whether it carries frames.
    boolean isOpen() {
      return id != null && !isDeaf;
    }

    /// Ends at both ends; a deaf one at the member's alone: the relay finds it after a while.
    void cut() {
      if (isOpen()) {
        leaveRelay();
      }
      if (!isForgotten) {
        isForgotten = true;
        world.clock().after(world.delay(), closed);
      }
    }

    /// The member's process has ended: nobody there hears of anything.
    void forget() {
      isForgotten = true;
      cut();
    }
  }

  /// A member's network is back.
  void healed(int member) {
    List.copyOf(sockets.values()).stream()
        .filter(socket -> socket.member == member)
        .forEach(Socket::healed);
  }

  Socket connect(int member, Consumer<RelayFrame> frames, Runnable closed) {
    Socket socket = new Socket(member, frames, closed);
    world.clock().after(world.delay(), () -> opened(socket));
    return socket;
  }

  private void opened(Socket socket) {
    if (socket.isForgotten) {
      return;
    }
    if (!isUp || world.isPartitioned(socket.member)) {
      socket.cut();
      return;
    }
    ConnectionId id = new ConnectionId(++connections);
    socket.id = id;
    sockets.put(id, socket);
    feed(
        new RelayEvent.Opened(
            id,
            new Network("net-" + socket.member, false),
            Bytes.of(new byte[FrameBounds.NONCE_BYTES]),
            world.clock().nowNanos()));
  }

  private void feed(RelayEvent event) {
    RelayStep step = RelayMachine.next(state, event);
    state = step.next();
    step.actions().forEach(this::perform);
  }

  private void perform(RelayAction action) {
    switch (action) {
      case RelayAction.Send send -> {
        Socket socket = sockets.get(send.connection());
        if (socket != null) {
          queue(socket, send);
        }
      }
      case RelayAction.CheckLogIn check ->
          world
              .clock()
              .after(
                  Duration.ofMillis(2),
                  () ->
                      feed(
                          new RelayEvent.LogInChecked(
                              check.connection(),
                              new LogInVerdict.Admitted(),
                              world.clock().nowNanos())));
      case RelayAction.AllowFullFrames _ -> {}
      case RelayAction.Ping ping -> {
        Socket socket = sockets.get(ping.connection());
        if (socket != null && !world.isPartitioned(socket.member)) {
          feed(new RelayEvent.Heard(ping.connection(), world.clock().nowNanos()));
        }
      }
      case RelayAction.Close close -> end(close.connection());
      case RelayAction.CloseNow close -> end(close.connection());
      case RelayAction.Cut cut -> end(cut.connection());
    }
  }

  private void end(ConnectionId connection) {
    Socket socket = sockets.get(connection);
    if (socket != null) {
      // What was queued before leaves first.
      world.clock().after(Duration.ofMillis(120), socket::cut);
    }
  }

  private void queue(Socket socket, RelayAction.Send send) {
    world
        .clock()
        .after(
            Duration.ofMillis(1),
            () -> {
              if (isUp && sockets.containsKey(send.connection())) {
                feed(new RelayEvent.Written(send.connection(), 1));
              }
            });
    if (send.frame() instanceof RelayFrame.Delivered delivered) {
      if (remembered.size() < REMEMBERED) {
        remembered.add(delivered);
      }
      if (world.chance().percent(hostilePercent)) {
        abuse(socket, delivered);
        return;
      }
    }
    socket.deliver(send.frame(), world.delay());
  }

  /// What a hostile relay does instead of delivering.
  private void abuse(Socket socket, RelayFrame.Delivered delivered) {
    Chance chance = world.chance();
    Tally tally = world.tally();
    switch (chance.below(7)) {
      case 0 -> tally.add(What.ENVELOPES_DROPPED);
      case 1 -> {
        tally.add(What.ENVELOPES_DOUBLED);
        socket.deliver(delivered, world.delay());
        socket.deliver(delivered, world.delay());
      }
      case 2 -> {
        tally.add(What.ENVELOPES_DELAYED);
        world.clock().after(chance.millis(50, 9_000), () -> socket.reach(delivered));
      }
      case 3 -> {
        tally.add(What.ENVELOPES_REPLAYED);
        socket.deliver(chance.oneOf(remembered), world.delay());
        socket.deliver(delivered, world.delay());
      }
      case 4 -> {
        tally.add(What.ENVELOPES_MISDELIVERED);
        List<Socket> all = new ArrayList<>(sockets.values());
        chance.oneOf(all).deliver(delivered, world.delay());
      }
      case 5 -> {
        tally.add(What.ENVELOPES_ALTERED);
        byte[] altered = delivered.payload().toArray();
        altered[chance.below(altered.length)] ^= (byte) (1 << chance.below(8));
        socket.deliver(
            new RelayFrame.Delivered(delivered.from(), delivered.kind(), Bytes.of(altered)),
            world.delay());
      }
      default -> {
        tally.add(What.PRESENCE_LIES);
        socket.deliver(
            chance.percent(50)
                ? new RelayFrame.Absent(delivered.from())
                : new RelayFrame.Present(delivered.from()),
            world.delay());
        socket.deliver(delivered, world.delay());
      }
    }
  }
}
