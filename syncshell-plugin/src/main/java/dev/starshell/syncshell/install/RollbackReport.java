package dev.starshell.syncshell.install;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.install.InstallReport.Problem;
import java.util.List;
import java.util.Set;

/// What came of a request for an older set.
///
/// @param missing how many archives of it the store does not have any more
/// @param firstMissing where one of them belongs; empty if none is missing
/// @param members whose files changed
/// @param problems files that stay as they are, and why
public record RollbackReport(
    End end,
    int restored,
    int removed,
    int missing,
    String firstMissing,
    Set<MemberKey> members,
    List<Problem> problems) {
  public RollbackReport {
    members = Set.copyOf(members);
    problems = List.copyOf(problems);
  }

  /// How it ended. Only `DONE` has changed anything.
  public enum End {
    DONE,
    /// There never was such a version.
    VERSION_UNKNOWN,
    /// There was one, and it is not kept any more.
    VERSION_EXPIRED,
    /// The store does not have all archives of it.
    CONTENT_GONE,
    /// A file is held open.
    HELD_OPEN
  }

  static RollbackReport refused(End end) {
    return new RollbackReport(end, 0, 0, 0, "", Set.of(), List.of());
  }
}
