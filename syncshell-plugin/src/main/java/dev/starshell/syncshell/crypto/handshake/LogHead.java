package dev.starshell.syncshell.crypto.handshake;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.limits.Limits;

/// The end of a membership log as a member knows it.
///
/// @param sequence number of the last record, 0 to [Limits#GENERATION_MAX]
/// @param hash of the last record, which hangs on all before it
public record LogHead(long sequence, Digest hash) {
  public LogHead {
    Ranges.require("sequence", sequence, 0, Limits.GENERATION_MAX);
  }
}
