package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.cbor.CborWriter;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.crypto.SignatureLabel;
import dev.starshell.syncshell.crypto.Signatures;
import dev.starshell.syncshell.protocol.Bytes;

/// What a new owner signs so that nobody becomes an owner unasked, and nobody can name a key that
/// is not there. It holds in one epoch only.
///
/// @param epoch in force before the change
/// @param giver the old owner's key, or the recovery key
/// @param recoveryKey of the new owner's words
public record OwnerConsent(
    ShellId shell, long epoch, MemberKey giver, MemberKey newOwner, MemberKey recoveryKey) {
  private static final int VERSION = 1;

  /// The new owner's signature.
  ///
  /// @throws IllegalArgumentException if somebody else signs
  public Bytes sign(Identity newOwnerIdentity) {
    if (!newOwnerIdentity.key().equals(newOwner)) {
      throw new IllegalArgumentException("the consent names another owner");
    }
    return Bytes.copyOf(newOwnerIdentity.sign(SignatureLabel.OWNER_CONSENT, body()));
  }

  /// Whether the new owner has signed this.
  public boolean isSignedBy(Bytes signature) {
    return Signatures.verify(newOwner, SignatureLabel.OWNER_CONSENT, body(), signature.toArray());
  }

  private byte[] body() {
    return new CborWriter()
        .array(6)
        .uint(VERSION)
        .bytes(shell.digest().toBytes())
        .uint(epoch)
        .bytes(giver.toBytes())
        .bytes(newOwner.toBytes())
        .bytes(recoveryKey.toBytes())
        .toBytes();
  }
}
