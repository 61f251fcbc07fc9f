package dev.starshell.syncshell.membership;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.protocol.Bytes;
import java.time.Instant;

/// What the owner remembers of an invite that was given out.
///
/// @param inviteId 8 bytes
/// @param inviteKey checks the proof of whoever holds it
/// @param used how often somebody came in by it, 0 to `usesMax`
public record OpenInvite(
    Bytes inviteId, MemberKey inviteKey, Instant notAfter, int usesMax, int used) {
  public OpenInvite {
    if (inviteId.length() != Invite.ID_BYTES) {
      throw new IllegalArgumentException("inviteId length=" + inviteId.length() + " is not 8");
    }
    if (usesMax < 1 || usesMax > Invite.USES_MAX || used < 0 || used > usesMax) {
      throw new IllegalArgumentException("used=" + used + " of " + usesMax);
    }
  }

  /// Whether nobody more comes in by it.
  public boolean isSpent() {
    return used == usesMax;
  }

  /// The invite after one more use.
  public OpenInvite spent() {
    return new OpenInvite(inviteId, inviteKey, notAfter, usesMax, used + 1);
  }
}
