package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.crypto.handshake.HandshakeContext;
import dev.starshell.syncshell.crypto.handshake.LogHead;
import dev.starshell.syncshell.crypto.handshake.Standing;
import dev.starshell.syncshell.crypto.handshake.Standing.LogHistory;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.membership.Roster;
import dev.starshell.syncshell.membership.SignedRoster;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// What handshakes are told of the membership while it is one signed roster and no log: the
/// roster's version is the number of its last record, the hash of its signed bytes that record's.
/// Belongs to the shell's loop; what it gives is immutable.
final class RosterStanding {
  /// Versions that were seen and are compared with a peer that is behind.
  private static final int KEPT_MAX = 64;

  private final TreeMap<Long, Digest> seen = new TreeMap<>();
  private @Nullable Roster newest;

  /// These are the members now.
  void take(SignedRoster roster) {
    newest = roster.roster();
    seen.put(sequence(roster.roster()), Sha256.of(roster.signed().toArray()));
    if (seen.size() > KEPT_MAX) {
      seen.pollFirstEntry();
    }
  }

  /// The shell was left.
  void clear() {
    newest = null;
    seen.clear();
  }

  /// What this side knows now; empty in no shell.
  Optional<Standing> now() {
    Roster roster = newest;
    if (roster == null) {
      return Optional.empty();
    }
    Map<Long, Digest> kept = Map.copyOf(seen);
    LogHead head = new LogHead(sequence(roster), seen.lastEntry().getValue());
    return Optional.of(new Standing(roster.shell(), epoch(roster), head, new Kept(kept)));
  }

  private static long sequence(Roster roster) {
    return Math.min(roster.version(), Limits.GENERATION_MAX);
  }

  /// One more than the members that were taken out: version 1 has one member, and each later
  /// version one member more, or one less.
  static long epoch(Roster roster) {
    long out = (roster.version() - roster.members().size()) / 2;
    return Math.clamp(1 + out, 1, HandshakeContext.EPOCH_MAX);
  }

  /// Rosters before the newest are not kept over a restart, so what is missing proves nothing.
  private record Kept(Map<Long, Digest> hashes) implements LogHistory {
    @Override
    public Optional<Digest> hashAt(long sequence) {
      return Optional.ofNullable(hashes.get(sequence));
    }

    @Override
    public boolean isWhole() {
      return false;
    }
  }
}
