package dev.starshell.host.relay;

import dev.starshell.api.signal.MemberId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// One star of a relay.
///
/// @param members who is connected, and by which connection
/// @param entering places kept for members whose log-in is being checked
/// @param logIns how often each member may log in; only proven keys are in it
record RelayRoom(
    PersistentMap<MemberId, ConnectionId> members,
    int entering,
    PersistentMap<MemberId, TokenBucket> logIns) {
  RelayRoom {
    if (entering < 0) {
      throw new IllegalArgumentException("entering=" + entering + " is negative");
    }
  }

  static RelayRoom empty() {
    return new RelayRoom(PersistentMap.empty(), 0, PersistentMap.empty());
  }

  boolean hasPlaceFor(MemberId member, int membersMax) {
    return members.contains(member) || members.size() + entering < membersMax;
  }

  Optional<ConnectionId> connectionOf(MemberId member) {
    return members.find(member);
  }

  RelayRoom withEntering() {
    return new RelayRoom(members, entering + 1, logIns);
  }

  RelayRoom withoutEntering() {
    return new RelayRoom(members, entering - 1, logIns);
  }

  RelayRoom with(MemberId member, ConnectionId connection) {
    return new RelayRoom(members.with(member, connection), entering, logIns);
  }

  RelayRoom without(MemberId member) {
    return new RelayRoom(members.without(member), entering, logIns);
  }

  RelayRoom withLogIns(MemberId member, TokenBucket bucket) {
    return new RelayRoom(members, entering, logIns.with(member, bucket));
  }

  /// Forgets the buckets that are full again.
  RelayRoom pruned(long nowNanos) {
    List<MemberId> full = new ArrayList<>();
    logIns.forEach((member, bucket) -> {
      if (bucket.filled(RelayLimits.LOG_INS, nowNanos).holds(RelayLimits.LOG_INS.burst())) {
        full.add(member);
      }
    });
    PersistentMap<MemberId, TokenBucket> kept = logIns;
    for (MemberId member : full) {
      kept = kept.without(member);
    }
    return full.isEmpty() ? this : new RelayRoom(members, entering, kept);
  }

  /// The others, in the order of their keys.
  List<MemberId> othersThan(MemberId member) {
    List<MemberId> others = new ArrayList<>(members.size());
    members.forEach((other, _) -> {
      if (!other.equals(member)) {
        others.add(other);
      }
    });
    others.sort(null);
    return others;
  }
}
