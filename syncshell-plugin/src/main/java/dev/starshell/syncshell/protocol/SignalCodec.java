package dev.starshell.syncshell.protocol;

import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.SignalMessage.Answer;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import dev.starshell.syncshell.protocol.SignalMessage.Candidates;
import dev.starshell.syncshell.protocol.SignalMessage.Declined;
import dev.starshell.syncshell.protocol.SignalMessage.Handshake;
import dev.starshell.syncshell.protocol.SignalMessage.Left;
import dev.starshell.syncshell.protocol.SignalMessage.LinkWanted;
import dev.starshell.syncshell.protocol.SignalMessage.Membership;
import dev.starshell.syncshell.protocol.SignalMessage.Offer;
import dev.starshell.syncshell.protocol.SignalMessage.Sealed;
import dev.starshell.syncshell.protocol.SignalMessage.Silent;
import java.util.ArrayList;
import java.util.List;

/// Signals as bytes: one CBOR array of the type's code and the fields. Pure. The bytes travel in a
/// [SignedSignal].
public final class SignalCodec {
  /// Largest message of a handshake: its first one. Unit: bytes. Source: docs/HANDSHAKE.md.
  public static final int HANDSHAKE_BYTES_MAX = 1_448;

  /// Largest sealed signal in its own envelope. Unit: bytes.
  public static final int SEALED_BYTES_MAX = SignedSignal.MESSAGE_BYTES_MAX - 16;

  private static final int ASSOCIATION_MAX = Limits.ASSOCIATIONS_MAX - 1;
  private static final int LINE_INDEX_MAX = 255;

  private SignalCodec() {}

  /// The bytes of a message.
  ///
  /// @throws IllegalArgumentException if a field is out of its bounds
  public static Bytes encode(SignalMessage message) {
    MessageWriter out = new MessageWriter();
    write(out, message);
    byte[] encoded = out.done();
    MessageWriter.requireLength("signal", encoded.length, 1, SignedSignal.MESSAGE_BYTES_MAX);
    return Bytes.copyOf(encoded);
  }

  private static void write(MessageWriter out, SignalMessage message) {
    switch (message) {
      case LinkWanted(long lastGeneration) ->
          out.begin(MessageType.LINK_WANTED, 1)
              .integer("lastGeneration", lastGeneration, 0, Limits.GENERATION_MAX);
      case Offer offer -> {
        if (offer.association() >= offer.associations()) {
          throw new IllegalArgumentException(
              "association=" + offer.association() + " of " + offer.associations());
        }
        generation(out.begin(MessageType.OFFER, 5), offer.generation());
        out.integer("association", offer.association(), 0, ASSOCIATION_MAX)
            .integer("associations", offer.associations(), 1, Limits.ASSOCIATIONS_MAX)
            .integer("channels", offer.channels(), 2, Limits.CHANNELS_MAX)
            .text("sdp", offer.sdp(), 1, Limits.SDP_BYTES_MAX);
      }
      case Answer(long generation, int association, String sdp) ->
          generation(out.begin(MessageType.ANSWER, 3), generation)
              .integer("association", association, 0, ASSOCIATION_MAX)
              .text("sdp", sdp, 1, Limits.SDP_BYTES_MAX);
      case Candidates candidates -> candidates(out, candidates);
      case Declined(long generation, FaultCode reason) ->
          generation(out.begin(MessageType.DECLINED, 2), generation).reason(reason);
      case Membership(Bytes told) ->
          out.begin(MessageType.MEMBERSHIP_SIGNAL, 1)
              .bytes("membership", told.toArray(), 1, Limits.LOG_MESSAGE_BYTES_MAX);
      case Left(FaultCode reason) -> out.begin(MessageType.LEFT, 1).reason(reason);
      case Handshake(Bytes shaken) ->
          out.begin(MessageType.HANDSHAKE, 1)
              .bytes("handshake", shaken.toArray(), 1, HANDSHAKE_BYTES_MAX);
      case Silent(long generation, long millis) ->
          generation(out.begin(MessageType.SILENT, 2), generation)
              .integer("millis", millis, 0, Limits.SILENCE_MILLIS_MAX);
      case Sealed(Bytes sealed) ->
          out.begin(MessageType.SEALED, 1).bytes("sealed", sealed.toArray(), 1, SEALED_BYTES_MAX);
    }
  }

  private static MessageWriter generation(MessageWriter out, long generation) {
    return out.integer("generation", generation, 1, Limits.GENERATION_MAX);
  }

