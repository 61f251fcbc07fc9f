package dev.starshell.syncshell.receipt;

import dev.starshell.syncshell.crypto.SignatureLabel;
import dev.starshell.syncshell.crypto.Signatures;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.ReceiptStatement;

/// A receiver's signed word about one delivery. Anybody who has it can check it.
///
/// @param delivery what it is about
/// @param epoch of the membership that the receiver knew
/// @param seconds when it was signed, by the receiver's clock, since 1970
/// @param signature by the receiver's key
public record Receipt(Delivery delivery, long epoch, long seconds, Bytes signature) {
  /// Whether the receiver has signed exactly this.
  public boolean isGenuine() {
    byte[] message =
        new ReceiptStatement(delivery.statement(), epoch, seconds)
            .bytesToSign(
                delivery.shell().toBytes(),
                delivery.sender().toBytes(),
                delivery.receiver().toBytes());
    return Signatures.verify(
        delivery.receiver(), SignatureLabel.RECEIPT, message, signature.toArray());
  }
}
