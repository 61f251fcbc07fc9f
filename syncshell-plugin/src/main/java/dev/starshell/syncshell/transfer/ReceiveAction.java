package dev.starshell.syncshell.transfer;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.PeerFault;
import java.util.List;

/// What the receiving side of one contract wants done.
public sealed interface ReceiveAction {
  /// Make a whole archive durable and visible.
  record PublishRoot(Root root) implements ReceiveAction {}

  /// Make what was written of an archive durable; it stays incomplete.
  record FlushRoot(Root root, List<Integer> parcels) implements ReceiveAction {
    public FlushRoot {
      parcels = List.copyOf(parcels);
    }
  }

  /// Tell the sender that these parcels are durable.
  record SendReceipts(List<Integer> parcels) implements ReceiveAction {
    public SendReceipts {
      parcels = List.copyOf(parcels);
    }
  }

  /// Tell the sender that a parcel could not be taken, or that its skipping was seen. Every parcel
  /// gets exactly one verdict: a receipt or this.
  record RefuseParcel(int parcel, FaultCode reason) implements ReceiveAction {}

  /// Sign and send the answer to a high five; the channel is closed for this contract.
  record AnswerHighFive(int channel, Digest receipts) implements ReceiveAction {}

  /// Every channel is closed.
  ///
  /// @param failed archives that did not arrive whole
  record Finish(List<Root> received, List<FailedRoot> failed) implements ReceiveAction {
    public Finish {
      received = List.copyOf(received);
      failed = List.copyOf(failed);
    }
  }

  /// The contract is over without a high five on every channel.
  record Drop(FaultCode reason) implements ReceiveAction {}

  /// The peer broke the protocol: close the link.
  record Accuse(PeerFault fault) implements ReceiveAction {}
}
