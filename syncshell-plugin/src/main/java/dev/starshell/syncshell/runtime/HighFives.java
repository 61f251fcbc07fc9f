package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.SignatureLabel;
import dev.starshell.syncshell.crypto.Signatures;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.HighFiveStatement;
import dev.starshell.syncshell.protocol.ReceiptStatement;

/// Signs the high fives of this member in one shell and checks those of others: the sender signs
/// the statement, the receiver a receipt for it. Thread: any.
///
/// @param epoch of the membership, as this member knows it
record HighFives(Identity identity, Digest shell, long epoch) {
  /// Signs a high five about what this side has sent.
  Bytes offer(MemberKey receiver, HighFiveStatement statement) {
    byte[] message =
        statement.bytesToSign(shell.toBytes(), identity.key().toBytes(), receiver.toBytes());
    return Bytes.copyOf(identity.sign(SignatureLabel.HIGH_FIVE, message));
  }

  /// Checks a high five about what this side has received.
  boolean isOffered(MemberKey sender, HighFiveStatement statement, Bytes signature) {
    byte[] message =
        statement.bytesToSign(shell.toBytes(), sender.toBytes(), identity.key().toBytes());
    return Signatures.verify(sender, SignatureLabel.HIGH_FIVE, message, signature.toArray());
  }

  /// Signs for what this side has received.
  Bytes answer(MemberKey sender, ReceiptStatement statement) {
    byte[] message =
        statement.bytesToSign(shell.toBytes(), sender.toBytes(), identity.key().toBytes());
    return Bytes.copyOf(identity.sign(SignatureLabel.RECEIPT, message));
  }

  /// Checks what a receiver has signed for what this side has sent.
  boolean isAnswered(MemberKey receiver, ReceiptStatement statement, Bytes signature) {
    byte[] message =
        statement.bytesToSign(shell.toBytes(), identity.key().toBytes(), receiver.toBytes());
    return Signatures.verify(receiver, SignatureLabel.RECEIPT, message, signature.toArray());
  }
}
