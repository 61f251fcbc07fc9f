package dev.starshell.syncshell.recovery;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;

/// The recovery sessions of one shell, and why those that ended did. Not thread-safe; it does no
/// I/O.
public final class SessionBook {
  /// Ends that are remembered, so that whoever asks for one is told why it is not there.
  static final int ENDED_MAX = 256;

  private final Map<MemberKey, RecoverySession> open = new TreeMap<>();

  /// Why sessions ended, by their names; the oldest first.
  private final Map<String, SessionRefusal> ended = new LinkedHashMap<>();

  /// A session as it is now; one for each member.
  public void keep(RecoverySession session) {
    open.put(session.subject().peer(), session);
    ended.remove(session.subject().id());
  }

  /// The session with a member.
  public Optional<RecoverySession> of(MemberKey peer) {
    return Optional.ofNullable(open.get(peer));
  }

  /// All sessions, by member.
  public List<RecoverySession> all() {
    return List.copyOf(open.values());
  }

  /// Ends the session with a member.
  ///
  /// @param why `RECOVERY_UNKNOWN` if both sides have what they lacked, or a person discarded it
  /// @return the session, if there was one
  public Optional<RecoverySession> end(MemberKey peer, SessionRefusal why) {
    Optional<RecoverySession> gone = Optional.ofNullable(open.remove(peer));
    gone.ifPresent(session -> remember(session.subject().id(), why));
    return gone;
  }

  private void remember(String id, SessionRefusal why) {
    ended.put(id, why);
    if (ended.size() > ENDED_MAX) {
      ended.remove(ended.keySet().iterator().next());
    }
  }

  /// Ends what may not be used any more.
  ///
  /// @return what was ended, and why
  public Map<RecoverySession, SessionRefusal> endRefused(
      ShellId shell, Predicate<MemberKey> isMember) {
    Map<RecoverySession, SessionRefusal> gone = new LinkedHashMap<>();
    for (RecoverySession session : all()) {
      SessionCheck.refusal(session, shell, isMember).ifPresent(why -> gone.put(session, why));
    }
    gone.forEach((session, why) -> end(session.subject().peer(), why));
    return gone;
  }

  /// Forgets everything: the shell was left.
  public void clear() {
    open.clear();
    ended.clear();
  }

  /// What a person means.
  public sealed interface Found {
    /// An open session.
    record Open(RecoverySession session) implements Found {}

    /// None that can be used.
    record Refused(SessionRefusal why) implements Found {}
  }

  /// The session that a person means.
  ///
  /// @param written its name, in whatever case, or the beginning of it that no other has
  /// @param elsewhere sessions of other shells of the home
  public Found find(String written, List<RecoverySession> elsewhere) {
    String wanted = written.strip().toLowerCase(Locale.ROOT);
    List<RecoverySession> meant = new ArrayList<>();
    for (RecoverySession session : open.values()) {
      if (wanted.length() > 2 && session.subject().id().startsWith(wanted)) {
        meant.add(session);
      }
    }
    if (meant.size() == 1) {
      return new Found.Open(meant.getFirst());
    }
    SessionRefusal why = ended.get(wanted);
    if (why == null && elsewhere.stream().anyMatch(one -> one.subject().id().equals(wanted))) {
      why = SessionRefusal.RECOVERY_OTHER_SHELL;
    }
    return new Found.Refused(why == null ? SessionRefusal.RECOVERY_UNKNOWN : why);
  }
}
