package dev.starshell.syncshell.protocol;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/// Builds bytes to be signed: fields of fixed length, and at most one of free length at the end, so
/// that no two statements have the same bytes. Whoever signs puts the label of the purpose first.
final class SignedBytes {
  private static final int KEY_BYTES = 32;

  private final ByteArrayOutputStream target = new ByteArrayOutputStream();

  SignedBytes fixed32(byte[] value) {
    MessageWriter.requireLength("signed field", value.length, KEY_BYTES, KEY_BYTES);
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
