package dev.starshell.syncshell.transfer;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.protocol.FaultCode;
import java.util.List;

/// What happens to the sending side of one contract.
public sealed interface SendEvent {
  /// The receiver accepted the contract with this digest.
  record Accepted(Digest digest) implements SendEvent {}

  /// All chunks of a parcel were handed to its channel.
  record ParcelSent(int parcel) implements SendEvent {}

  /// A parcel's source failed; a `Skipped` frame was sent in its place.
  record ParcelSkipped(int parcel, FaultCode reason) implements SendEvent {}

  /// The receiver's receipts.
  record ReceiptsCame(List<Integer> parcels) implements SendEvent {
    public ReceiptsCame {
      parcels = List.copyOf(parcels);
    }
  }

  /// The receiver could not take a parcel.
  record ParcelRefused(int parcel, FaultCode reason) implements SendEvent {}

  /// The receiver's high five; its signature was checked before.
  record HighFiveCame(int channel, Digest receipts) implements SendEvent {}

  /// The high five of a channel was not answered in time.
  record HighFiveOverdue(int channel) implements SendEvent {}

  /// Either side gave the contract up, or the link is gone.
  record Abandoned(FaultCode reason) implements SendEvent {}
}
