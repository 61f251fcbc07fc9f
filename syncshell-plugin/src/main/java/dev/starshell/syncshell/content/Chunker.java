package dev.starshell.syncshell.content;

import dev.starshell.syncshell.limits.Limits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// Decides where an archive is cut: FastCDC with normalised chunking. The cuts depend on the bytes
/// alone, so that equal stretches of two archives are cut alike. Part of the format: a change here
/// gives every archive a new root.
///
/// The rolling hash is a gear hash: `h = 2 h + GEAR[byte]` in 64 bits, so that it forgets a byte
/// after [#WINDOW_BYTES] more. A chunk may end after `n` bytes when the hash of the 64 bytes before
/// that point has zeros in all bits of a mask:
///
/// - below [Limits#CHUNK_BYTES_MIN]: never, and those bytes are not even looked at;
/// - from there to [#NORMAL_BYTES]: the 18 bits under the topmost one, once in 256 KiB;
/// - from there to [Limits#CHUNK_BYTES_MAX]: the 14 bits under the topmost one, once in 16 KiB;
/// - at [Limits#CHUNK_BYTES_MAX], and at the end of the archive: always.
///
/// The looser mask cuts 16 KiB after [#NORMAL_BYTES] on the average, near 64 KiB in all. The
/// topmost bit is left out so that two bytes can be taken in one step. Source: Xia et al., "The
/// Design of Fast Content-Defined Chunking", IEEE TPDS 31 (2020), with masks of adjacent bits, and
/// a window that begins before the minimum so that a cut never depends on where the chunk began.
public final class Chunker {
  /// How many bytes the rolling hash remembers.
  public static final int WINDOW_BYTES = 64;

  /// Where the looser mask begins. Unit: bytes.
  public static final int NORMAL_BYTES = Limits.CHUNK_BYTES_AVERAGE - (1 << 14);

  /// The gear of byte b is the first 8 bytes, big-endian, of SHA-256(label ‖ b).
  public static final String GEAR_LABEL = "starshell/1 chunker gear";

  private static final int BITS_BEFORE_NORMAL = 18;
  private static final int BITS_AFTER_NORMAL = 14;
  private static final long MASK_BEFORE_NORMAL = maskOf(BITS_BEFORE_NORMAL);
  private static final long MASK_AFTER_NORMAL = maskOf(BITS_AFTER_NORMAL);

  private static final long[] GEAR = gear();
  private static final long[] GEAR_DOUBLED = doubled(GEAR);

  private Chunker() {}

  /// Length of the chunk that begins at `from`.
  ///
  /// @param to end of the bytes: at least [Limits#CHUNK_BYTES_MAX] after `from`, or the end of the
  ///   archive
  /// @return 1 to [Limits#CHUNK_BYTES_MAX], 0 when there are no bytes
  public static int cut(byte[] bytes, int from, int to) {
    Objects.checkFromToIndex(from, to, bytes.length);
    int size = to - from;
    if (size <= Limits.CHUNK_BYTES_MIN) {
      return size;
    }
    int first = from + Limits.CHUNK_BYTES_MIN;
    int normal = from + Math.min(size, NORMAL_BYTES);
    int end = from + Math.min(size, Limits.CHUNK_BYTES_MAX);
    int cut = scan(bytes, first, normal, MASK_BEFORE_NORMAL);
    if (cut == normal) {
      cut = scan(bytes, normal, end, MASK_AFTER_NORMAL);
    }
    return cut - from;
  }

  /// The first point in `first..end` where the mask cuts; `end` if there is none before it.
  private static int scan(byte[] bytes, int first, int end, long mask) {
    long hash = 0;
    for (int i = first - WINDOW_BYTES; i < first; i++) {
      hash = (hash << 1) + GEAR[bytes[i] & 0xff];
    }
    if ((hash & mask) == 0) {
      return first;
    }
    long maskDoubled = mask << 1;
    int i = first;
    for (; i < end - 1; i += 2) {
      // Twice the hash after one byte: (2 h + g) * 2.
      hash = (hash << 2) + GEAR_DOUBLED[bytes[i] & 0xff];
      if ((hash & maskDoubled) == 0) {
        return i + 1;
      }
      hash += GEAR[bytes[i + 1] & 0xff];
      if ((hash & mask) == 0) {
        return i + 2;
      }
    }
    return end;
  }

  private static long maskOf(int bits) {
    return ((1L << bits) - 1) << (Long.SIZE - 1 - bits);
  }

  private static long[] gear() {
    byte[] label = GEAR_LABEL.getBytes(StandardCharsets.US_ASCII);
    var sha = Sha256.create();
    long[] gear = new long[256];
    for (int i = 0; i < gear.length; i++) {
      sha.update(label);
      sha.update((byte) i);
      gear[i] = ByteBuffer.wrap(sha.digest()).getLong();
    }
    return gear;
  }

  private static long[] doubled(long[] gear) {
    long[] doubled = new long[gear.length];
    for (int i = 0; i < gear.length; i++) {
      doubled[i] = gear[i] << 1;
    }
    return doubled;
  }
}
