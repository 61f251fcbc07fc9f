package dev.starshell.syncshell.protocol;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// Immutable bytes, compared by content. Messages carry payload as this, never as an array.
public final class Bytes {
  /// No bytes.
  public static final Bytes EMPTY = new Bytes(new byte[0]);

  private final byte[] bytes;

  private Bytes(byte[] bytes) {
    this.bytes = bytes;
  }

  /// Copies an array.
  public static Bytes copyOf(byte[] source) {
    return source.length == 0 ? EMPTY : new Bytes(source.clone());
  }

  /// Length. Unit: bytes.
  public int length() {
    return bytes.length;
  }

  /// A copy of the bytes.
  public byte[] toArray() {
    return bytes.clone();
  }

  /// A read-only view.
  public ByteBuffer view() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bytes that && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  /// The length only: payload never reaches a log.
  @Override
  public String toString() {
    return bytes.length + " bytes";
  }
}
