package dev.starshell.syncshell.crypto.seal;

import dev.starshell.syncshell.limits.Limits;
import java.util.Arrays;
import java.util.Optional;

/// The form of a sealed signal: type (1), zero (3), generation (8), counter (8), ciphertext, tag
/// (16). The header is authenticated. The content is followed by a byte 0x80 and zeros up to a
/// multiple of 256, so that the relay sees a coarse size only. Source: ISO/IEC 9797-1, padding 2.
public final class SealedSignals {
  /// Unit: bytes.
  public static final int HEADER_BYTES = 20;

  /// Sizes that the relay can tell apart. Unit: bytes.
  public static final int BUCKET_BYTES = 256;

  /// Largest content. Unit: bytes.
  public static final int CONTENT_BYTES_MAX = Limits.SIGNAL_BYTES_MAX - 1024 - 1;

  /// Largest sealed signal. Unit: bytes.
  public static final int BYTES_MAX = HEADER_BYTES + CONTENT_BYTES_MAX + 1 + Aead.TAG_BYTES;

  /// Signals of one side in a session. Nobody needs so many.
  public static final long COUNT_MAX = 1L << 20;

  static final int TYPE = 194;

  private static final byte MARK = (byte) 0x80;

  private SealedSignals() {}

  static byte[] pad(byte[] content) {
    int length = (content.length / BUCKET_BYTES + 1) * BUCKET_BYTES;
    byte[] padded = Arrays.copyOf(content, length);
    padded[content.length] = MARK;
    return padded;
  }

  /// Empty if no correct member pads so.
  static Optional<byte[]> strip(byte[] padded) {
    int at = padded.length - 1;
    while (at >= 0 && padded[at] == 0) {
      at--;
    }
    return at >= 0 && padded[at] == MARK && padded.length - at <= BUCKET_BYTES
        ? Optional.of(Arrays.copyOf(padded, at))
        : Optional.empty();
  }
}
