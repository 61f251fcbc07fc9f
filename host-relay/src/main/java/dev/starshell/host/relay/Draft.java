package dev.starshell.host.relay;

import dev.starshell.api.signal.MemberId;
import dev.starshell.api.signal.StarId;
import dev.starshell.host.frame.FrameBounds;
import dev.starshell.host.frame.RelayFrame;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The state while one event is worked on, and the actions so far. Lives for one call of the
/// machine and never leaves it.
final class Draft {
  /// Bytes of a frame beside its payload, texts and members, at most.
  private static final int FRAME_OVERHEAD_BYTES = 64;

  private static final int MEMBER_BYTES = MemberId.LENGTH_BYTES + 2;

  final RelayLimits limits;
  final RelayState before;
  PersistentMap<ConnectionId, RelayConnection> connections;
  PersistentMap<StarId, RelayRoom> rooms;
  PersistentMap<String, NetworkUse> networks;
  HeldOffers held;
  int pending;
  private final List<RelayAction> actions = new ArrayList<>();
  private final Deque<ConnectionId> overflowed = new ArrayDeque<>();

  Draft(RelayState before) {
    this.before = before;
    limits = before.limits;
    connections = before.connections;
    rooms = before.rooms;
    networks = before.networks;
    held = before.held;
    pending = before.pending;
  }

  /// Ends the slow readers that showed up, and whoever that makes one, and yields the step.
  RelayStep done(long nowNanos) {
    while (!overflowed.isEmpty()) {
      endNow(overflowed.remove(), "SLOW_READER", nowNanos);
    }
    return new RelayStep(
        new RelayState(limits, before.spkiHash, connections, rooms, networks, held, pending),
        actions);
  }

  void act(RelayAction action) {
    actions.add(action);
  }

  Optional<RelayConnection> find(ConnectionId id) {
    return connections.find(id);
  }

  void put(ConnectionId id, RelayConnection connection) {
    pending -= connections.find(id).filter(this::countsAsPending).isPresent() ? 1 : 0;
    pending += countsAsPending(connection) ? 1 : 0;
    connections = connections.with(id, connection);
  }

  void forget(ConnectionId id) {
    pending -= connections.find(id).filter(this::countsAsPending).isPresent() ? 1 : 0;
    connections = connections.without(id);
  }

  /// Whether it is not logged in yet and takes a place of those that are not.
  boolean countsAsPending(RelayConnection connection) {
    return connection.isPending() && !isExempt(connection.network());
  }

  /// What became of an envelope.
  enum Carried {
    /// It waits to be written.
    QUEUED,
    /// Too much waits for that member already.
    FULL,
    /// There is nobody to write to.
    AWAY
  }

  /// Queues a word of the relay. Whoever has no room for it has become a slow reader and is ended.
  void send(ConnectionId id, RelayFrame frame) {
    RelayConnection connection = connections.find(id).orElse(null);
    if (connection == null || connection.stage() instanceof RelayConnection.Ending) {
      return;
    }
    Waiting.OfRelay word = new Waiting.OfRelay(sizeOf(frame));
    if (connection.waiting().hasRoomFor(word, limits.traffic())) {
      queue(id, connection, word, frame);
    } else {
      overflowed.add(id);
    }
  }

  /// Queues an envelope if there is room for it. Nobody is ended for what others send.
  Carried carry(ConnectionId id, RelayFrame.Delivered frame) {
    RelayConnection connection = connections.find(id).orElse(null);
    if (connection == null || connection.stage() instanceof RelayConnection.Ending) {
      return Carried.AWAY;
    }
    Waiting.OfMember envelope = new Waiting.OfMember(frame.from(), sizeOf(frame));
    if (!connection.waiting().hasRoomFor(envelope, limits.traffic())) {
      return Carried.FULL;
    }
    queue(id, connection, envelope, frame);
    return Carried.QUEUED;
  }

  private void queue(
      ConnectionId id, RelayConnection connection, Waiting.Part part, RelayFrame frame) {
    put(id, connection.with(connection.waiting().with(part)));
    act(new RelayAction.Send(id, frame));
  }

  /// Says why and closes.
  void refuse(ConnectionId id, Refusal refusal, long nowNanos) {
    send(
        id, new RelayFrame.Refused(refusal.code(), refusal.sentence(), refusal.retryAfterMillis()));
    end(id, new RelayAction.Close(id, refusal.status(), refusal.code()), nowNanos);
  }

