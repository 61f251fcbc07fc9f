package dev.starshell.syncshell.protocol;

import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Writes what [CborReader] reads, under the same bounds: what it refuses is our own mistake.
final class CborWriter implements AutoCloseable {
  private final ByteArrayOutputStream target = new ByteArrayOutputStream();
  private final CBORGenerator generator;

  CborWriter() throws IOException {
    this.generator = CborReader.FACTORY.createGenerator(target);
  }

  CborWriter begin(int count) throws IOException {
    generator.writeStartArray(null, count);
    return this;
  }

  /// Begins a message of a type with so many fields after the code.
  CborWriter begin(MessageType type, int fields) throws IOException {
    return begin(fields + 1).integer("type", type.code(), 1, 255);
  }

  CborWriter end() throws IOException {
    generator.writeEndArray();
    return this;
  }

  CborWriter integer(String name, long value, long min, long max) throws IOException {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + "=" + value + " outside " + min + ".." + max);
    }
    generator.writeNumber(value);
    return this;
  }

  CborWriter bytes(String name, byte[] value, int min, int max) throws IOException {
    requireLength(name, value.length, min, max);
    generator.writeBinary(value);
    return this;
  }

  CborWriter text(String name, String value, int min, int max) throws IOException {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
      throw new IllegalArgumentException(name + " has half a surrogate pair");
    }
    byte[] encoded = value.getBytes(StandardCharsets.UTF_8);
    requireLength(name, encoded.length, min, max);
    // writeString would cut a long text into pieces without a definite length.
    generator.writeUTF8String(encoded, 0, encoded.length);
    return this;
  }

  static void requireLength(String name, int length, int min, int max) {
    if (length < min || length > max) {
      throw new IllegalArgumentException(
          "length of " + name + "=" + length + " outside " + min + ".." + max);
    }
  }

  CborWriter digest(Digest digest) throws IOException {
    generator.writeBinary(digest.toBytes());
    return this;
  }

  CborWriter root(Root root) throws IOException {
    return digest(root.digest());
  }

  CborWriter reason(FaultCode reason) throws IOException {
    return integer("reason", reason.wire(), 1, 255);
  }

  byte[] done() throws IOException {
    generator.close();
    return target.toByteArray();
  }

  @Override
  public void close() throws IOException {
    generator.close();
  }
}
