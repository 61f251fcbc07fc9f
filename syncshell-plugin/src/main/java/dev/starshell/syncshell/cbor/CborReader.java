package dev.starshell.syncshell.cbor;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads strict CBOR without ever throwing for what it reads. After the first fault every reading
/// gives zero, or nothing, and loops over counts end at once; whoever reads asks [#fault] before
/// the result is used.
///
/// Jackson parses; this refuses what Jackson forgives. Each item must begin with the one shortest
/// head of its kind and size, so indefinite lengths, longer heads, tags, maps, negative numbers and
/// floats are faults, and so is text that is not exactly UTF-8. What a claimed length makes Jackson
/// allocate is bounded by the bytes that are there, or 250 kB. Thread: the owner's.
public final class CborReader {
  private static final byte[] NOTHING = {};

  private final byte[] source;
  private final CBORParser parser;
  private @Nullable Fault fault;

  /// @param source must not change while it is read
  public CborReader(byte[] source) {
    this.source = source;
    try {
      this.parser = CborFormat.FACTORY.createParser(source);
    } catch (IOException e) {
      throw new IllegalStateException("memory cannot fail to be read", e);
    }
  }

  /// Why the bytes are refused.
  ///
  /// @param kind what is wrong
  /// @param detail name, value and limit
  public record Fault(Kind kind, String detail) {
    /// What can be wrong.
    public enum Kind {
      /// The bytes end early.
      CUT,
      /// The bytes are none that a writer makes.
      MALFORMED,
      /// A bound was passed.
      OVER_LIMIT
    }
  }

  /// Begins an array of at most `countMax` items.
  public int array(String name, int countMax) {
    if (!isNext(name, JsonToken.START_ARRAY)) {
      return 0;
    }
    int count = parser.getParsingContext().getExpectedLength();
    return hasHead(name, CborFormat.ARRAY, count) && isWithin(name, count, countMax) ? count : 0;
  }

  /// Begins an array of exactly `count` items.
  public void record(String name, int count) {
    int found = array(name, Integer.MAX_VALUE);
    if (fault == null && found != count) {
      refuse(name + " has " + found + " fields, not " + count);
    }
  }

  /// Reads an unsigned integer up to `max`.
  public long uint(String name, long max) {
    if (!isNext(name, JsonToken.VALUE_NUMBER_INT)) {
      return 0;
    }
    try {
      if (parser.getNumberType() == CBORParser.NumberType.BIG_INTEGER) {
        fail(Fault.Kind.OVER_LIMIT, name + "=" + parser.getBigIntegerValue() + " over " + max);
        return 0;
      }
      long value = parser.getLongValue();
      return hasHead(name, CborFormat.UINT, value) && isWithin(name, value, max) ? value : 0;
    } catch (IOException e) {
      failed(name, e);
      return 0;
    }
  }

  /// Reads a byte string of at most `bytesMax` bytes.
  public byte[] bytes(String name, int bytesMax) {
    if (!isNext(name, JsonToken.VALUE_EMBEDDED_OBJECT)) {
      return NOTHING;
    }
    try {
      byte[] value = parser.getBinaryValue();
      boolean isGood =
          hasHead(name, CborFormat.BYTES, value.length) && isWithin(name, value.length, bytesMax);
      return isGood ? value : NOTHING;
    } catch (IOException e) {
      failed(name, e);
      return NOTHING;
    }
  }

  /// Reads a byte string of exactly this length; after a fault, as many zero bytes.
  public byte[] bytesExactly(String name, int length) {
    byte[] value = bytes(name, length);
    if (fault == null && value.length != length) {
      refuse(name + " length=" + value.length + " is not " + length);
    }
    return fault == null ? value : new byte[length];
  }

  /// Reads text of at most `bytesMax` bytes.
  public String text(String name, int bytesMax) {
    if (!isNext(name, JsonToken.VALUE_STRING)) {
      return "";
    }
    try {
      String value = parser.getText();
      return isWithin(name, value.length(), bytesMax) && isWritten(name, value, bytesMax)
          ? value
          : "";
    } catch (IOException e) {
      failed(name, e);
      return "";
    }
  }

  /// Jackson takes overlong forms and half surrogates, so the bytes are compared with the only ones
  /// that say this text.
  private boolean isWritten(String name, String value, int bytesMax) {
    byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
    if (!hasHead(name, CborFormat.TEXT, utf8.length) || !isWithin(name, utf8.length, bytesMax)) {
      return false;
    }
    int from = tokenAt() + CborFormat.headBytes(utf8.length);
    if (!Arrays.equals(source, from, from + utf8.length, utf8, 0, utf8.length)) {
      refuse(name + " is not UTF-8");
    }
    return fault == null;
  }

  /// Ends the reading: what is left over is a fault.
  public void end() {
    long at = parser.currentLocation().getByteOffset();
    if (fault == null && at != source.length) {
      refuse((source.length - at) + " trailing bytes");
    }
  }

  /// Lets the caller refuse a value that was read.
  public void refuse(String detail) {
    fail(Fault.Kind.MALFORMED, detail);
  }

  /// Whether all went well so far.
  public boolean isFine() {
    return fault == null;
  }

  /// The first fault, if there was one.
  public Optional<Fault> fault() {
    return Optional.ofNullable(fault);
  }

  private void fail(Fault.Kind kind, String detail) {
    if (fault == null) {
      fault = new Fault(kind, detail);
    }
  }

  private void failed(String name, IOException e) {
    if (e instanceof JsonEOFException) {
      fail(Fault.Kind.CUT, name + " is cut short");
    } else {
      refuse(name + " is not the CBOR of a message");
    }
  }

  private boolean isNext(String name, JsonToken wanted) {
    if (fault != null) {
      return false;
    }
    try {
      JsonToken token = parser.nextToken();
      while (token == JsonToken.END_ARRAY) {
        token = parser.nextToken();
      }
      if (token == null) {
        fail(Fault.Kind.CUT, name + " is cut short");
      } else if (token != wanted) {
        refuse(name + " begins with 0x" + Integer.toHexString(source[tokenAt()] & 0xff));
      }
    } catch (IOException e) {
      failed(name, e);
    }
    return fault == null;
  }

  private boolean hasHead(String name, int kind, long argument) {
    int found = source[tokenAt()] & 0xff;
    if (argument < 0 || found != CborFormat.firstByte(kind, argument)) {
      refuse(name + " has head 0x" + Integer.toHexString(found));
    }
    return fault == null;
  }

  private boolean isWithin(String name, long value, long max) {
    if (value > max) {
      fail(Fault.Kind.OVER_LIMIT, name + "=" + value + " over " + max);
    }
    return fault == null;
  }

  private int tokenAt() {
    return (int) parser.currentTokenLocation().getByteOffset();
  }
}
