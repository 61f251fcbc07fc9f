package dev.starshell.syncshell.crypto;

import java.util.Arrays;
import java.util.HexFormat;

/// A member's Ed25519 public key: who it is. Ordered as unsigned bytes, which also decides who
/// leads a link.
public final class MemberKey implements Comparable<MemberKey> {
  /// Unit: bytes. Source: RFC 8032 §5.1.5.
  public static final int LENGTH_BYTES = 32;

  private final byte[] bytes;

  private MemberKey(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Copies a raw key that was checked before, or comes from the relay, which has checked it.
  ///
  /// @throws IllegalArgumentException if it is not 32 bytes long
  public static MemberKey of(byte[] raw) {
    if (raw.length != LENGTH_BYTES) {
      throw new IllegalArgumentException("key length=" + raw.length + " is not 32");
    }
    return new MemberKey(raw.clone());
  }

  /// A copy of the raw key.
  public byte[] toBytes() {
    return bytes.clone();
  }

  /// 64 lower-case hex digits.
  public String toHex() {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public int compareTo(MemberKey other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MemberKey that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// The first eight hex digits, enough for a log line.
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes, 0, 4);
  }
}
