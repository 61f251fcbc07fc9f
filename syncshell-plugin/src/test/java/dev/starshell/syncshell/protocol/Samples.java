package dev.starshell.syncshell.protocol;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.limits.ProtocolVersion;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import dev.starshell.syncshell.protocol.TransferMessage.Arrival;
import dev.starshell.syncshell.protocol.TransferMessage.Refusal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

/// At least one of every message, at the edges of its bounds too.
final class Samples {
  static final long NUMBER_MAX = 0xffff_ffffL;
  static final int PARCEL_MAX = Limits.CONTRACT_PARCELS_MAX - 1;
  static final int CHANNEL_MAX = Limits.CHANNELS_MAX - 1;

  private Samples() {}

  static Digest digest(int seed) {
    byte[] bytes = new byte[32];
    ByteBuffer.wrap(bytes).putInt(seed * 0x9e37_79b9).putInt(28, seed);
    return Digest.of(bytes);
  }

  static Root root(int seed) {
    return new Root(digest(seed));
  }

  static Bytes signature() {
    byte[] bytes = new byte[64];
    Arrays.fill(bytes, (byte) 0xa5);
    return Bytes.copyOf(bytes);
  }

  static ChunkList chunks(int... lengths) {
    ByteBuffer packed = ByteBuffer.allocate(lengths.length * ChunkList.ENTRY_BYTES);
    for (int i = 0; i < lengths.length; i++) {
      packed.put(digest(1000 + i).toBytes()).putInt(lengths[i]);
    }
    return ChunkList.of(packed.array());
  }

  static List<ChunkRange> ranges() {
    return List.of(
        new ChunkRange(0, 3),
        new ChunkRange(4, 5),
        new ChunkRange(Limits.ARCHIVE_CHUNKS_MAX - 1, Limits.ARCHIVE_CHUNKS_MAX));
  }

  static List<TransferMessage> transfers() {
    ManifestHead none = new ManifestHead(0, Digest.of(new byte[32]));
    ManifestHead head = new ManifestHead(Long.MAX_VALUE, digest(1));
    List<Root> roots = IntStream.range(0, 40).mapToObj(Samples::root).toList();
    return List.of(
        new TransferMessage.Hello(ProtocolVersion.CURRENT, none, 0),
        new TransferMessage.Hello(new ProtocolVersion(1, 255), head, 1L << 53),
        new TransferMessage.ManifestChanged(head),
        new TransferMessage.ManifestWanted(1),
        new TransferMessage.ManifestGiven(Bytes.copyOf(new byte[] {1, 2, 3})),
        new TransferMessage.ManifestGiven(Bytes.copyOf(new byte[3_000])),
        new TransferMessage.ChunkListsWanted(roots),
        new TransferMessage.ChunkListGiven(root(2), chunks()),
        new TransferMessage.ChunkListGiven(
            root(2), chunks(Limits.CHUNK_BYTES_MIN, Limits.CHUNK_BYTES_MAX, 77)),
        new TransferMessage.ChunkListRefused(root(3), FaultCode.NOT_OFFERED),
        new TransferMessage.Need(1, List.of(new Want(root(4), List.of()))),
        new TransferMessage.Need(
            NUMBER_MAX, List.of(new Want(root(4), ranges()), new Want(root(5), ranges()))),
        new TransferMessage.ContractOffered(1, 1, List.of(), List.of()),
        new TransferMessage.ContractOffered(
            NUMBER_MAX,
            NUMBER_MAX,
            List.of(new Parcel(root(4), 1, ranges()), new Parcel(root(5), CHANNEL_MAX, List.of())),
            List.of(
                new Refusal(root(6), FaultCode.SOURCE_CHANGED),
                new Refusal(root(7), FaultCode.NOT_OFFERED))),
        new TransferMessage.ContractAccepted(7, digest(8)),
        new TransferMessage.ContractAbandoned(8, FaultCode.PAUSED),
        new TransferMessage.CreditGranted(1, 0),
        new TransferMessage.CreditGranted(CHANNEL_MAX, Long.MAX_VALUE),
        new TransferMessage.DataArrived(List.of(new Arrival(1, 0, 0))),
        new TransferMessage.DataArrived(
            Collections.nCopies(
                CHANNEL_MAX, new Arrival(CHANNEL_MAX, Long.MAX_VALUE, Limits.ARRIVAL_MICROS_MAX))),
        new TransferMessage.Receipts(9, List.of(0)),
        new TransferMessage.Receipts(9, List.of(PARCEL_MAX, 0, 23, 24, 255, 256)),
        new TransferMessage.ParcelRefused(10, PARCEL_MAX, FaultCode.DISK_FULL),
        new TransferMessage.HighFive(11, 1, digest(11), signature()),
        new TransferMessage.HighFiveAnswered(
            11, CHANNEL_MAX, digest(11), 3, 1_800_000_000L, signature()),
        new TransferMessage.Heartbeat(0),
        new TransferMessage.HeartbeatAnswered(Long.MAX_VALUE),
        new TransferMessage.Membership(Bytes.copyOf(new byte[300])),
        new TransferMessage.Goodbye(FaultCode.GOING_AWAY));
  }

  static List<SignalMessage> signals() {
    String sdp = "v=0\r\n" + "a=ü".repeat(300);
    Candidate candidate = new Candidate("0", 0, "candidate:1 1 udp 2 127.0.0.1 9 typ host");
    Candidate longest =
        new Candidate(
            "m".repeat(Limits.MID_BYTES_MAX), 255, "c".repeat(Limits.CANDIDATE_BYTES_MAX));
    return List.of(
        new SignalMessage.LinkWanted(0),
        new SignalMessage.LinkWanted(Limits.GENERATION_MAX),
        new SignalMessage.Silent(1, 0),
        new SignalMessage.Silent(Limits.GENERATION_MAX, Limits.SILENCE_MILLIS_MAX),
        new SignalMessage.Offer(1, 0, 1, 2, "x"),
        new SignalMessage.Offer(
            5, Limits.ASSOCIATIONS_MAX - 1, Limits.ASSOCIATIONS_MAX, Limits.CHANNELS_MAX, sdp),
        new SignalMessage.Answer(5, 3, "y".repeat(1_500)),
        new SignalMessage.Candidates(6, 1, List.of(candidate, longest)),
        new SignalMessage.Declined(7, FaultCode.PAUSED),
        new SignalMessage.Membership(Bytes.copyOf(new byte[4_000])),
        new SignalMessage.Left(FaultCode.GOING_AWAY),
        new SignalMessage.Handshake(Bytes.copyOf(new byte[SignalCodec.HANDSHAKE_BYTES_MAX])),
        new SignalMessage.Sealed(Bytes.copyOf(new byte[1])),
        new SignalMessage.Sealed(Bytes.copyOf(new byte[768])));
  }
}
