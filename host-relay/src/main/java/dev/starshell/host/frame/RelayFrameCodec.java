package dev.starshell.host.frame;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import com.fasterxml.jackson.dataformat.cbor.CBORParser;
import dev.starshell.api.signal.MemberId;
import dev.starshell.api.signal.StarId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Turns frames into CBOR arrays and back. Each frame has one wire form: bytes that mean a frame
/// but are not what [#encode] makes of it are refused. Thread: any.
public final class RelayFrameCodec {
  private static final CBORFactory CBOR =
      CBORFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(2)
                  .maxStringLength(FrameBounds.SENTENCE_BYTES_MAX)
                  .maxNameLength(1)
                  .maxNumberLength(20)
                  .build())
          .build();

  private RelayFrameCodec() {}

  /// The wire form, at most [FrameBounds#FRAME_BYTES_MAX] bytes.
  ///
  /// @throws IllegalArgumentException for a [RelayFrame.Foreign], which is only ever read
  public static byte[] encode(RelayFrame frame) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
    try (CBORGenerator out = CBOR.createGenerator(bytes)) {
      write(out, frame);
    } catch (IOException impossible) {
      throw new UncheckedIOException("a buffer in memory refused a write", impossible);
    }
    return bytes.toByteArray();
  }

  /// Reads one frame that must fill the bytes.
  public static DecodeResult decode(byte[] bytes) {
    if (bytes.length > FrameBounds.FRAME_BYTES_MAX) {
      return new DecodeResult.Malformed("the frame is longer than 65536 bytes");
    }
    if (bytes.length == 0) {
      return new DecodeResult.Incomplete();
    }
    try (CBORParser in = CBOR.createParser(bytes)) {
      RelayFrame frame = read(new FrameReader(in));
      boolean isForeign = frame instanceof RelayFrame.Foreign;
      return isForeign || Arrays.equals(encode(frame), bytes)
          ? new DecodeResult.Decoded(frame)
          : new DecodeResult.Malformed("the frame is not in its one wire form");
    } catch (JsonEOFException early) {
      return new DecodeResult.Incomplete();
    } catch (FrameReader.BrokenRule broken) {
      return new DecodeResult.Malformed(broken.detail());
    } catch (IOException notCbor) {
      return new DecodeResult.Malformed("the bytes are not CBOR");
    } catch (IllegalArgumentException outOfBounds) {
      return new DecodeResult.Malformed("a field is out of its bounds");
    }
  }

  private static void write(CBORGenerator out, RelayFrame frame) throws IOException {
    switch (frame) {
      case RelayFrame.Challenge(int version, Bytes nonce, Bytes spkiHash) -> {
        start(out, FrameCode.CHALLENGE, 4);
        out.writeNumber(version);
        out.writeBinary(nonce.toArray());
        out.writeBinary(spkiHash.toArray());
      }
      case RelayFrame.LogIn logIn -> writeLogIn(out, logIn);
      case RelayFrame.Foreign _ ->
          throw new IllegalArgumentException("a foreign greeting is never sent");
      case RelayFrame.Welcome(List<MemberId> present) -> {
        start(out, FrameCode.WELCOME, 2);
        out.writeStartArray(present, present.size());
        for (MemberId member : present) {
          out.writeBinary(member.toBytes());
        }
        out.writeEndArray();
      }
      case RelayFrame.Envelope(MemberId to, int kind, Bytes payload) ->
          writeEnvelope(out, FrameCode.ENVELOPE, to, kind, payload);
      case RelayFrame.Reconnect(MemberId to, int kind, long generation, Bytes payload) -> {
        start(out, FrameCode.RECONNECT, 5);
        out.writeBinary(to.toBytes());
        out.writeNumber(kind);
        out.writeNumber(generation);
        out.writeBinary(payload.toArray());
      }
      case RelayFrame.Delivered(MemberId from, int kind, Bytes payload) ->
          writeEnvelope(out, FrameCode.DELIVERED, from, kind, payload);
      case RelayFrame.Present(MemberId member) -> {
        start(out, FrameCode.PRESENT, 2);
        out.writeBinary(member.toBytes());
      }
      case RelayFrame.Absent(MemberId member) -> {
        start(out, FrameCode.ABSENT, 2);
        out.writeBinary(member.toBytes());
      }
      case RelayFrame.Refused(String code, String sentence, long retryAfterMillis) -> {
        start(out, FrameCode.REFUSED, 4);
        writeReason(out, code, sentence, retryAfterMillis);
      }
      case RelayFrame.Undelivered(MemberId to, String code, String sentence, long millis) -> {
        start(out, FrameCode.UNDELIVERED, 5);
        out.writeBinary(to.toBytes());
        writeReason(out, code, sentence, millis);
      }
      case RelayFrame.Restarting(long retryAfterMillis) -> {
        start(out, FrameCode.RESTARTING, 2);
        out.writeNumber(retryAfterMillis);
      }
    }
    out.writeEndArray();
  }

  private static void start(CBORGenerator out, int code, int size) throws IOException {
    out.writeStartArray(null, size);
    out.writeNumber(code);
  }

  private static void writeLogIn(CBORGenerator out, RelayFrame.LogIn logIn) throws IOException {
    start(out, FrameCode.LOG_IN, 6);
    out.writeNumber(logIn.version());
    out.writeBinary(logIn.star().toBytes());
    out.writeBinary(logIn.member().toBytes());
    out.writeBinary(logIn.signature().toArray());
    out.writeBinary(logIn.credential().toArray());
  }

  private static void writeEnvelope(
      CBORGenerator out, int code, MemberId member, int kind, Bytes payload) throws IOException {
    start(out, code, 4);
    out.writeBinary(member.toBytes());
    out.writeNumber(kind);
    out.writeBinary(payload.toArray());
  }

  private static void writeReason(
      CBORGenerator out, String code, String sentence, long retryAfterMillis) throws IOException {
    writeText(out, code);
    writeText(out, sentence);
    out.writeNumber(retryAfterMillis);
  }

  private static void writeText(CBORGenerator out, String text) throws IOException {
    // writeString would pick a longer length field than needed for some texts.
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    out.writeUTF8String(utf8, 0, utf8.length);
  }

  private static RelayFrame read(FrameReader in) throws IOException {
    in.require(JsonToken.START_ARRAY);
    int code = in.integer(0, 255);
    return switch (code) {
      case FrameCode.CHALLENGE, FrameCode.LOG_IN -> readGreeting(in, code);
      case FrameCode.WELCOME -> new RelayFrame.Welcome(readPresent(in));
      case FrameCode.ENVELOPE -> new RelayFrame.Envelope(in.member(), in.kind(), in.payload());
      case FrameCode.DELIVERED -> new RelayFrame.Delivered(in.member(), in.kind(), in.payload());
      case FrameCode.PRESENT -> new RelayFrame.Present(in.member());
      case FrameCode.ABSENT -> new RelayFrame.Absent(in.member());
      case FrameCode.REFUSED -> new RelayFrame.Refused(in.text(), in.text(), in.retryMillis());
      case FrameCode.UNDELIVERED ->
          new RelayFrame.Undelivered(in.member(), in.text(), in.text(), in.retryMillis());
      case FrameCode.RECONNECT ->
          new RelayFrame.Reconnect(
              in.member(), in.kind(), in.generation(), in.bytes(FrameBounds.RECONNECT_BYTES_MAX));
      case FrameCode.RESTARTING -> new RelayFrame.Restarting(in.retryMillis());
      default -> throw new FrameReader.BrokenRule("the type of the frame is unknown");
    };
  }

  private static RelayFrame readGreeting(FrameReader in, int code) throws IOException {
    int version = in.integer(0, Integer.MAX_VALUE);
    if (version != FrameBounds.VERSION) {
      return new RelayFrame.Foreign(version);
    }
    if (code == FrameCode.CHALLENGE) {
      return new RelayFrame.Challenge(
          version, in.bytes(FrameBounds.NONCE_BYTES), in.bytes(FrameBounds.HASH_BYTES));
    }
    return new RelayFrame.LogIn(
        version,
        StarId.of(in.bytes(StarId.LENGTH_BYTES).toArray()),
        in.member(),
        in.bytes(FrameBounds.SIGNATURE_BYTES),
        in.bytes(FrameBounds.CREDENTIAL_BYTES_MAX));
  }

  private static List<MemberId> readPresent(FrameReader in) throws IOException {
    in.require(JsonToken.START_ARRAY);
    List<MemberId> present = new ArrayList<>();
    while (in.hasElement()) {
      if (present.size() == FrameBounds.PRESENT_MAX) {
        throw new FrameReader.BrokenRule("more members than a frame may name");
      }
      MemberId member = in.currentMember();
      if (!present.isEmpty() && present.getLast().compareTo(member) >= 0) {
        throw new FrameReader.BrokenRule("the members are not in order");
      }
      present.add(member);
    }
    return present;
  }
}
