package dev.starshell.syncshell.crypto.handshake;

import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.limits.Limits;

/// What a handshake is bound to, as the leader states it.
///
/// @param epoch counts the members that were taken out, 1 to [#EPOCH_MAX]
/// @param generation of the link, 1 to [Limits#GENERATION_MAX]
/// @param log the leader's membership log
public record HandshakeContext(ShellId shell, long epoch, long generation, LogHead log) {
  /// Four bytes on the wire.
  public static final long EPOCH_MAX = 0xffff_ffffL;

  public HandshakeContext {
    Ranges.require("epoch", epoch, 1, EPOCH_MAX);
    Ranges.require("generation", generation, 1, Limits.GENERATION_MAX);
  }
}
