package dev.starshell.host.relay;

import dev.starshell.api.signal.StarId;
import java.util.HashMap;
import java.util.Map;

/// What the machine decides because time has passed.
final class Upkeep {
  private Upkeep() {}

  static RelayStep whenTicked(Draft draft, long nowNanos) {
    RelayMachine.forEachWhere(
        draft, _ -> true, (id, connection) -> look(draft, id, connection, nowNanos));
    ageNetworks(draft, nowNanos);
    draft.held = draft.held.aged(nowNanos);
    Map<StarId, RelayRoom> pruned = new HashMap<>();
    draft.rooms.forEach((star, room) -> pruned.put(star, room.pruned(nowNanos)));
    pruned.forEach((star, room) -> draft.rooms = draft.rooms.with(star, room));
    return draft.done(nowNanos);
  }

  private static void look(
      Draft draft, ConnectionId id, RelayConnection connection, long nowNanos) {
    switch (connection.stage()) {
      case RelayConnection.Greeted(_, long deadlineNanos) -> {
        if (nowNanos - deadlineNanos >= 0) {
          draft.refuse(id, Refusal.logInLate(), nowNanos);
        }
      }
      case RelayConnection.Entering(_, _, long deadlineNanos) -> {
        if (nowNanos - deadlineNanos >= 0) {
          draft.refuse(id, Refusal.logInLate(), nowNanos);
        }
      }
      case RelayConnection.Joined _ -> keepAlive(draft, id, connection, nowNanos);
      case RelayConnection.Ending(long deadlineNanos) -> {
        if (nowNanos - deadlineNanos >= 0) {
          draft.act(new RelayAction.Cut(id));
        }
      }
    }
  }

  private static void keepAlive(
      Draft draft, ConnectionId id, RelayConnection connection, long nowNanos) {
    if (nowNanos - connection.heardNanos() >= RelayLimits.DEAD_AFTER.toNanos()) {
      draft.endNow(id, "SILENT", nowNanos);
      return;
    }
    Waiting waiting = connection.waiting().looked(nowNanos);
    if (waiting.isStalled(nowNanos)) {
      draft.endNow(id, "SLOW_READER", nowNanos);
      return;
    }
    if (!waiting.equals(connection.waiting())) {
      draft.put(id, connection.with(waiting));
    }
    if (nowNanos - connection.pingedNanos() >= RelayLimits.PING_EVERY.toNanos()) {
      draft.put(id, connection.with(waiting).pinged(nowNanos));
      draft.act(new RelayAction.Ping(id));
    }
  }

  private static void ageNetworks(Draft draft, long nowNanos) {
    Map<String, NetworkUse> aged = new HashMap<>();
    draft.networks.forEach((name, use) -> {
      NetworkUse now = use.aged(nowNanos);
      if (!now.equals(use)) {
        aged.put(name, now);
      }
    });
    aged.forEach((name, use) -> draft.putUse(new Network(name, false), use));
  }
}
