package dev.starshell.syncshell.membership.log;

import com.google.common.collect.ImmutableSet;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.protocol.Bytes;
import java.time.Instant;

/// An invite as the log says.
///
/// @param maker whose removal closes it
/// @param used how often somebody came in by it, 0 to `usesMax`
/// @param isRevoked whether it was closed before its time
/// @param barred keys that do not come in by it any more: who was denied, and who has left again
public record LogInvite(
    LogAct.InviteMade made,
    MemberKey maker,
    int used,
    boolean isRevoked,
    ImmutableSet<MemberKey> barred) {
  /// How often it may still be used.
  public int usesLeft() {
    return made.usesMax() - used;
  }

  /// Whether somebody could come in by it at this time.
  public boolean isOpen(Instant time) {
    return !isRevoked && usesLeft() > 0 && !time.isAfter(made.notAfter());
  }

  Bytes id() {
    return made.inviteId();
  }

  LogInvite spentOnce() {
    return new LogInvite(made, maker, used + 1, isRevoked, barred);
  }

  LogInvite revoked() {
    return new LogInvite(made, maker, used, true, barred);
  }

  LogInvite without(MemberKey key) {
    ImmutableSet<MemberKey> more =
        ImmutableSet.<MemberKey>builder().addAll(barred).add(key).build();
    return new LogInvite(made, maker, used, isRevoked, more);
  }
}
