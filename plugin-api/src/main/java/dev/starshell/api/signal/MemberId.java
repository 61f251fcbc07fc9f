package dev.starshell.api.signal;

import java.util.Arrays;
import java.util.HexFormat;

/// A member's Ed25519 public key, which is its name in every star. Compared by content, ordered as
/// unsigned bytes.
public final class MemberId implements Comparable<MemberId> {
  /// Unit: bytes. Source: RFC 8032 §5.1.5.
  public static final int LENGTH_BYTES = 32;

  private final byte[] key;

  private MemberId(byte[] key) {
    this.key = key;
  }

  /// Copies the raw key.
  ///
  /// @throws IllegalArgumentException if it is not 32 bytes long
  public static MemberId of(byte[] key) {
    if (key.length != LENGTH_BYTES) {
      throw new IllegalArgumentException("key length=" + key.length + " is not " + LENGTH_BYTES);
    }
    return new MemberId(key.clone());
  }

  /// A copy of the raw key.
  public byte[] toBytes() {
    return key.clone();
  }

  @Override
  public int compareTo(MemberId other) {
    return Arrays.compareUnsigned(key, other.key);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MemberId that && Arrays.equals(key, that.key);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(key);
  }

  /// The first eight hex digits, enough for a log line.
  @Override
  public String toString() {
    return HexFormat.of().formatHex(key, 0, 4);
  }
}
