package dev.starshell.host.relay;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Who gives way when as many connections as may have not logged in yet. A member of ours answers
/// the challenge at once; whoever just keeps places does not.
final class Crush {
  private Crush() {}

  private record Idle(ConnectionId id, String network, long openedNanos) {
    /// The oldest first. Monotonic times are compared by their difference.
    static final Comparator<Idle> OLDEST_FIRST =
        ((Comparator<Idle>) (one, other) -> Long.signum(one.openedNanos - other.openedNanos))
            .thenComparingLong(one -> one.id.number());
  }

  /// Ends the connection that has owed its answer longest, of the network that has most of them, if
  /// the newcomer's has less; else the one that has owed it longest of all, if that is long. Walks
  /// over all connections: [RelayLimits#connectionsMax] bounds that.
  ///
  /// @return whether there is a place now
  static boolean makeRoom(Draft draft, Network newcomer, long nowNanos) {
    Map<String, Integer> pending = new HashMap<>();
    List<Idle> idle = new ArrayList<>();
    draft.connections.forEach((id, connection) -> {
      if (draft.countsAsPending(connection)) {
        String network = connection.network().name();
        pending.merge(network, 1, Integer::sum);
        if (connection.stage() instanceof RelayConnection.Greeted greeted) {
          long openedNanos = greeted.deadlineNanos() - RelayLimits.LOG_IN_WITHIN.toNanos();
          idle.add(new Idle(id, network, openedNanos));
        }
      }
    });
    int ofNewcomer = pending.getOrDefault(newcomer.name(), 0) + 1;
    Comparator<Idle> mostFirst =
        Comparator.comparingInt((Idle one) -> -pending.getOrDefault(one.network(), 0));
    Optional<Idle> greedy =
        idle.stream()
            .min(mostFirst.thenComparing(Idle.OLDEST_FIRST))
            .filter(one -> pending.getOrDefault(one.network(), 0) > ofNewcomer);
    Optional<Idle> late =
        idle.stream()
            .min(Idle.OLDEST_FIRST)
            .filter(one -> nowNanos - one.openedNanos() >= RelayLimits.ANSWER_WITHIN.toNanos());
    Optional<Idle> gives = greedy.or(() -> late);
    gives.ifPresent(one -> draft.refuse(one.id(), Door.tooManyLogIn(), nowNanos));
    return gives.isPresent();
  }
}
