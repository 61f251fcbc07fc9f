package dev.starshell.syncshell.transfer;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.receipt.ReceiptLine;
import java.util.List;

/// What the sending side of one contract wants done.
public sealed interface SendAction {
  /// Stream these parcels, in this order, on this channel.
  record StreamParcels(int channel, List<Integer> parcels) implements SendAction {
    public StreamParcels {
      parcels = List.copyOf(parcels);
    }
  }

  /// Stop streaming a parcel that the receiver refused: put a `Skipped` frame (`NOT_WANTED`) in its
  /// place if its last chunk was not handed over yet. [SendEvent.ParcelSent] or
  /// [SendEvent.ParcelSkipped] is still reported, once.
  record StopParcel(int channel, int parcel) implements SendAction {}

  /// Sign and send the high five of a channel, and start its timer.
  record OfferHighFive(int channel, Digest receipts) implements SendAction {}

  /// The channel is closed for this contract; the receiver's word is to be kept.
  ///
  /// @param lines what became of each parcel
  record CloseChannel(int channel, Digest receipts, List<ReceiptLine> lines) implements SendAction {
    public CloseChannel {
      lines = List.copyOf(lines);
    }
  }

  /// The source of an archive failed: scan its library again.
  record Rescan(int parcel, FaultCode reason) implements SendAction {}

  /// Every channel is closed.
  ///
  /// @param delivered parcels with a receipt
  /// @param failed parcels without
  record Finish(int delivered, int failed) implements SendAction {}

  /// Stop streaming; the contract is over without a high five on every channel.
  record Drop(FaultCode reason) implements SendAction {}

  /// The peer broke the protocol: close the link.
  record Accuse(PeerFault fault) implements SendAction {}
}
