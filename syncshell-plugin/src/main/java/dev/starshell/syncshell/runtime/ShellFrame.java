package dev.starshell.syncshell.runtime;

import dev.starshell.api.notice.Notice;
import dev.starshell.syncshell.carrier.SecureCarrier;
import dev.starshell.syncshell.crypto.MemberKey;
import java.time.Instant;

/// What every part of a running shell works with: its loop, threads, counts and the outside.
///
/// @param disk threads for tasks of the store that may take long
/// @param intake threads that verify and write chunks
/// @param handshakes thread that works with keys
/// @param memory what all links of the home may fill; shells share it
/// @param upload limit of all links of the home together
/// @param download the same for what comes
/// @param looks how fast installed files are read that nobody waits for
/// @param mishap told of mistakes of ours; see [Mishap]
/// @param tidying rung when partial archives may not be wanted any more
record ShellFrame(
    ShellParts parts,
    ShellSettings settings,
    ShellLoop loop,
    Timers timers,
    Facts facts,
    Workers disk,
    Workers intake,
    Workers handshakes,
    Counters counters,
    AuditTrail audit,
    LinkMemory memory,
    Throttle upload,
    Throttle download,
    Throttle looks,
    Runnable mishap,
    TidyBell tidying) {
  MemberKey self() {
    return parts.identity().key();
  }

  /// What the clock on the wall shows.
  Instant wallTime() {
    return parts.wall().instant();
  }

  SecureCarrier carrier() {
    return parts.carrier();
  }

  /// Tells people something that went wrong.
  void warn(String code, String sentence) {
    parts.notices().post(new Notice(Notice.Level.WARNING, code, sentence));
  }

  /// Tells people something good.
  void tell(String sentence) {
    parts.notices().post(new Notice(Notice.Level.INFO, "", sentence));
  }
}
