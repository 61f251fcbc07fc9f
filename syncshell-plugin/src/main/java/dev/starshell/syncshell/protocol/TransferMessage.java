package dev.starshell.syncshell.protocol;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.limits.ProtocolVersion;
import java.util.List;

/// A message on the control channel of a link. Wire form: docs/PROTOCOL.md, "Control messages".
///
/// Both directions of a link run the same exchange on their own: manifest, NEED, CONTRACT, ACK,
/// data, receipts, high five. "The sender" below is whoever sends archives in that direction.
public sealed interface TransferMessage {
  /// First message of each side in a generation.
  ///
  /// @param manifest the sender's newest manifest
  /// @param drains the generation before that the sender still empties; 0 if it holds none
  record Hello(ProtocolVersion version, ManifestHead manifest, long drains)
      implements TransferMessage {}

  /// The sender has a new manifest.
  record ManifestChanged(ManifestHead manifest) implements TransferMessage {}

  /// Asks for the manifest with this sequence, or a newer one.
  record ManifestWanted(long sequence) implements TransferMessage {}

  /// A whole manifest in its signed envelope.
  record ManifestGiven(Bytes signed) implements TransferMessage {}

  /// Asks for the chunk lists of archives in the sender's manifest.
  record ChunkListsWanted(List<Root> roots) implements TransferMessage {
    public ChunkListsWanted {
      roots = List.copyOf(roots);
    }
  }

  /// The chunk list of one archive. The receiver checks it against the root.
  record ChunkListGiven(Root root, ChunkList chunks) implements TransferMessage {}

  /// The chunk list of this archive is not given.
  record ChunkListRefused(Root root, FaultCode reason) implements TransferMessage {}

  /// What the receiver lacks. It has at most one NEED open in a link.
  ///
  /// @param need counts up in each generation, from 1
  record Need(long need, List<Want> wants) implements TransferMessage {
    public Need {
      wants = List.copyOf(wants);
    }
  }

  /// The sender's answer to a NEED: which parcel goes on which channel, in which order.
  ///
  /// @param contract counts up in each generation, from 1
  /// @param need the NEED it answers
  /// @param parcels each channel sends its own in this order
  /// @param refused archives of the NEED that the sender cannot supply now
  record ContractOffered(long contract, long need, List<Parcel> parcels, List<Refusal> refused)
      implements TransferMessage {
    public ContractOffered {
      parcels = List.copyOf(parcels);
      refused = List.copyOf(refused);
    }
  }

  /// An archive that is not in the contract, and why.
  record Refusal(Root root, FaultCode reason) {}

  /// The receiver has checked the contract. Data may flow now, and not before.
  ///
  /// @param digest of the contract as the receiver understood it
  record ContractAccepted(long contract, Digest digest) implements TransferMessage {}

  /// Either side ends a contract before its time. What was stored stays.
  record ContractAbandoned(long contract, FaultCode reason) implements TransferMessage {}

  /// The receiver has room.
  ///
  /// @param limitBytes how many payload bytes the sender may have sent on this channel since the
  ///   generation began; never falls, so a repeat is harmless
  record CreditGranted(int channel, long limitBytes) implements TransferMessage {}

  /// How far the data frames of channels have come, whatever becomes of them.
  ///
  /// @param arrivals of the channels on which something came since this was said last
  record DataArrived(List<Arrival> arrivals) implements TransferMessage {
    public DataArrived {
      arrivals = List.copyOf(arrivals);
    }
  }

  /// What has come on one channel.
  ///
  /// @param bytes of all data frames with their headers, since the generation began
  /// @param atMicros when the last of them came, by the receiver's own clock: only differences
  ///   count. Range: 0 to [Limits#ARRIVAL_MICROS_MAX]
  record Arrival(int channel, long bytes, long atMicros) {}

  /// The receiver's word that these parcels are verified and durable.
  ///
  /// @param parcels numbers within the contract
  record Receipts(long contract, List<Integer> parcels) implements TransferMessage {
    public Receipts {
      parcels = List.copyOf(parcels);
    }
  }

  /// The receiver could not take a parcel; other parcels go on.
  record ParcelRefused(long contract, int parcel, FaultCode reason) implements TransferMessage {}

  /// The sender has a receipt, or a failure, for every parcel of a channel and asks to close it for
  /// this contract.
  ///
  /// @param receipts digest over what became of each parcel
  /// @param signature by the sender's key
  record HighFive(long contract, int channel, Digest receipts, Bytes signature)
      implements TransferMessage {}

  /// The receiver agrees. The channel is closed for this contract on both sides, and the sender
  /// keeps this as proof.
  ///
  /// @param receipts the same digest
  /// @param epoch of the membership, as the receiver knows it
  /// @param seconds since 1970, by the receiver's clock
  /// @param signature by the receiver's key over a [ReceiptStatement]
  record HighFiveAnswered(
      long contract, int channel, Digest receipts, long epoch, long seconds, Bytes signature)
      implements TransferMessage {}

  /// Sent after a second of silence.
  record Heartbeat(long sequence) implements TransferMessage {}

  /// Answers a heartbeat at once.
  record HeartbeatAnswered(long sequence) implements TransferMessage {}

  /// Something about the membership log. Wire form: docs/MEMBERSHIP.md, "Messages".
  record Membership(Bytes message) implements TransferMessage {}

  /// The link is closed on purpose.
  record Goodbye(FaultCode reason) implements TransferMessage {}
}
