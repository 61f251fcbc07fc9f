package dev.starshell.syncshell.cbor;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Writes CBOR in the one form that [CborReader] takes: definite lengths, shortest heads. Thread:
/// the owner's.
public final class CborWriter {
  private static final int UINT = 0;
  private static final int BYTES = 2;
  private static final int TEXT = 3;
  private static final int ARRAY = 4;

  private byte[] buffer = new byte[256];
  private int size;

  /// Begins an array; its `count` items follow.
  public CborWriter array(int count) {
    head(ARRAY, count);
    return this;
  }

  /// Writes an unsigned integer.
  ///
  /// @throws IllegalArgumentException if it is negative
  public CborWriter uint(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("value=" + value + " is negative");
    }
    head(UINT, value);
    return this;
  }

  /// Writes a byte string.
  public CborWriter bytes(byte[] value) {
    head(BYTES, value.length);
    raw(value);
    return this;
  }

  /// Writes a text string.
  public CborWriter text(String value) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    head(TEXT, utf8.length);
    raw(utf8);
    return this;
  }

  /// Bytes written so far.
  public int sizeBytes() {
    return size;
  }

  /// A copy of what was written.
  public byte[] toBytes() {
    return Arrays.copyOf(buffer, size);
  }

  private void head(int major, long value) {
    int type = major << 5;
    if (value < 24) {
      put(type | (int) value);
    } else if (value <= 0xff) {
      put(type | 24);
      bigEndian(value, 1);
    } else if (value <= 0xffff) {
      put(type | 25);
      bigEndian(value, 2);
    } else if (value <= 0xffff_ffffL) {
      put(type | 26);
      bigEndian(value, 4);
    } else {
      put(type | 27);
      bigEndian(value, 8);
    }
  }

  private void bigEndian(long value, int length) {
    for (int i = length - 1; i >= 0; i--) {
      put((int) (value >>> 8 * i));
    }
  }

  private void put(int value) {
    room(1);
    buffer[size++] = (byte) value;
  }

  private void raw(byte[] source) {
    room(source.length);
    System.arraycopy(source, 0, buffer, size, source.length);
    size += source.length;
  }

  private void room(int more) {
    if (buffer.length - size < more) {
      buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, Math.addExact(size, more)));
    }
  }
}
