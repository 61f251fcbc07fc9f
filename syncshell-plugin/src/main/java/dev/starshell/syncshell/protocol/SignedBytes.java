package dev.starshell.syncshell.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/// Builds bytes to be signed: a label that ends in a zero byte, then fields of fixed length, and at
/// most one of free length at the end, so that no two statements have the same bytes.
final class SignedBytes {
  private static final int KEY_BYTES = 32;

  private final ByteArrayOutputStream target = new ByteArrayOutputStream();

  private SignedBytes() {}

  static SignedBytes label(byte[] label) {
    SignedBytes bytes = new SignedBytes();
    bytes.target.writeBytes(label);
    return bytes;
  }

  SignedBytes fixed32(byte[] value) {
    CborWriter.requireLength("signed field", value.length, KEY_BYTES, KEY_BYTES);
    target.writeBytes(value);
    return this;
  }

  SignedBytes fixed8(long value) {
    target.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
    return this;
  }

  SignedBytes rest(Bytes value) {
    target.writeBytes(value.toArray());
    return this;
  }

  byte[] done() {
    return target.toByteArray();
  }
}
