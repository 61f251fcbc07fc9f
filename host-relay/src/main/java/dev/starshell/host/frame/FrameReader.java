package dev.starshell.host.frame;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import dev.starshell.api.signal.MemberId;
import dev.starshell.api.signal.Signalling;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/// Reads the elements of one frame. Nothing larger than a field's bound is ever held.
final class FrameReader {
  /// A rule of the wire form that the bytes break. Never leaves this package.
  static final class BrokenRule extends IOException {
    private static final long serialVersionUID = 1;

    private final String detail;

    BrokenRule(String detail) {
      super(detail);
      this.detail = detail;
    }

    String detail() {
      return detail;
    }
  }

  private final CBORParser in;

  FrameReader(CBORParser in) {
    this.in = in;
  }

  void require(JsonToken expected) throws IOException {
    JsonToken token = next();
    if (token != expected) {
      throw new BrokenRule("an element is not of its type");
    }
  }

  /// Steps to the next element of the inner array.
  boolean hasElement() throws IOException {
    return next() != JsonToken.END_ARRAY;
  }

  int integer(int min, int max) throws IOException {
    return (int) number(min, max);
  }

  int kind() throws IOException {
    return integer(0, 255);
  }

  long retryMillis() throws IOException {
    return number(0, FrameBounds.RETRY_MILLIS_MAX);
  }

  String text() throws IOException {
    require(JsonToken.VALUE_STRING);
    return in.getText();
  }

  Bytes bytes(int sizeBytesMax) throws IOException {
    next();
    return current(sizeBytesMax);
  }

  long generation() throws IOException {
    return number(0, FrameBounds.GENERATION_MAX);
  }

  Bytes payload() throws IOException {
    return bytes(Signalling.PAYLOAD_BYTES_MAX);
  }

  MemberId member() throws IOException {
    next();
    return currentMember();
  }

  MemberId currentMember() throws IOException {
    return MemberId.of(current(MemberId.LENGTH_BYTES).toArray());
  }

  private Bytes current(int sizeBytesMax) throws IOException {
    if (in.currentToken() != JsonToken.VALUE_EMBEDDED_OBJECT) {
      throw new BrokenRule("an element is not of its type");
    }
    // Piece by piece, because the length that the peer states is only a claim.
    BoundedSink sink = new BoundedSink(sizeBytesMax);
    in.readBinaryValue(sink);
    return sink.bytes();
  }

  private long number(long min, long max) throws IOException {
    require(JsonToken.VALUE_NUMBER_INT);
    long value = in.getLongValue();
    if (value < min || value > max) {
      throw new BrokenRule("a number is out of its bounds");
    }
    return value;
  }

  private JsonToken next() throws IOException {
    @Nullable JsonToken token = in.nextToken();
    if (token == null) {
      throw new JsonEOFException(in, JsonToken.NOT_AVAILABLE, "the bytes end early");
    }
    return token;
  }

  /// Takes bytes up to a bound.
  private static final class BoundedSink extends OutputStream {
    private final ByteArrayOutputStream taken = new ByteArrayOutputStream(64);
    private final int sizeBytesMax;

    BoundedSink(int sizeBytesMax) {
      this.sizeBytesMax = sizeBytesMax;
    }

    @Override
    public void write(int octet) throws IOException {
      requireRoom(1);
      taken.write(octet);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      requireRoom(length);
      taken.write(source, offset, length);
    }

    private void requireRoom(int length) throws BrokenRule {
      if (taken.size() + length > sizeBytesMax) {
        throw new BrokenRule("a byte string is longer than it may be");
      }
    }

    Bytes bytes() {
      return Bytes.of(taken.toByteArray());
    }
  }
}
