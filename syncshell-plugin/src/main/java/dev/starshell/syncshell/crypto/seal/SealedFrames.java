package dev.starshell.syncshell.crypto.seal;

import dev.starshell.syncshell.limits.Limits;

/// The form of a sealed frame: type (1), flags (1), channel (2), counter (8), ciphertext, tag (16).
/// The header is authenticated. Bit 0 of the flags is the lowest bit of the key's number.
public final class SealedFrames {
  /// Unit: bytes.
  public static final int HEADER_BYTES = 12;

  /// Unit: bytes.
  public static final int TAG_BYTES = Aead.TAG_BYTES;

  /// What sealing adds. Unit: bytes.
  public static final int OVERHEAD_BYTES = HEADER_BYTES + TAG_BYTES;

  /// Largest content of a sealed frame. Unit: bytes.
  public static final int CONTENT_BYTES_MAX = Limits.FRAME_BYTES_MAX - OVERHEAD_BYTES;

  /// Frames under one key: 64 GiB of the largest ones. Source: docs/HANDSHAKE.md.
  public static final long FRAMES_PER_KEY = 1L << 19;

  static final int TYPE = 193;

  private SealedFrames() {}

  static int phase(long counter, long framesPerKey) {
    return (int) (counter / framesPerKey & 1);
  }
}
