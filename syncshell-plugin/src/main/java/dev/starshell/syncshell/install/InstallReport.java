package dev.starshell.syncshell.install;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What an installation has done.
///
/// @param folder where the member's libraries are
/// @param installed files that are new
/// @param replaced files that took the place of an older version
/// @param adopted files that were there already, whole, without a record
/// @param unchanged files that were there and recorded
/// @param pending wanted, not received yet
/// @param removed files that were deleted because they are not offered any more
/// @param kept files that are not offered any more and stay
/// @param withheld archives that are here and do not belong into the folder
/// @param problems what a person should know
public record InstallReport(
    Path folder,
    int installed,
    int replaced,
    int adopted,
    int unchanged,
    int pending,
    int removed,
    int kept,
    List<Withheld> withheld,
    List<Problem> problems) {
  public InstallReport {
    withheld = List.copyOf(withheld);
    problems = List.copyOf(problems);
  }

  /// This and what a second look came to.
  InstallReport with(InstallReport later) {
    List<Problem> all = new ArrayList<>(problems);
    all.addAll(later.problems);
    List<Withheld> held = new ArrayList<>(withheld);
    held.addAll(later.withheld);
    return new InstallReport(
        folder,
        installed + later.installed,
        replaced + later.replaced,
        adopted + later.adopted,
        unchanged + later.unchanged,
        pending + later.pending,
        removed + later.removed,
        kept + later.kept,
        held,
        all);
  }

  /// A file that could not be dealt with as wanted. Other files are not held up by it.
  ///
  /// @param place library and path, as in the manifest; not cleaned
  /// @param sentence what happened and what to do; cleaned
  public record Problem(Code code, String place, String sentence) {}

  /// Kinds of problems. The names are stable.
  public enum Code {
    /// A link or a special file is in the way; it was not followed.
    PATH_UNSAFE,
    /// A file that is not ours, or was changed, is in the way; both are kept.
    CONFLICT,
    /// No room on the disk of the folder.
    DISK_FULL,
    /// The disk refused.
    INSTALL_FAILED,
    /// The store had the archive a moment ago and cannot give it now.
    STORE_FAILED,
    /// The archive is not safe to be read by a game or by anything else; the sentence has why.
    ARCHIVE_REFUSED,
    /// The settings refuse archives of its type.
    TYPE_REFUSED,
    /// It was withdrawn, but somebody has changed the file; it stays.
    WITHDRAWN_CHANGED,
    /// A file is held open; everything that was to change with it waits.
    PENDING_RESTART,
    /// An older set was asked for, and this file of it was changed here or may not come back.
    NOT_ROLLED_BACK,
    /// More files would be deleted than may be without asking.
    REMOVALS_HELD
  }
}
