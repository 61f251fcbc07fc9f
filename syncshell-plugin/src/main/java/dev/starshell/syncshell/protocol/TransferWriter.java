package dev.starshell.syncshell.protocol;

import static dev.starshell.syncshell.protocol.Fields.NUMBER_MAX;
import static dev.starshell.syncshell.protocol.Fields.SIGNATURE_BYTES;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.TransferMessage.Arrival;
import dev.starshell.syncshell.protocol.TransferMessage.ChunkListGiven;
import dev.starshell.syncshell.protocol.TransferMessage.ChunkListRefused;
import dev.starshell.syncshell.protocol.TransferMessage.ChunkListsWanted;
import dev.starshell.syncshell.protocol.TransferMessage.ContractAbandoned;
import dev.starshell.syncshell.protocol.TransferMessage.ContractAccepted;
import dev.starshell.syncshell.protocol.TransferMessage.ContractOffered;
import dev.starshell.syncshell.protocol.TransferMessage.CreditGranted;
import dev.starshell.syncshell.protocol.TransferMessage.DataArrived;
import dev.starshell.syncshell.protocol.TransferMessage.Goodbye;
import dev.starshell.syncshell.protocol.TransferMessage.Heartbeat;
import dev.starshell.syncshell.protocol.TransferMessage.HeartbeatAnswered;
import dev.starshell.syncshell.protocol.TransferMessage.Hello;
import dev.starshell.syncshell.protocol.TransferMessage.HighFive;
import dev.starshell.syncshell.protocol.TransferMessage.HighFiveAnswered;
import dev.starshell.syncshell.protocol.TransferMessage.ManifestChanged;
import dev.starshell.syncshell.protocol.TransferMessage.ManifestGiven;
import dev.starshell.syncshell.protocol.TransferMessage.ManifestWanted;
import dev.starshell.syncshell.protocol.TransferMessage.Membership;
import dev.starshell.syncshell.protocol.TransferMessage.Need;
import dev.starshell.syncshell.protocol.TransferMessage.ParcelRefused;
import dev.starshell.syncshell.protocol.TransferMessage.Receipts;
import dev.starshell.syncshell.protocol.TransferMessage.Refusal;
import java.util.List;

/// Writes the fields of each control message, under the bounds that [TransferReader] checks.
final class TransferWriter {
  private static final int PARCEL_MAX = Limits.CONTRACT_PARCELS_MAX - 1;
  private static final int CHANNEL_MAX = Limits.CHANNELS_MAX - 1;

  private TransferWriter() {}

  static void write(MessageWriter out, TransferMessage message) {
    switch (message) {
      case Hello hello -> hello(out, hello);
      case ManifestChanged(ManifestHead head) ->
          head(out.begin(MessageType.MANIFEST_CHANGED, 2), head);
      case ManifestWanted(long sequence) ->
          out.begin(MessageType.MANIFEST_WANTED, 1)
              .integer("sequence", sequence, 1, Long.MAX_VALUE);
      case ManifestGiven(Bytes signed) ->
          out.begin(MessageType.MANIFEST_GIVEN, 1)
              .bytes("manifest", signed.toArray(), 1, Fields.MANIFEST_SIGNED_BYTES_MAX);
      case ChunkListsWanted(List<Root> roots) ->
          out.begin(MessageType.CHUNK_LISTS_WANTED, 1)
              .bytes("roots", packed(roots), 32, Limits.NEED_ROOTS_MAX * Digest.LENGTH_BYTES);
      case ChunkListGiven given ->
          out.begin(MessageType.CHUNK_LIST_GIVEN, 2)
              .root(given.root())
              .bytes("chunks", given.chunks().toBytes(), 0, Limits.CONTROL_BYTES_MAX);
      case ChunkListRefused(Root root, FaultCode reason) ->
          out.begin(MessageType.CHUNK_LIST_REFUSED, 2).root(root).reason(reason);
      case Need need -> need(out, need);
      case ContractOffered offered -> contract(out, offered);
      case ContractAccepted(long contract, Digest digest) ->
          out.begin(MessageType.CONTRACT_ACCEPTED, 2)
              .integer("contract", contract, 1, NUMBER_MAX)
              .digest(digest);
      case ContractAbandoned(long contract, FaultCode reason) ->
          out.begin(MessageType.CONTRACT_ABANDONED, 2)
              .integer("contract", contract, 1, NUMBER_MAX)
              .reason(reason);
      case CreditGranted(int channel, long limitBytes) ->
          out.begin(MessageType.CREDIT_GRANTED, 2)
              .integer("channel", channel, 1, CHANNEL_MAX)
              .integer("limitBytes", limitBytes, 0, Long.MAX_VALUE);
      case DataArrived(List<Arrival> arrivals) -> arrived(out, arrivals);
      case Receipts receipts -> receipts(out, receipts);
      case ParcelRefused(long contract, int parcel, FaultCode reason) ->
          out.begin(MessageType.PARCEL_REFUSED, 3)
              .integer("contract", contract, 1, NUMBER_MAX)
              .integer("parcel", parcel, 0, PARCEL_MAX)
              .reason(reason);
      case HighFive five -> highFive(out, five);
      case HighFiveAnswered answer -> highFiveAnswered(out, answer);
      case Heartbeat(long sequence) -> heartbeat(out, MessageType.HEARTBEAT, sequence);
      case HeartbeatAnswered(long sequence) ->
          heartbeat(out, MessageType.HEARTBEAT_ANSWERED, sequence);
      case Membership(Bytes told) ->
          out.begin(MessageType.MEMBERSHIP, 1)
              .bytes("membership", told.toArray(), 1, Limits.LOG_MESSAGE_BYTES_MAX);
      case Goodbye(FaultCode reason) -> out.begin(MessageType.GOODBYE, 1).reason(reason);
    }
  }

