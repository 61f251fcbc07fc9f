package dev.starshell.syncshell.library;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.journal.LookBook;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.quarantine.Decision;
import dev.starshell.syncshell.quarantine.Words;
import dev.starshell.syncshell.text.DisplayName;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;
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

  /// Takes out of the folder what is recalled or rejected by now and was not changed here, whoever
  /// in the shell it came from. Doing the same twice does nothing the second time.
  ///
  /// @return how many files were removed, and those that could not be
  Report withdraw(ShellId shell, Words words) throws IOException;

  /// What is to be installed of one member.
  ///
  /// @param offered all entries of its newest manifest
  /// @param wanted archives that the receiver takes
  /// @param removalsConfirmed whether a person has asked to delete what is not offered any more
  /// @param words what people have said about archives by now
  /// @param manifest sequence of that manifest
  record Job(
      ShellId shell,
      DisplayName shellName,
      MemberKey owner,
      DisplayName ownerName,
      List<Entry> offered,
      Set<Root> wanted,
      boolean removalsConfirmed,
      Words words,
      long manifest) {}

  /// Brings an older set back, as a whole. What is installed later is not held back by it.
  Returned rollback(Back back) throws IOException;

  /// An older set that is asked for.
  ///
  /// @param version the installed set is to be as right after this one; 0 is before the first
  /// @param words what people have said about archives by now: what is barred does not come back
  /// @param offered what members offer now, by place
  record Back(ShellId shell, long version, Words words, Map<MemberKey, Map<String, Root>> offered) {
    public Back {
      offered = Map.copyOf(offered);
    }
  }

  /// What came of it.
  ///
  /// @param code why nothing was changed; empty if the set is back
  /// @param restored files that were made or replaced
  /// @param removed files that went
  /// @param missing how many archives of the set the store does not have any more
  /// @param firstMissing where one of them belongs; empty if none is missing
  /// @param members whose files changed
  /// @param problems files that stay as they are, and why
  record Returned(
      String code,
      int restored,
      int removed,
      int missing,
      String firstMissing,
      Set<MemberKey> members,
      List<Problem> problems) {
    public Returned {
      members = Set.copyOf(members);
      problems = List.copyOf(problems);
    }
  }

  /// Looks whether installed files are what was installed: at every file's attributes, and into
  /// those that are not as they were or were not read for long. It changes no file. Thread: one of
  /// its own; everything else here may go on meanwhile.
  ///
  /// @throws java.io.InterruptedIOException if the pace has stopped it; it goes on where it was
  default Looked look(ShellId shell, Pace pace) throws IOException {
    return Looked.NOTHING;
  }

  /// What of these findings still holds: an installation that was under way may have caused them.
  default List<Altered> standing(ShellId shell, List<Altered> found) throws IOException {
    return found;
  }

  /// How fast files are read that nobody waits for.
  @FunctionalInterface
  interface Pace {
    /// As fast as the disk can.
    Pace FULL = _ -> {};

    /// Comes before so many bytes are read, and waits until they may be.
    ///
    /// @throws InterruptedIOException if no more is to be read
    void before(int bytes) throws InterruptedIOException;
  }

  /// What a look has found.
  ///
  /// @param files that it looked at
  /// @param read of these, those that it has read
  /// @param altered all that is not as it was installed, whether that was known or not; also what
  ///   was found before where nobody can look now
  /// @param unread files that could not be looked at, or not be read
  record Looked(int files, int read, List<Altered> altered, Unread unread) {
    /// There is nothing to look at.
    public static final Looked NOTHING = new Looked(0, 0, List.of(), Unread.NONE);

    public Looked {
      altered = List.copyOf(altered);
    }
  }

  /// Files that a look could not see, in a folder that cannot be entered, say.
  ///
  /// @param first where the first of them is on the disk, and why it failed; empty without one
  record Unread(int count, String first) {
    public static final Unread NONE = new Unread(0, "");
  }

  /// An installed file that is not what was installed.
  ///
  /// @param file where it is on the disk, for people
  /// @param isNew whether it was not known before
  /// @param hasCode whether what was installed there can run, or may
  record Altered(LookBook.Look look, String file, boolean isNew, boolean hasCode) {}

  /// What was done.
  ///
  /// @param installed files that are new or took the place of an older version
  /// @param removed files that were deleted because they are not offered any more
  /// @param withheld archives that are here and do not belong into the folder
  record Report(int installed, int removed, List<Withheld> withheld, List<Problem> problems) {
    public Report {
      withheld = List.copyOf(withheld);
      problems = List.copyOf(problems);
    }
  }

  /// An archive that is whole here and does not belong into the folder, at one of its places.
  ///
  /// @param place library and path
  record Withheld(String place, Root root, Decision decision) {}

  /// A file that could not be dealt with. Others are not held up by it.
  ///
  /// @param place library and path
  record Problem(String code, String place, String sentence) {}
}
