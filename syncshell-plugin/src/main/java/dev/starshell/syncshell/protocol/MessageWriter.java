package dev.starshell.syncshell.protocol;

import dev.starshell.syncshell.cbor.CborWriter;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import java.nio.charset.StandardCharsets;

/// Writes what [MessageReader] reads, under the same bounds: what it refuses is our own mistake.
final class MessageWriter {
  private final CborWriter out = new CborWriter();

  /// Begins an array; it ends after so many items.
  MessageWriter begin(int count) {
    out.array(count);
    return this;
  }

  /// Begins a message of a type with so many fields after the code.
  MessageWriter begin(MessageType type, int fields) {
    return begin(fields + 1).integer("type", type.code(), 1, 255);
  }

  MessageWriter integer(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + "=" + value + " outside " + min + ".." + max);
    }
    out.uint(value);
    return this;
  }

  MessageWriter bytes(String name, byte[] value, int min, int max) {
    requireLength(name, value.length, min, max);
    out.bytes(value);
    return this;
  }

  MessageWriter text(String name, String value, int min, int max) {
    requireLength(name, value.getBytes(StandardCharsets.UTF_8).length, min, max);
    out.text(value);
    return this;
  }

  static void requireLength(String name, int length, int min, int max) {
    if (length < min || length > max) {
      throw new IllegalArgumentException(
          "length of " + name + "=" + length + " outside " + min + ".." + max);
    }
  }

  MessageWriter digest(Digest digest) {
    out.bytes(digest.toBytes());
    return this;
  }

  MessageWriter root(Root root) {
    return digest(root.digest());
  }

  MessageWriter reason(FaultCode reason) {
    return integer("reason", reason.wire(), 1, 255);
  }

  byte[] done() {
    return out.toBytes();
  }
}
