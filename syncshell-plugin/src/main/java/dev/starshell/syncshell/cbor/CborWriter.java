package dev.starshell.syncshell.cbor;

import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Writes CBOR in the one form that [CborReader] takes: definite lengths, shortest heads. An array
/// ends by itself after its last item. Thread: the owner's.
public final class CborWriter {
  private final ByteArrayOutputStream target = new ByteArrayOutputStream();
  private final CBORGenerator generator;
  private final int[] itemsLeft = new int[CborFormat.DEPTH_MAX];
  private int depth;

  /// Begins with nothing.
  public CborWriter() {
    try {
      this.generator = CborFormat.FACTORY.createGenerator(target);
    } catch (IOException e) {
      throw cannotFail(e);
    }
  }

  /// Begins an array; its `count` items follow.
  public CborWriter array(int count) {
    try {
      generator.writeStartArray(null, count);
      itemsLeft[depth++] = count;
      if (count == 0) {
        endArray();
      }
      return this;
    } catch (IOException e) {
      throw cannotFail(e);
    }
  }

  /// Writes an unsigned integer.
  ///
  /// @throws IllegalArgumentException if it is negative
  public CborWriter uint(long value) {
    if (value < 0) {
      throw new IllegalArgumentException("value=" + value + " is negative");
    }
    try {
      generator.writeNumber(value);
      return itemWritten();
    } catch (IOException e) {
      throw cannotFail(e);
    }
  }

  /// Writes a byte string.
  public CborWriter bytes(byte[] value) {
    try {
      generator.writeBinary(value);
      return itemWritten();
    } catch (IOException e) {
      throw cannotFail(e);
    }
  }

  /// Writes a text string.
  ///
  /// @throws IllegalArgumentException if it has half a surrogate pair
  public CborWriter text(String value) {
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
      throw new IllegalArgumentException("text has half a surrogate pair");
    }
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    try {
      // writeString would cut a long text into pieces without a definite length.
      generator.writeUTF8String(utf8, 0, utf8.length);
      return itemWritten();
    } catch (IOException e) {
      throw cannotFail(e);
    }
  }

  /// A copy of what was written.
  public byte[] toBytes() {
    try {
      generator.flush();
      return target.toByteArray();
    } catch (IOException e) {
      throw cannotFail(e);
    }
  }

  private CborWriter itemWritten() throws IOException {
    if (depth > 0 && --itemsLeft[depth - 1] == 0) {
      endArray();
    }
    return this;
  }

  private void endArray() throws IOException {
    generator.writeEndArray();
    depth--;
    itemWritten();
  }

  private static IllegalStateException cannotFail(IOException e) {
    return new IllegalStateException("memory cannot fail to be written", e);
  }
}
