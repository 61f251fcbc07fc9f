package dev.starshell.syncshell.transfer;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.protocol.FaultCode;
import java.util.List;

/// What happens to the sending side of one contract.
public sealed interface SendEvent {
  /// The receiver accepted the contract with this digest.
  record Accepted(Digest digest) implements SendEvent {}

  /// The last chunk of a parcel goes to its channel now. Reported before that chunk is handed over,
  /// so that its receipt can never overtake this event.
  record ParcelSent(int parcel) implements SendEvent {}

  /// A parcel is not sent to its end: its source failed, or it was stopped. Reported before the
  /// `Skipped` frame is handed over.
  record ParcelSkipped(int parcel, FaultCode reason) implements SendEvent {}

  /// The receiver's receipts.
  record ReceiptsCame(List<Integer> parcels) implements SendEvent {
    public ReceiptsCame {
      parcels = List.copyOf(parcels);
    }
  }

  /// The receiver could not take a parcel, or confirms that it was skipped.
  record ParcelRefused(int parcel, FaultCode reason) implements SendEvent {}

  /// The receiver's answer to a high five; its signature was checked before.
  record HighFiveCame(int channel, Digest receipts) implements SendEvent {}

  /// The high five of a channel was not answered in time.
  record HighFiveOverdue(int channel) implements SendEvent {}

  /// Either side gave the contract up, or the link is gone.
  record Abandoned(FaultCode reason) implements SendEvent {}
}
