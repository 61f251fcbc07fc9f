package dev.starshell.syncshell.receipt;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.protocol.HighFiveStatement;
import java.util.List;

/// What one receipt batch is about: everything that happened on one channel of one contract. No
/// name and no address is in it.
///
/// @param shell id of the shell
/// @param sender who sent the archives
/// @param receiver who received them
/// @param generation of their link
/// @param contract number in the generation
/// @param channel the data channel
/// @param contractDigest digest of the whole contract
/// @param lines what became of each parcel, in the order in which they travelled
public record Delivery(
    Digest shell,
    MemberKey sender,
    MemberKey receiver,
    long generation,
    long contract,
    int channel,
    Digest contractDigest,
    List<ReceiptLine> lines) {
  public Delivery {
    lines = List.copyOf(lines);
  }

  /// What the high five of this channel says.
  public HighFiveStatement statement() {
    return new HighFiveStatement(
        generation, contract, channel, ReceiptsDigest.of(contractDigest, channel, lines));
  }

  /// Parcels that the receiver has.
  public int deliveredCount() {
    return (int) lines.stream().filter(ReceiptLine::isDelivered).count();
  }
}