  /// Closes without a word, because nothing more can be written or nobody reads.
  void endNow(ConnectionId id, String code, long nowNanos) {
    end(id, new RelayAction.CloseNow(id, CloseStatus.POLICY_VIOLATION, code), nowNanos);
  }

  /// Takes the connection out of its star and lets it close.
  void end(ConnectionId id, RelayAction closing, long nowNanos) {
    RelayConnection connection = connections.find(id).orElse(null);
    if (connection == null || connection.stage() instanceof RelayConnection.Ending) {
      return;
    }
    long deadlineNanos = nowNanos + RelayLimits.FAREWELL_WITHIN.toNanos();
    put(id, connection.at(new RelayConnection.Ending(deadlineNanos)));
    act(closing);
    leave(id, connection.stage());
  }

  /// Gives up what the connection had in a star, and tells the others.
  void leave(ConnectionId id, RelayConnection.Stage stage) {
    switch (stage) {
      case RelayConnection.Entering entering ->
          rooms
              .find(entering.star())
              .ifPresent(room -> rooms = rooms.with(entering.star(), room.withoutEntering()));
      case RelayConnection.Joined joined ->
          rooms
              .find(joined.star())
              .filter(room -> room.connectionOf(joined.member()).equals(Optional.of(id)))
              .ifPresent(room -> leaveRoom(joined, room));
      case RelayConnection.Greeted _, RelayConnection.Ending _ -> {}
    }
  }

  private void leaveRoom(RelayConnection.Joined joined, RelayRoom room) {
    RelayRoom rest = room.without(joined.member());
    rooms = rooms.with(joined.star(), rest);
    RelayFrame absent = new RelayFrame.Absent(joined.member());
    rest.members().forEach((_, other) -> send(other, absent));
  }

  void tellOthers(RelayRoom room, MemberId member, RelayFrame frame) {
    room.members()
        .forEach((other, connection) -> {
          if (!other.equals(member)) {
            send(connection, frame);
          }
        });
  }

  NetworkUse useOf(Network network, long nowNanos) {
    return networks.find(network.name()).orElse(NetworkUse.none(nowNanos)).aged(nowNanos);
  }

  void putUse(Network network, NetworkUse use) {
    networks =
        use.isForgettable() ? networks.without(network.name()) : networks.with(network.name(), use);
  }

  /// Forgets the oldest of the networks that have no connection, if as many are known as may be.
  void makeRoomForNetwork() {
    if (networks.size() < RelayLimits.NETWORKS_MAX) {
      return;
    }
    List<Map.Entry<String, NetworkUse>> idle = new ArrayList<>();
    networks.forEach((name, use) -> {
      if (use.connections() == 0) {
        idle.add(Map.entry(name, use));
      }
    });
    idle.sort(Comparator.comparing(Map.Entry::getValue, NetworkUse.OLDEST_FIRST));
    idle.stream()
        .limit(RelayLimits.NETWORKS_FORGOTTEN)
        .forEach(one -> networks = networks.without(one.getKey()));
  }

  boolean isExempt(Network network) {
    return network.isLocal() && limits.door().isLocalExempt();
  }

  /// What a frame takes on the wire, at most. Unit: bytes.
  private static int sizeOf(RelayFrame frame) {
    return FRAME_OVERHEAD_BYTES
        + switch (frame) {
          case RelayFrame.Challenge _ -> FrameBounds.NONCE_BYTES + FrameBounds.HASH_BYTES;
          case RelayFrame.LogIn logIn ->
              2 * MEMBER_BYTES + FrameBounds.SIGNATURE_BYTES + logIn.credential().size();
          case RelayFrame.Foreign _ -> 0;
          case RelayFrame.Welcome welcome -> welcome.present().size() * MEMBER_BYTES;
          case RelayFrame.Envelope envelope -> MEMBER_BYTES + envelope.payload().size();
          case RelayFrame.Reconnect offer -> MEMBER_BYTES + offer.payload().size();
          case RelayFrame.Delivered delivered -> MEMBER_BYTES + delivered.payload().size();
          case RelayFrame.Present _, RelayFrame.Absent _ -> MEMBER_BYTES;
          case RelayFrame.Refused refused -> sizeOf(refused.code()) + sizeOf(refused.sentence());
          case RelayFrame.Undelivered undelivered ->
              MEMBER_BYTES + sizeOf(undelivered.code()) + sizeOf(undelivered.sentence());
          case RelayFrame.Restarting _ -> 0;
        };
  }

  private static int sizeOf(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
