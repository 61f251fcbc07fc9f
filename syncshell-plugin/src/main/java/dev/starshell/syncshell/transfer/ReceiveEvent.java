package dev.starshell.syncshell.transfer;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.protocol.FaultCode;
import java.util.List;

/// What happens to the receiving side of one accepted contract.
public sealed interface ReceiveEvent {
  /// Every chunk of a parcel was verified and written, not yet durable.
  record ParcelStored(int parcel) implements ReceiveEvent {}

  /// A parcel will not come whole: the sender skipped it, a chunk was bad, or it could not be
  /// written. May come before the parcel's last frame.
  record ParcelLost(int parcel, FaultCode reason) implements ReceiveEvent {}

  /// Archives are durable in the store.
  record RootsPublished(List<Root> roots) implements ReceiveEvent {
    public RootsPublished {
      roots = List.copyOf(roots);
    }
  }

  /// An archive, or what was written of it, could not be made durable.
  record PublishFailed(Root root, FaultCode reason) implements ReceiveEvent {}

  /// What was written of an archive is durable.
  record RootFlushed(Root root, List<Integer> parcels) implements ReceiveEvent {
    public RootFlushed {
      parcels = List.copyOf(parcels);
    }
  }

  /// The sender's high five; its signature was checked before.
  record HighFiveCame(int channel, Digest receipts) implements ReceiveEvent {}

  /// Either side gave the contract up, or the link is gone.
  record Abandoned(FaultCode reason) implements ReceiveEvent {}
}
