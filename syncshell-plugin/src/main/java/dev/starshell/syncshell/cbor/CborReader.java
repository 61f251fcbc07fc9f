package dev.starshell.syncshell.cbor;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads strict CBOR without ever throwing for what it reads. After the first fault every reading
/// gives zero, or nothing, and loops over counts end at once; whoever reads asks [#fault] before
/// the result is used.
///
/// Each length is checked against a bound of the caller and against what is left, before anything
/// is allocated. Indefinite lengths, heads longer than need be, tags, maps, negative numbers,
/// floats and text that is not UTF-8 are faults. Thread: the owner's.
public final class CborReader {
  private static final int UINT = 0;
  private static final int BYTES = 2;
  private static final int TEXT = 3;
  private static final int ARRAY = 4;
  private static final byte[] NOTHING = {};

  private final byte[] source;
  private int at;
  private @Nullable Fault fault;

  /// @param source must not change while it is read
  public CborReader(byte[] source) {
    this.source = source;
  }

  /// Why the bytes are refused.
  ///
  /// @param overLimit whether a bound was passed, as against bytes that mean nothing
  /// @param detail name, value and limit
  public record Fault(boolean overLimit, String detail) {}

  /// Begins an array of at most `countMax` items.
  public int array(String name, int countMax) {
    return (int) head(ARRAY, name, countMax);
  }

  /// Begins an array of exactly `count` items.
  public void record(String name, int count) {
    int found = array(name, Integer.MAX_VALUE);
    if (fault == null && found != count) {
      refuse(false, name + " has " + found + " fields, not " + count);
    }
  }

  /// Reads an unsigned integer up to `max`.
  public long uint(String name, long max) {
    return head(UINT, name, max);
  }

  /// Reads a byte string of at most `bytesMax` bytes.
  public byte[] bytes(String name, int bytesMax) {
    int length = (int) head(BYTES, name, bytesMax);
    int start = take(name, length);
    return start < 0 ? NOTHING : java.util.Arrays.copyOfRange(source, start, start + length);
  }

  /// Reads a byte string of exactly this length; after a fault, as many zero bytes.
  public byte[] bytesExactly(String name, int length) {
    byte[] value = bytes(name, length);
    if (fault == null && value.length != length) {
      refuse(false, name + " length=" + value.length + " is not " + length);
    }
    return fault == null ? value : new byte[length];
  }

  /// Reads text of at most `bytesMax` bytes.
  public String text(String name, int bytesMax) {
    int length = (int) head(TEXT, name, bytesMax);
    int start = take(name, length);
    if (start < 0) {
      return "";
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(source, start, length))
          .toString();
    } catch (CharacterCodingException e) {
      refuse(false, name + " is not UTF-8");
      return "";
    }
  }

  /// Ends the reading: what is left over is a fault.
  public void end() {
    if (fault == null && at != source.length) {
      refuse(false, (source.length - at) + " trailing bytes");
    }
  }

  /// Lets the caller refuse a value that was read.
  public void refuse(boolean overLimit, String detail) {
    if (fault == null) {
      fault = new Fault(overLimit, detail);
    }
  }

  /// Whether all went well so far.
  public boolean isFine() {
    return fault == null;
  }

  /// The first fault, if there was one.
  public Optional<Fault> fault() {
    return Optional.ofNullable(fault);
  }

  private long head(int major, String name, long max) {
    int start = take(name, 1);
    if (start < 0) {
      return 0;
    }
    int first = source[start] & 0xff;
    int info = first & 31;
    if (first >>> 5 != major || info > 27) {
      refuse(false, name + " has head 0x" + Integer.toHexString(first));
      return 0;
    }
    long value = info < 24 ? info : argument(name, 1 << (info - 24));
    if (fault == null && (value < 0 || value > max)) {
      refuse(true, name + "=" + Long.toUnsignedString(value) + " over " + max);
    }
    return fault == null ? value : 0;
  }

  private long argument(String name, int length) {
    int start = take(name, length);
    if (start < 0) {
      return 0;
    }
    long value = 0;
    for (int i = 0; i < length; i++) {
      value = value << 8 | source[start + i] & 0xff;
    }
    boolean shortest = length == 1 ? value >= 24 : value >>> (4 * length) != 0;
    if (!shortest) {
      refuse(false, name + " has a longer head than needed");
      return 0;
    }
    return value;
  }

  private int take(String name, int length) {
    if (fault != null) {
      return -1;
    }
    if (length > source.length - at) {
      refuse(false, name + " is cut short");
      return -1;
    }
    int start = at;
    at += length;
    return start;
  }
}
