package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.limits.Limits;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/// Members from whom nothing is taken for a while, because what they sent was wrong again and
/// again. Belongs to the shell's loop.
final class PeerQuarantine {
  private final Map<MemberKey, Deque<Long>> badChunks = new HashMap<>();
  private final Map<MemberKey, Long> until = new HashMap<>();

  /// A chunk of this member did not have its hash.
  ///
  /// @return whether that was one too many, so that the member is in quarantine from now on
  boolean badChunk(MemberKey member, long nowNanos) {
    Deque<Long> times = badChunks.computeIfAbsent(member, _ -> new ArrayDeque<>());
    times.addLast(nowNanos);
    while (nowNanos - times.getFirst() > Limits.BAD_CHUNK_SPAN.toNanos()) {
      times.removeFirst();
    }
    if (times.size() < Limits.BAD_CHUNKS_MAX) {
      return false;
    }
    times.clear();
    until.put(member, nowNanos + Limits.PEER_QUARANTINE.toNanos());
    return true;
  }

  boolean has(MemberKey member, long nowNanos) {
    Long end = until.get(member);
    return end != null && nowNanos - end < 0;
  }
}
