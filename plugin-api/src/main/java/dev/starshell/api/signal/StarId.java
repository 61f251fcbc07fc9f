package dev.starshell.api.signal;

import java.util.Arrays;
import java.util.HexFormat;

/// The name of one star: the 32-byte id of the shell it belongs to. Compared by content, ordered as
/// unsigned bytes.
public final class StarId implements Comparable<StarId> {
  /// Unit: bytes. Source: a SHA-256 digest.
  public static final int LENGTH_BYTES = 32;

  private final byte[] id;

  private StarId(byte[] id) {
    this.id = id;
  }

  /// Copies the raw id.
  ///
  /// @throws IllegalArgumentException if it is not 32 bytes long
  public static StarId of(byte[] id) {
    if (id.length != LENGTH_BYTES) {
      throw new IllegalArgumentException("id length=" + id.length + " is not " + LENGTH_BYTES);
    }
    return new StarId(id.clone());
  }

  /// A copy of the raw id.
  public byte[] toBytes() {
    return id.clone();
  }

  @Override
  public int compareTo(StarId other) {
    return Arrays.compareUnsigned(id, other.id);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StarId that && Arrays.equals(id, that.id);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(id);
  }

  /// The first eight hex digits, enough for a log line.
  @Override
  public String toString() {
    return HexFormat.of().formatHex(id, 0, 4);
  }
}