  private static void candidates(MessageWriter out, Candidates message) {
    MessageWriter.requireLength(
        "candidates", message.candidates().size(), 1, Limits.CANDIDATES_MAX);
    generation(out.begin(MessageType.CANDIDATES, 3), message.generation())
        .integer("association", message.association(), 0, ASSOCIATION_MAX)
        .begin(message.candidates().size());
    for (Candidate candidate : message.candidates()) {
      out.begin(3)
          .text("mid", candidate.mid(), 0, Limits.MID_BYTES_MAX)
          .integer("lineIndex", candidate.lineIndex(), 0, LINE_INDEX_MAX)
          .text("candidate", candidate.sdp(), 1, Limits.CANDIDATE_BYTES_MAX);
    }
  }

  /// Reads one whole message. A correct beginning of one is `Incomplete`.
  public static DecodeResult<SignalMessage> decode(Bytes encoded) {
    if (encoded.length() > SignedSignal.MESSAGE_BYTES_MAX) {
      return new DecodeResult.Malformed<>(
          new PeerFault(FaultCode.FRAME_TOO_LARGE, "signal=" + encoded.length()));
    }
    try {
      MessageReader in = new MessageReader(encoded.toArray());
      in.begin("signal");
      SignalMessage message = read(in);
      in.end("signal");
      in.finish();
      return new DecodeResult.Decoded<>(message);
    } catch (BadMessageException e) {
      return e.result();
    }
  }

  private static SignalMessage read(MessageReader in) throws BadMessageException {
    long code = in.integer("type", 0, 255);
    return switch (MessageType.ofCode(code).orElse(MessageType.HELLO)) {
      case LINK_WANTED -> new LinkWanted(in.integer("lastGeneration", 0, Limits.GENERATION_MAX));
      case OFFER -> offer(in);
      case ANSWER -> new Answer(generation(in), association(in), sdp(in));
      case CANDIDATES -> new Candidates(generation(in), association(in), candidates(in));
      case DECLINED -> new Declined(generation(in), in.reason());
      case MEMBERSHIP_SIGNAL ->
          new Membership(Bytes.copyOf(in.bytes("membership", 1, Limits.LOG_MESSAGE_BYTES_MAX)));
      case LEFT -> new Left(in.reason());
      case HANDSHAKE -> new Handshake(Bytes.copyOf(in.bytes("handshake", 1, HANDSHAKE_BYTES_MAX)));
      case SILENT -> new Silent(generation(in), in.integer("millis", 0, Limits.SILENCE_MILLIS_MAX));
      case SEALED -> new Sealed(Bytes.copyOf(in.bytes("sealed", 1, SEALED_BYTES_MAX)));
      case HELLO,
          MANIFEST_CHANGED,
          MANIFEST_WANTED,
          MANIFEST_GIVEN,
          CHUNK_LISTS_WANTED,
          CHUNK_LIST_GIVEN,
          CHUNK_LIST_REFUSED,
          NEED,
          CONTRACT_OFFERED,
          CONTRACT_ACCEPTED,
          CONTRACT_ABANDONED,
          CREDIT_GRANTED,
          DATA_ARRIVED,
          RECEIPTS,
          PARCEL_REFUSED,
          HIGH_FIVE,
          HIGH_FIVE_ANSWERED,
          HEARTBEAT,
          HEARTBEAT_ANSWERED,
          GOODBYE,
          MEMBERSHIP,
          CHUNK,
          SKIPPED ->
          throw BadMessageException.malformed("unknown signal type=" + code);
    };
  }

  private static SignalMessage offer(MessageReader in) throws BadMessageException {
    long generation = generation(in);
    int association = association(in);
    int associations = in.number("associations", association + 1, Limits.ASSOCIATIONS_MAX);
    return new Offer(
        generation,
        association,
        associations,
        in.number("channels", 2, Limits.CHANNELS_MAX),
        sdp(in));
  }

  private static long generation(MessageReader in) throws BadMessageException {
    return in.integer("generation", 1, Limits.GENERATION_MAX);
  }

  private static int association(MessageReader in) throws BadMessageException {
    return in.number("association", 0, ASSOCIATION_MAX);
  }

  private static String sdp(MessageReader in) throws BadMessageException {
    return in.text("sdp", 1, Limits.SDP_BYTES_MAX);
  }

  private static List<Candidate> candidates(MessageReader in) throws BadMessageException {
    List<Candidate> candidates = new ArrayList<>();
    in.begin("candidates");
    while (in.beginOrEnd("candidate")) {
      if (candidates.size() == Limits.CANDIDATES_MAX) {
        throw BadMessageException.malformed("more than " + Limits.CANDIDATES_MAX + " candidates");
      }
      candidates.add(
          new Candidate(
              in.text("mid", 0, Limits.MID_BYTES_MAX),
              in.number("lineIndex", 0, LINE_INDEX_MAX),
              in.text("candidate", 1, Limits.CANDIDATE_BYTES_MAX)));
      in.end("candidate");
    }
    if (candidates.isEmpty()) {
      throw BadMessageException.malformed("no candidates");
    }
    return candidates;
  }
}
