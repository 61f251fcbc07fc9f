package dev.starshell.syncshell.protocol;

import static dev.starshell.syncshell.protocol.Fields.NUMBER_MAX;
import static dev.starshell.syncshell.protocol.Fields.SIGNATURE_BYTES;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.limits.ProtocolVersion;
import dev.starshell.syncshell.protocol.TransferMessage.Arrival;
import dev.starshell.syncshell.protocol.TransferMessage.ContractOffered;
import dev.starshell.syncshell.protocol.TransferMessage.Need;
import dev.starshell.syncshell.protocol.TransferMessage.Refusal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Reads the fields of each control message and checks each against its bounds.
final class TransferReader {
  private static final int PARCEL_MAX = Limits.CONTRACT_PARCELS_MAX - 1;
  private static final int CHANNEL_MAX = Limits.CHANNELS_MAX - 1;

  private TransferReader() {}

  static TransferMessage read(MessageReader in) throws BadMessageException {
    in.begin("message");
    long code = in.integer("type", 0, 255);
    MessageType type =
        MessageType.ofCode(code)
            .orElseThrow(() -> BadMessageException.malformed("unknown type=" + code));
    return switch (type) {
      case RECEIPTS -> receipts(in);
      case HELLO -> ended(in, hello(in));
      case MANIFEST_CHANGED -> ended(in, new TransferMessage.ManifestChanged(head(in)));
      case MANIFEST_WANTED ->
          ended(in, new TransferMessage.ManifestWanted(in.integer("sequence", 1, Long.MAX_VALUE)));
      case MANIFEST_GIVEN ->
          ended(
              in,
              new TransferMessage.ManifestGiven(
                  Bytes.copyOf(in.bytes("manifest", 1, Fields.MANIFEST_SIGNED_BYTES_MAX))));
      case CHUNK_LISTS_WANTED -> ended(in, new TransferMessage.ChunkListsWanted(roots(in)));
      case CHUNK_LIST_GIVEN -> ended(in, new TransferMessage.ChunkListGiven(in.root(), chunks(in)));
      case CHUNK_LIST_REFUSED ->
          ended(in, new TransferMessage.ChunkListRefused(in.root(), in.reason()));
      case NEED -> ended(in, need(in));
      case CONTRACT_OFFERED -> ended(in, contract(in));
      case CONTRACT_ACCEPTED ->
          ended(in, new TransferMessage.ContractAccepted(contractId(in), in.digest("digest")));
      case CONTRACT_ABANDONED ->
          ended(in, new TransferMessage.ContractAbandoned(contractId(in), in.reason()));
      case CREDIT_GRANTED ->
          ended(
              in,
              new TransferMessage.CreditGranted(
                  channel(in), in.integer("limitBytes", 0, Long.MAX_VALUE)));
      case DATA_ARRIVED -> arrived(in);
      case PARCEL_REFUSED ->
          ended(in, new TransferMessage.ParcelRefused(contractId(in), parcel(in), in.reason()));
      case HIGH_FIVE ->
          ended(
              in,
              new TransferMessage.HighFive(
                  contractId(in), channel(in), in.digest("receipts"), signature(in)));
      case HIGH_FIVE_ANSWERED ->
          ended(
              in,
              new TransferMessage.HighFiveAnswered(
                  contractId(in),
                  channel(in),
                  in.digest("receipts"),
                  in.integer("epoch", 0, Long.MAX_VALUE),
                  in.integer("seconds", 0, Long.MAX_VALUE),
                  signature(in)));
      case HEARTBEAT ->
          ended(in, new TransferMessage.Heartbeat(in.integer("sequence", 0, Long.MAX_VALUE)));
      case HEARTBEAT_ANSWERED ->
          ended(
              in, new TransferMessage.HeartbeatAnswered(in.integer("sequence", 0, Long.MAX_VALUE)));
      case GOODBYE -> ended(in, new TransferMessage.Goodbye(in.reason()));
      case MEMBERSHIP ->
          ended(
              in,
              new TransferMessage.Membership(
                  Bytes.copyOf(in.bytes("membership", 1, Limits.LOG_MESSAGE_BYTES_MAX))));
      case LINK_WANTED,
          OFFER,
          ANSWER,
          CANDIDATES,
          DECLINED,
          MEMBERSHIP_SIGNAL,
          LEFT,
          HANDSHAKE,
          SEALED,
          SILENT,
          CHUNK,
          SKIPPED ->
          throw BadMessageException.malformed("type=" + code + " on the control channel");
    };
  }

  private static TransferMessage ended(MessageReader in, TransferMessage message)
      throws BadMessageException {
    in.end("message");
    return message;
  }

  private static long contractId(MessageReader in) throws BadMessageException {
    return in.integer("contract", 1, NUMBER_MAX);
  }

  private static int channel(MessageReader in) throws BadMessageException {
    return in.number("channel", 1, CHANNEL_MAX);
  }

  private static int parcel(MessageReader in) throws BadMessageException {
    return in.number("parcel", 0, PARCEL_MAX);
  }

  private static Bytes signature(MessageReader in) throws BadMessageException {
    return Bytes.copyOf(in.bytes("signature", SIGNATURE_BYTES, SIGNATURE_BYTES));
  }

  /// The fields after the major version may differ in another one, so it is judged first.
  private static TransferMessage hello(MessageReader in) throws BadMessageException {
    int major = in.number("major", 1, 255);
    if (major != ProtocolVersion.CURRENT.major()) {
      throw BadMessageException.of(
          FaultCode.VERSION_UNSUPPORTED,
          "major=" + major + " is not " + ProtocolVersion.CURRENT.major());
    }
    ProtocolVersion version = new ProtocolVersion(major, in.number("minor", 0, 255));
    ManifestHead head = head(in);
    return new TransferMessage.Hello(version, head, in.integer("drains", 0, Limits.GENERATION_MAX));
  }

