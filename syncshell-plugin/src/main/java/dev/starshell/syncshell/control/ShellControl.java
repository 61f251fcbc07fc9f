package dev.starshell.syncshell.control;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Port: everything a person can ask for. Commands, and later REST and chat, all come through here.
///
/// Thread: any virtual thread. Each call answers within seconds; long work goes on by itself and
/// shows in the views.
public interface ShellControl {
  /// Makes a shell with this member as its owner and opens its relay.
  Answer<CreatedView> create(String name);

  /// Who is in the shell and what they may do.
  PeopleControl people();

  /// Joins the shell of an invite code. Answers when the relay has decided, or after a few seconds
  /// with what is still awaited.
  Answer<String> join(String code);

  /// Leaves the shell, or closes it if this member owns it. Installed files stay.
  Answer<String> leave();

  /// Shares a folder under a name.
  Answer<String> share(Path folder, Optional<String> name);

  /// Ends the sharing of a folder.
  Answer<String> unshare(String name);

  /// Takes what is offered, also where the policy is to ask; from one member or from all.
  Answer<String> pull(Optional<String> member);

  /// Sets a limit. Unit: bytes per second; 0 is unlimited.
  Answer<String> limit(Direction direction, long bytesPerSecond);

  /// Stops or goes on with all transfers.
  Answer<String> pause(boolean paused);

  /// Everything at a glance.
  StatusView status();

  /// The members of the shell, this one first.
  List<MemberView> members();

  /// Shared and received libraries.
  LibrariesView libraries();

  /// The lanes of the running and of the last contract, per member and direction.
  List<LaneView> lanes();

  /// Every channel of every link.
  List<ChannelView> channels();

  /// The newest entries of the audit trail, newest last.
  Answer<List<AuditView>> audit(int count);

  /// Deletes what was installed from a member and is not offered by it any more, unless it was
  /// changed here. Returns at once.
  Answer<String> removeUnoffered(String member);

  /// What came from others, and what became of it.
  ArchiveControl archives();

  /// Links that were lost.
  RecoveryControl recoveries();

  /// Codes by which lost links are found again without the shell's relay.
  RescueControl rescues();

  /// Versions of the installed set.
  HistoryControl history();

  /// The limits in force.
  LimitsView limits();

  /// The two ways bytes go.
  enum Direction {
    UPLOAD,
    DOWNLOAD
  }

  /// A limit in each direction. Unit: bytes per second; 0 is unlimited.
  record LimitsView(long upload, long download) {}

  /// What came of a request.
  ///
  /// @param <T> what is answered when it worked
  sealed interface Answer<T> {
    /// What comes of it if it worked; the same refusal if it did not.
    default <R> Answer<R> then(Function<T, Answer<R>> next) {
      return switch (this) {
        case Ok<T>(T value) -> next.apply(value);
        case No<T>(String code, String sentence) -> no(code, sentence);
      };
    }

    /// It worked, or was begun.
    record Ok<T>(T value) implements Answer<T> {}

    /// It was refused, or has not worked yet; the sentence says which.
    record No<T>(String code, String sentence) implements Answer<T> {}

    /// It worked.
    static <T> Answer<T> ok(T value) {
      return new Ok<>(value);
    }

    /// It did not.
    static <T> Answer<T> no(String code, String sentence) {
      return new No<>(code, sentence);
    }
  }
}
