package dev.starshell.harness.demo;

import dev.starshell.harness.lab.Lane;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// All lanes of one round as the receivers tell them, with those that a host no longer lists.
///
/// Thread: one.
final class LaneBoard {
  private final Map<String, Lane> lanes = new LinkedHashMap<>();
  private final Set<String> before;

  /// A board for a round.
  ///
  /// @param before keys of lanes of earlier rounds, which hosts may still list
  LaneBoard(Set<String> before) {
    this.before = Set.copyOf(before);
  }

  /// Takes in what one member tells.
  ///
  /// @return lanes that were not closed before and are now
  List<Lane> update(String member, List<Lane> told) {
    List<Lane> closed = new ArrayList<>();
    Set<String> listed = new HashSet<>();
    for (Lane lane : told) {
      if (lane.isIncoming() && !before.contains(lane.key())) {
        listed.add(lane.key());
        put(lane, closed);
      }
    }
    for (Lane lane : List.copyOf(lanes.values())) {
      if (lane.member().equals(member) && !lane.isClosed() && !listed.contains(lane.key())) {
        put(asClosed(lane), closed);
      }
    }
    return closed;
  }

  private void put(Lane lane, List<Lane> closed) {
    Lane last = lanes.put(lane.key(), lane);
    if (lane.isClosed() && (last == null || !last.isClosed())) {
      closed.add(lane);
    }
  }

  /// A host drops a contract from its list when all its lanes are closed.
  private static Lane asClosed(Lane lane) {
    return new Lane(
        lane.member(),
        lane.peer(),
        true,
        lane.contract(),
        lane.association(),
        lane.channel(),
        "",
        lane.parcels(),
        lane.parcels(),
        lane.bytes(),
        lane.bytes(),
        lane.parcels(),
        Lane.CLOSED);
  }

  List<Lane> lanes() {
    return List.copyOf(lanes.values());
  }

  /// Keys of all lanes so far, with those of earlier rounds.
  Set<String> keys() {
    Set<String> keys = new HashSet<>(before);
    keys.addAll(lanes.keySet());
    return keys;
  }

  long closed() {
    return lanes.values().stream().filter(Lane::isClosed).count();
  }

  long bytes() {
    return lanes.values().stream().mapToLong(Lane::bytes).sum();
  }

  long bytesDone() {
    return lanes.values().stream().mapToLong(Lane::bytesDone).sum();
  }

  long receipts() {
    return lanes.values().stream().mapToLong(Lane::receipts).sum();
  }
}