  private static ManifestHead head(MessageReader in) throws BadMessageException {
    return new ManifestHead(in.integer("sequence", 0, Long.MAX_VALUE), in.digest("manifest"));
  }

  private static List<Root> roots(MessageReader in) throws BadMessageException {
    byte[] packed =
        in.bytes("roots", Digest.LENGTH_BYTES, Limits.NEED_ROOTS_MAX * Digest.LENGTH_BYTES);
    if (packed.length % Digest.LENGTH_BYTES != 0) {
      throw BadMessageException.malformed("length of roots=" + packed.length + " is odd");
    }
    List<Root> roots = new ArrayList<>(packed.length / Digest.LENGTH_BYTES);
    for (int at = 0; at < packed.length; at += Digest.LENGTH_BYTES) {
      roots.add(new Root(Digest.of(packed, at)));
    }
    return roots;
  }

  private static ChunkList chunks(MessageReader in) throws BadMessageException {
    byte[] packed = in.bytes("chunks", 0, Limits.CONTROL_BYTES_MAX);
    if (packed.length % ChunkList.ENTRY_BYTES != 0
        || packed.length / ChunkList.ENTRY_BYTES > Limits.ARCHIVE_CHUNKS_MAX) {
      throw BadMessageException.malformed("length of chunks=" + packed.length);
    }
    ByteBuffer entries = ByteBuffer.wrap(packed);
    for (int at = Digest.LENGTH_BYTES; at < packed.length; at += ChunkList.ENTRY_BYTES) {
      int length = entries.getInt(at);
      if (!ChunkList.isLength(length, at + ChunkList.ENTRY_BYTES > packed.length)) {
        throw BadMessageException.malformed(
            "chunk length=%d outside %d..%d"
                .formatted(length, Limits.CHUNK_BYTES_MIN, Limits.CHUNK_BYTES_MAX));
      }
    }
    return ChunkList.of(packed);
  }

  private static TransferMessage need(MessageReader in) throws BadMessageException {
    long number = in.integer("need", 1, NUMBER_MAX);
    List<Want> wants = new ArrayList<>();
    int rangesLeft = Limits.NEED_RANGES_MAX;
    in.begin("wants");
    while (in.beginOrEnd("want")) {
      if (wants.size() == Limits.NEED_ROOTS_MAX) {
        throw BadMessageException.malformed("more than " + Limits.NEED_ROOTS_MAX + " wants");
      }
      Want want = new Want(in.root(), Fields.readRanges(in, rangesLeft));
      rangesLeft -= want.missing().size();
      wants.add(want);
    }
    if (wants.isEmpty()) {
      throw BadMessageException.malformed("a NEED of nothing");
    }
    return new Need(number, wants);
  }

  private static TransferMessage contract(MessageReader in) throws BadMessageException {
    long contract = contractId(in);
    long need = in.integer("need", 1, NUMBER_MAX);
    List<Parcel> parcels = new ArrayList<>();
    int rangesLeft = Limits.CONTRACT_RANGES_MAX;
    in.begin("parcels");
    while (in.beginOrEnd("parcel")) {
      if (parcels.size() == Limits.CONTRACT_PARCELS_MAX) {
        throw BadMessageException.malformed(
            "more than " + Limits.CONTRACT_PARCELS_MAX + " parcels");
      }
      Parcel parcel = new Parcel(in.root(), channel(in), Fields.readRanges(in, rangesLeft));
      rangesLeft -= parcel.chunks().size();
      parcels.add(parcel);
    }
    List<Refusal> refused = new ArrayList<>();
    in.begin("refused");
    while (in.beginOrEnd("refusal")) {
      if (refused.size() == Limits.NEED_ROOTS_MAX) {
        throw BadMessageException.malformed("more than " + Limits.NEED_ROOTS_MAX + " refusals");
      }
      refused.add(new Refusal(in.root(), in.reason()));
      in.end("refusal");
    }
    return new ContractOffered(contract, need, parcels, refused);
  }

  private static TransferMessage arrived(MessageReader in) throws BadMessageException {
    List<Arrival> arrivals = new ArrayList<>();
    long channel;
    while ((channel = in.integerOrEnd("channel", CHANNEL_MAX)) >= 0) {
      if (channel == 0 || arrivals.size() == CHANNEL_MAX) {
        throw BadMessageException.malformed("arrivals that no data channels can have");
      }
      arrivals.add(
          new Arrival(
              (int) channel,
              in.integer("bytes", 0, Long.MAX_VALUE),
              in.integer("atMicros", 0, Limits.ARRIVAL_MICROS_MAX)));
    }
    if (arrivals.isEmpty()) {
      throw BadMessageException.malformed("arrivals of nothing");
    }
    return new TransferMessage.DataArrived(arrivals);
  }

  private static TransferMessage receipts(MessageReader in) throws BadMessageException {
    long contract = contractId(in);
    List<Integer> parcels = new ArrayList<>();
    long parcel;
    while ((parcel = in.integerOrEnd("parcel", PARCEL_MAX)) >= 0) {
      if (parcels.size() == Limits.CONTRACT_PARCELS_MAX) {
        throw BadMessageException.malformed(
            "more than " + Limits.CONTRACT_PARCELS_MAX + " receipts");
      }
      parcels.add((int) parcel);
    }
    if (parcels.isEmpty()) {
      throw BadMessageException.malformed("receipts of nothing");
    }
    return new TransferMessage.Receipts(contract, parcels);
  }
}
