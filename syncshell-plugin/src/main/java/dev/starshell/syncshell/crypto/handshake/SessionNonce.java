package dev.starshell.syncshell.crypto.handshake;

import dev.starshell.syncshell.protocol.Bytes;

/// One side's part of what makes a handshake differ from all others. Not secret.
///
/// @param bytes [#LENGTH_BYTES] of chance
public record SessionNonce(Bytes bytes) {
  /// Unit: bytes.
  public static final int LENGTH_BYTES = 16;

  public SessionNonce {
    Ranges.require("nonce length", bytes.length(), LENGTH_BYTES, LENGTH_BYTES);
  }
}
