package dev.starshell.syncshell.protocol;

import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.limits.Limits;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/// Reads the few kinds of CBOR that messages are made of: arrays, integers, byte and text strings
/// of definite length, without tags. Anything else is malformed. What it allocates for a string is
/// bounded by the bytes that are really there.
final class CborReader implements AutoCloseable {
  static final CBORFactory FACTORY =
      CBORFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(4)
                  .maxStringLength(Limits.SDP_BYTES_MAX)
                  .maxNumberLength(32)
                  .maxNameLength(1)
                  .maxDocumentLength(Limits.CONTROL_BYTES_MAX)
                  .build())
          .build();

  private static final int INDEFINITE = 0x1f;

  private final byte[] source;
  private final CBORParser parser;

  CborReader(byte[] source) throws IOException {
    this.source = source;
    this.parser = FACTORY.createParser(source);
  }

  private JsonToken next() throws BadMessageException {
    try {
      JsonToken token = parser.nextToken();
      if (token == null) {
        throw BadMessageException.cut();
      }
      if (parser.getCurrentTag() >= 0) {
        throw BadMessageException.malformed("tag " + parser.getCurrentTag());
      }
      return token;
    } catch (IOException e) {
      throw translated(e);
    }
  }

  private static BadMessageException translated(IOException e) {
    return switch (e) {
      case BadMessageException ours -> ours;
      case JsonEOFException _ -> BadMessageException.cut();
      case JsonProcessingException _ -> BadMessageException.malformed("not the CBOR of a message");
      default -> throw new IllegalStateException("memory cannot fail to be read", e);
    };
  }

  private void requireDefinite(String name) throws BadMessageException {
    int at = (int) parser.currentTokenLocation().getByteOffset();
    if ((source[at] & INDEFINITE) == INDEFINITE) {
      throw BadMessageException.malformed(name + " has no definite length");
    }
  }

  /// Enters an array.
  void begin(String name) throws BadMessageException {
    if (next() != JsonToken.START_ARRAY) {
      throw BadMessageException.malformed(name + " is not an array");
    }
    requireDefinite(name);
  }

  /// Leaves an array; anything left in it is malformed.
  void end(String name) throws BadMessageException {
    if (next() != JsonToken.END_ARRAY) {
      throw BadMessageException.malformed(name + " has too many fields");
    }
  }

  /// Enters the next array of an array, or leaves the outer one.
  boolean beginOrEnd(String name) throws BadMessageException {
    JsonToken token = next();
    if (token == JsonToken.END_ARRAY) {
      return false;
    }
    if (token != JsonToken.START_ARRAY) {
      throw BadMessageException.malformed(name + " is not an array");
    }
    requireDefinite(name);
    return true;
  }

  /// Reads the next integer of an array, or leaves the array and answers −1.
  long integerOrEnd(String name, long max) throws BadMessageException {
    JsonToken token = next();
    return token == JsonToken.END_ARRAY ? -1 : integer(token, name, 0, max);
  }

  long integer(String name, long min, long max) throws BadMessageException {
    return integer(next(), name, min, max);
  }

  private long integer(JsonToken token, String name, long min, long max)
      throws BadMessageException {
    try {
      if (token != JsonToken.VALUE_NUMBER_INT || parser.getNumberType() == NumberType.BIG_INTEGER) {
        throw BadMessageException.malformed(name + " is not an integer");
      }
      long value = parser.getLongValue();
      if (value < min || value > max) {
        throw BadMessageException.malformed(name + "=" + value + " outside " + min + ".." + max);
      }
      return value;
    } catch (IOException e) {
      throw translated(e);
    }
  }

  int number(String name, int min, int max) throws BadMessageException {
    return (int) integer(name, min, max);
  }

  byte[] bytes(String name, int min, int max) throws BadMessageException {
    try {
      if (next() != JsonToken.VALUE_EMBEDDED_OBJECT) {
        throw BadMessageException.malformed(name + " is not a byte string");
      }
      requireDefinite(name);
      byte[] value = parser.getBinaryValue();
      requireLength(name, value.length, min, max);
      return value;
    } catch (IOException e) {
      throw translated(e);
    }
  }

  String text(String name, int min, int max) throws BadMessageException {
    try {
      if (next() != JsonToken.VALUE_STRING) {
        throw BadMessageException.malformed(name + " is not a text string");
      }
      requireDefinite(name);
      String value = parser.getText();
      if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
        throw BadMessageException.malformed(name + " is not UTF-8");
      }
      requireLength(name, value.getBytes(StandardCharsets.UTF_8).length, min, max);
      return value;
    } catch (IOException e) {
      throw translated(e);
    }
  }

  private static void requireLength(String name, int length, int min, int max)
      throws BadMessageException {
    if (length < min || length > max) {
      throw BadMessageException.malformed(
          "length of " + name + "=" + length + " outside " + min + ".." + max);
    }
  }

  Digest digest(String name) throws BadMessageException {
    return Digest.of(bytes(name, Digest.LENGTH_BYTES, Digest.LENGTH_BYTES));
  }

  Root root() throws BadMessageException {
    return new Root(digest("root"));
  }

  FaultCode reason() throws BadMessageException {
    long wire = integer("reason", 1, 255);
    return FaultCode.ofWire((int) wire)
        .orElseThrow(() -> BadMessageException.malformed("unknown reason=" + wire));
  }

  /// Ends the message; anything after it is malformed.
  void finish() throws BadMessageException {
    if (parser.currentLocation().getByteOffset() != source.length) {
      throw BadMessageException.malformed("bytes after the message");
    }
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
