package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.SignatureLabel;
import dev.starshell.syncshell.crypto.Signatures;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.HighFiveStatement;

/// Signs the high fives of this member in one shell and checks those of others. Thread: any.
record HighFives(Identity identity, Digest shell) {
  /// Signs a high five of this side.
  ///
  /// @param sending whether this side has sent the archives
  Bytes sign(MemberKey peer, boolean sending, HighFiveStatement statement) {
    byte[] message = message(peer, sending, statement);
    return Bytes.copyOf(identity.sign(SignatureLabel.HIGH_FIVE, message));
  }

  /// Checks a high five of the peer.
  ///
  /// @param sending whether this side has sent the archives
  boolean isGenuine(MemberKey peer, boolean sending, HighFiveStatement statement, Bytes signature) {
    byte[] message = message(peer, sending, statement);
    return Signatures.verify(peer, SignatureLabel.HIGH_FIVE, message, signature.toArray());
  }

  private byte[] message(MemberKey peer, boolean sending, HighFiveStatement statement) {
    byte[] self = identity.key().toBytes();
    return sending
        ? statement.bytesToSign(shell.toBytes(), self, peer.toBytes())
        : statement.bytesToSign(shell.toBytes(), peer.toBytes(), self);
  }
}