  private static void hello(MessageWriter out, Hello hello) {
    out.begin(MessageType.HELLO, 5)
        .integer("major", hello.version().major(), 1, 255)
        .integer("minor", hello.version().minor(), 0, 255);
    head(out, hello.manifest()).integer("drains", hello.drains(), 0, Limits.GENERATION_MAX);
  }

  private static MessageWriter head(MessageWriter out, ManifestHead head) {
    return out.integer("sequence", head.sequence(), 0, Long.MAX_VALUE).digest(head.digest());
  }

  private static byte[] packed(List<Root> roots) {
    byte[] packed = new byte[roots.size() * Digest.LENGTH_BYTES];
    for (int i = 0; i < roots.size(); i++) {
      roots.get(i).digest().copyTo(packed, i * Digest.LENGTH_BYTES);
    }
    return packed;
  }

  private static void need(MessageWriter out, Need need) {
    MessageWriter.requireLength("wants", need.wants().size(), 1, Limits.NEED_ROOTS_MAX);
    long ranges = need.wants().stream().mapToLong(want -> want.missing().size()).sum();
    requireCount("ranges", ranges, Limits.NEED_RANGES_MAX);
    out.begin(MessageType.NEED, 2).integer("need", need.need(), 1, NUMBER_MAX);
    out.begin(need.wants().size());
    for (Want want : need.wants()) {
      out.begin(1 + 2 * want.missing().size()).root(want.root());
      Fields.writeRanges(out, want.missing());
    }
  }

  private static void contract(MessageWriter out, ContractOffered offered) {
    requireCount("parcels", offered.parcels().size(), Limits.CONTRACT_PARCELS_MAX);
    requireCount("refused", offered.refused().size(), Limits.NEED_ROOTS_MAX);
    long ranges = offered.parcels().stream().mapToLong(parcel -> parcel.chunks().size()).sum();
    requireCount("ranges", ranges, Limits.CONTRACT_RANGES_MAX);
    out.begin(MessageType.CONTRACT_OFFERED, 4)
        .integer("contract", offered.contract(), 1, NUMBER_MAX)
        .integer("need", offered.need(), 1, NUMBER_MAX);
    out.begin(offered.parcels().size());
    for (Parcel parcel : offered.parcels()) {
      out.begin(2 + 2 * parcel.chunks().size())
          .root(parcel.root())
          .integer("channel", parcel.channel(), 1, CHANNEL_MAX);
      Fields.writeRanges(out, parcel.chunks());
    }
    out.begin(offered.refused().size());
    for (Refusal refusal : offered.refused()) {
      out.begin(2).root(refusal.root()).reason(refusal.reason());
    }
  }

  private static void requireCount(String name, long count, int max) {
    if (count > max) {
      throw new IllegalArgumentException(name + "=" + count + " over " + max);
    }
  }

  private static void arrived(MessageWriter out, List<Arrival> arrivals) {
    MessageWriter.requireLength("arrivals", arrivals.size(), 1, CHANNEL_MAX);
    out.begin(MessageType.DATA_ARRIVED, 3 * arrivals.size());
    for (Arrival arrival : arrivals) {
      out.integer("channel", arrival.channel(), 1, CHANNEL_MAX)
          .integer("bytes", arrival.bytes(), 0, Long.MAX_VALUE)
          .integer("atMicros", arrival.atMicros(), 0, Limits.ARRIVAL_MICROS_MAX);
    }
  }

  private static void receipts(MessageWriter out, Receipts receipts) {
    MessageWriter.requireLength(
        "receipts", receipts.parcels().size(), 1, Limits.CONTRACT_PARCELS_MAX);
    out.begin(MessageType.RECEIPTS, 1 + receipts.parcels().size())
        .integer("contract", receipts.contract(), 1, NUMBER_MAX);
    for (int parcel : receipts.parcels()) {
      out.integer("parcel", parcel, 0, PARCEL_MAX);
    }
  }

  private static void highFive(MessageWriter out, HighFive five) {
    out.begin(MessageType.HIGH_FIVE, 4)
        .integer("contract", five.contract(), 1, NUMBER_MAX)
        .integer("channel", five.channel(), 1, CHANNEL_MAX)
        .digest(five.receipts())
        .bytes("signature", five.signature().toArray(), SIGNATURE_BYTES, SIGNATURE_BYTES);
  }

  private static void highFiveAnswered(MessageWriter out, HighFiveAnswered answer) {
    out.begin(MessageType.HIGH_FIVE_ANSWERED, 6)
        .integer("contract", answer.contract(), 1, NUMBER_MAX)
        .integer("channel", answer.channel(), 1, CHANNEL_MAX)
        .digest(answer.receipts())
        .integer("epoch", answer.epoch(), 0, Long.MAX_VALUE)
        .integer("seconds", answer.seconds(), 0, Long.MAX_VALUE)
        .bytes("signature", answer.signature().toArray(), SIGNATURE_BYTES, SIGNATURE_BYTES);
  }

  private static void heartbeat(MessageWriter out, MessageType type, long sequence) {
    out.begin(type, 1).integer("sequence", sequence, 0, Long.MAX_VALUE);
  }
}
