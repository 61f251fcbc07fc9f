package dev.starshell.harness.sim;

import dev.starshell.harness.sim.SimSignal.SessionKey;
import dev.starshell.harness.sim.Tally.What;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The carrier of one generation: channels that keep their order over a path that loses, doubles,
/// reorders and delays packets, and may be cut.
final class Wire {
  /// How long SCTP waits for an answer on an ordinary path, and how long at most.
  private static final Duration FIRST_TRY = Duration.ofMillis(450);

  private static final Duration WAIT_MAX = Duration.ofSeconds(3);
  private static final long RESEND_NANOS = Duration.ofMillis(250).toNanos();

  /// What a side hears of its end.
  interface WireUser {
    void opened();

    void came(int channel, Object frame);

    void failed();
  }

  private final SimWorld world;
  private final SessionKey key;
  private final @Nullable WireUser[] ends = new WireUser[2];
  private final Map<Integer, Lane> lanes = new HashMap<>();
  private final Backlog backlog;
  private boolean isConnected;
  private boolean isAnswered;
  private int server = -1;

  /// One direction of one channel.
  private static final class Lane {
    private long sent;
    private long taken;
    private final Map<Long, Object> waiting = new HashMap<>();
  }

  Wire(SimWorld world, SessionKey key) {
    this.world = world;
    this.key = key;
    this.backlog =
        new Backlog(
            world.clock(), () -> world.isUp(key.leader(), key.follower()), FIRST_TRY, WAIT_MAX);
  }

  SessionKey key() {
    return key;
  }

  private int member(int side) {
    return side == 0 ? key.leader() : key.follower();
  }

  boolean joins(int one, int other) {
    return (key.leader() == one && key.follower() == other)
        || (key.leader() == other && key.follower() == one);
  }

  /// A side opens its end.
  void open(int member, int chosenServer, WireUser user) {
    ends[side(member)] = user;
    server = chosenServer;
  }

  private int side(int member) {
    return member == key.leader() ? 0 : 1;
  }

  /// The answer has come: both sides look for a way from now on.
  void answered() {
    if (!isAnswered) {
      isAnswered = true;
      world.clock().after(world.roundTrip(key.leader(), key.follower()), this::tryConnect);
    }
  }

  private void tryConnect() {
    if (isConnected || ends[0] == null || ends[1] == null) {
      return;
    }
    if (!world.isUp(key.leader(), key.follower()) || !world.isReachable(key, server)) {
      world.clock().after(Duration.ofMillis(500), this::tryConnect);
      return;
    }
    isConnected = true;
    for (int side = 0; side < 2; side++) {
      int one = side;
      world.clock().after(world.delay(), () -> tell(one, WireUser::opened));
    }
  }

  private void tell(int side, java.util.function.Consumer<WireUser> what) {
    WireUser user = ends[side];
    if (user != null) {
      world.member(member(side)).run(() -> what.accept(user));
    }
  }

  /// Sends a frame; one of an end that is closed goes nowhere.
  void send(int member, int channel, Object frame) {
    int side = side(member);
    if (ends[side] == null || !isConnected) {
      return;
    }
    Lane lane = lanes.computeIfAbsent(channel * 2 + side, _ -> new Lane());
    long number = lane.sent++;
    transmit(1 - side, channel, lane, number, frame);
  }

  private void transmit(int to, int channel, Lane lane, long number, Object frame) {
    Chance chance = world.chance();
    int loss = world.scenario().lossPercent();
    long nanos = world.delay().toNanos();
    while (chance.percent(loss)) {
      world.tally().add(What.PACKETS_LOST);
      nanos += RESEND_NANOS;
    }
    if (chance.percent(loss)) {
      nanos += chance.below(40_000_000);
    }
    world.clock().afterNanos(nanos, () -> arrive(to, channel, lane, number, frame));
    if (chance.percent(loss)) {
      world.tally().add(What.PACKETS_DOUBLED);
      world
          .clock()
          .afterNanos(
              nanos + chance.below(60_000_000), () -> arrive(to, channel, lane, number, frame));
    }
  }

  private void arrive(int to, int channel, Lane lane, long number, Object frame) {
    if (backlog.takes(() -> transmit(to, channel, lane, number, frame))) {
      return;
    }
    if (number < lane.taken || lane.waiting.putIfAbsent(number, frame) != null) {
      return;
    }
    if (number > lane.taken) {
      world.tally().add(What.PACKETS_REORDERED);
    }
    for (Object next = lane.waiting.remove(lane.taken);
        next != null;
        next = lane.waiting.remove(lane.taken)) {
      lane.taken++;
      Object due = next;
      tell(to, user -> user.came(channel, due));
    }
  }

  /// The path carries again.
  void healed() {
    backlog.healed();
  }

  /// A side closes its end; the other one learns of it if the path carries.
  void close(int member, boolean isToldToPeer) {
    int side = side(member);
    if (ends[side] == null) {
      return;
    }
    ends[side] = null;
    if (isToldToPeer && isConnected) {
      world
          .clock()
          .after(
              world.delay(),
              () -> {
                if (world.isUp(key.leader(), key.follower())) {
                  fail(1 - side);
                }
              });
    }
  }

  /// The carrier gives up at a side.
  void fail(int side) {
    tell(side, WireUser::failed);
  }

  void failAt(int member) {
    fail(side(member));
  }

  boolean isOpenAt(int member) {
    return ends[side(member)] != null;
  }

  boolean isOpen() {
    return ends[0] != null || ends[1] != null;
  }
}
