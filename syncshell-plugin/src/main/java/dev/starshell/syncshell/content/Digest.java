package dev.starshell.syncshell.content;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Objects;

/// A SHA-256 digest. Immutable, compared by content, ordered as unsigned bytes.
public final class Digest implements Comparable<Digest> {
  /// Unit: bytes.
  public static final int LENGTH_BYTES = 32;

  private final byte[] bytes;

  private Digest(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Copies a digest.
  ///
  /// @throws IllegalArgumentException if it is not 32 bytes long
  public static Digest of(byte[] digest) {
    if (digest.length != LENGTH_BYTES) {
      throw new IllegalArgumentException("digest length=" + digest.length + " is not 32");
    }
    return new Digest(digest.clone());
  }

  /// Copies 32 bytes out of a larger array.
  ///
  /// @throws IndexOutOfBoundsException if they are not there
  public static Digest of(byte[] source, int offsetBytes) {
    Objects.checkFromIndexSize(offsetBytes, LENGTH_BYTES, source.length);
    return new Digest(Arrays.copyOfRange(source, offsetBytes, offsetBytes + LENGTH_BYTES));
  }

  /// Reads 64 hex digits.
  ///
  /// @throws IllegalArgumentException if it is anything else
  public static Digest fromHex(String hex) {
    return of(HexFormat.of().parseHex(hex));
  }

  /// A copy of the bytes.
  public byte[] toBytes() {
    return bytes.clone();
  }

  /// Copies the bytes into an array.
  public void copyTo(byte[] target, int offsetBytes) {
    System.arraycopy(bytes, 0, target, offsetBytes, LENGTH_BYTES);
  }

  /// Whether the 32 bytes at an offset are this digest.
  public boolean equalsAt(byte[] source, int offsetBytes) {
    return Arrays.equals(bytes, 0, LENGTH_BYTES, source, offsetBytes, offsetBytes + LENGTH_BYTES);
  }

  /// 64 lower-case hex digits.
  public String toHex() {
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public int compareTo(Digest other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Digest that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return (bytes[0] & 0xff) << 24
        | (bytes[1] & 0xff) << 16
        | (bytes[2] & 0xff) << 8
        | (bytes[3] & 0xff);
  }

  /// The first twelve hex digits, enough for a log line.
  @Override
  public String toString() {
    return HexFormat.of().formatHex(bytes, 0, 6);
  }
}
