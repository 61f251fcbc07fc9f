package dev.starshell.syncshell.library;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.text.DisplayName;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/// Port: the folder that received archives appear in. Thread: one platform thread; methods wait for
/// the disk.
public interface InstallPort {
  /// Brings what is installed of one member in line with what it offers. Doing the same twice does
  /// nothing the second time.
  Report apply(Job job) throws IOException;

  /// Puts archives that arrived where the member offers them, and looks at nothing else.
  ///
  /// @param arrived entries of the job's
  Report add(Job job, List<Entry> arrived) throws IOException;

  /// What is to be installed of one member.
  ///
  /// @param offered all entries of its newest manifest
  /// @param wanted archives that the receiver takes
  /// @param removalsConfirmed whether a person has asked to delete what is not offered any more
  record Job(
      ShellId shell,
      DisplayName shellName,
      MemberKey owner,
      DisplayName ownerName,
      List<Entry> offered,
      Set<Root> wanted,
      boolean removalsConfirmed) {}

  /// What was done.
  ///
  /// @param installed files that are new or took the place of an older version
  /// @param removed files that were deleted because they are not offered any more
  record Report(int installed, int removed, List<Problem> problems) {
    public Report {
      problems = List.copyOf(problems);
    }
  }

  /// A file that could not be dealt with. Others are not held up by it.
  ///
  /// @param place library and path
  record Problem(String code, String place, String sentence) {}
}
