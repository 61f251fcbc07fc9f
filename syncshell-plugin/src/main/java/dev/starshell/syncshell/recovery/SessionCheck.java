package dev.starshell.syncshell.recovery;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import java.util.Optional;
import java.util.function.Predicate;

/// Checks whether a recovery session may be used by whom it is about. Its age is not judged here: a
/// clock on the wall may jump. Pure.
public final class SessionCheck {
  private SessionCheck() {}

  /// Why a session is not used; empty when it may be.
  ///
  /// @param shell the shell that is open
  /// @param isMember whether a key belongs to it now
  public static Optional<SessionRefusal> refusal(
      RecoverySession session, ShellId shell, Predicate<MemberKey> isMember) {
    if (!session.subject().shell().equals(shell)) {
      return Optional.of(SessionRefusal.RECOVERY_OTHER_SHELL);
    }
    return isMember.test(session.subject().peer())
        ? Optional.empty()
        : Optional.of(SessionRefusal.RECOVERY_NOT_A_MEMBER);
  }
}
