package dev.starshell.syncshell.crypto.handshake;

import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.handshake.HandshakeMessage.Ends;

/// This member and the other one. The smaller key leads, as in the link: it alone begins, so that
/// two sides never meet halfway and no message can be turned round.
///
/// @param self signs
/// @param peer whoever else is in the shell
public record Pair(Identity self, MemberKey peer) {
  public Pair {
    if (self.key().equals(peer)) {
      throw new IllegalArgumentException("a member has no link with itself: " + peer);
    }
  }

  /// Whether this side begins.
  public boolean leading() {
    return self.key().compareTo(peer) < 0;
  }

  Ends ends() {
    return leading() ? new Ends(self.key(), peer) : new Ends(peer, self.key());
  }
}
