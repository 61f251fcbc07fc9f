package dev.starshell.syncshell.receipt;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.limits.Limits;

/// What became of one parcel, as both sides of a high five say it.
///
/// @param parcel its number in the contract
/// @param root the archive that it is a part of
/// @param of how many parcels the contract has of this archive; the receiver has the archive whole
///   when so many were delivered
/// @param outcome [#DELIVERED], or the wire code of the reason why not
public record ReceiptLine(int parcel, Root root, int of, int outcome) {
  /// The outcome of a parcel that is verified and durable at the receiver.
  public static final int DELIVERED = 0;

  /// Largest wire code of a reason.
  static final int OUTCOME_MAX = 255;

  public ReceiptLine {
    if (parcel < 0 || parcel >= Limits.CONTRACT_PARCELS_MAX) {
      throw new IllegalArgumentException(
          "parcel=" + parcel + " outside 0.." + Limits.CONTRACT_PARCELS_MAX);
    }
    if (of < 1 || of > Limits.CONTRACT_PARCELS_MAX) {
      throw new IllegalArgumentException("of=" + of + " outside 1.." + Limits.CONTRACT_PARCELS_MAX);
    }
    if (outcome < 0 || outcome > OUTCOME_MAX) {
      throw new IllegalArgumentException("outcome=" + outcome + " outside 0.." + OUTCOME_MAX);
    }
  }

  /// Whether the parcel is verified and durable at the receiver.
  public boolean isDelivered() {
    return outcome == DELIVERED;
  }
}
