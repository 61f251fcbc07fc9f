package dev.starshell.syncshell.protocol;

import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/// Writes CBOR without any bounds, as a hostile peer would.
final class Raw {
  private Raw() {}

  static List<Object> list(Object... fields) {
    return List.of(fields);
  }

  static byte[] message(Object... fields) {
    ByteArrayOutputStream target = new ByteArrayOutputStream();
    try (CBORGenerator generator = new CBORFactory().createGenerator(target)) {
      write(generator, List.of(fields));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return target.toByteArray();
  }

  private static void write(CBORGenerator generator, Object value) throws IOException {
    switch (value) {
      case List<?> list -> {
        generator.writeStartArray(null, list.size());
        for (Object one : list) {
          write(generator, one);
        }
        generator.writeEndArray();
      }
      case Number number -> generator.writeNumber(number.longValue());
      case String text -> generator.writeString(text);
      case byte[] bytes -> generator.writeBinary(bytes);
      default -> throw new IllegalArgumentException("cannot write " + value.getClass());
    }
  }
}
