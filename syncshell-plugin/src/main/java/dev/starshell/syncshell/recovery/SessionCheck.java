package dev.starshell.syncshell.recovery;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import java.util.Optional;
import java.util.function.Predicate;

/// Checks whether a recovery session may be used. Pure.
public final class SessionCheck {
  private SessionCheck() {}

  /// Why a session is not used; empty when it may be.
  ///
  /// @param shell the shell that is open
  /// @param isMember whether a key belongs to it now
  /// @param wallSeconds now, in seconds since 1970; a clock that runs behind keeps a session longer
  public static Optional<SessionRefusal> refusal(
      RecoverySession session, ShellId shell, Predicate<MemberKey> isMember, long wallSeconds) {
    if (!session.subject().shell().equals(shell)) {
      return Optional.of(SessionRefusal.RECOVERY_OTHER_SHELL);
    }
    if (!isMember.test(session.subject().peer())) {
      return Optional.of(SessionRefusal.RECOVERY_NOT_A_MEMBER);
    }
    return session.isExpired(wallSeconds)
        ? Optional.of(SessionRefusal.RECOVERY_EXPIRED)
        : Optional.empty();
  }
}
