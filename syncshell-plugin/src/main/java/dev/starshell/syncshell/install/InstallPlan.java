package dev.starshell.syncshell.install;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.InstallBook.Cause;
import dev.starshell.syncshell.store.FileStamp;
import java.util.List;
import java.util.Optional;

/// All changes of one installation. It is enough to finish the installation, or to undo it, after a
/// crash at any point. Which change is done is not noted: each is told by what is on the disk.
///
/// @param shellFolder the shell's folder under the install folder
/// @param cause why, for the history
/// @param by whose change it is; empty for somebody here
/// @param byName of that member
/// @param reference sequence of the member's manifest, or the version that is gone back to
/// @param seats the members that the changes are about
/// @param changes removals first: a name may come to mean something else
record InstallPlan(
    String shellFolder,
    Cause cause,
    Optional<MemberKey> by,
    String byName,
    long reference,
    List<Seat> seats,
    List<Change> changes) {
  InstallPlan {
    seats = List.copyOf(seats);
    changes = List.copyOf(changes);
  }

  /// A member and its folder.
  ///
  /// @param folder under the install folder, with a slash between shell and member
  record Seat(MemberKey owner, String folder) {}

  /// One file that is made, replaced or removed.
  ///
  /// @param seat index of the member's seat
  /// @param place under the member's folder
  /// @param number of the staged file and of the backup
  /// @param before what was there; empty for nothing
  /// @param stamp of the file that was there
  /// @param after what shall be there; empty for nothing
  /// @param afterBytes its size
  /// @param offered whether the member's newest manifest has the archive at the place
  record Change(
      int seat,
      String place,
      int number,
      Optional<Root> before,
      FileStamp stamp,
      Optional<Root> after,
      long afterBytes,
      boolean offered) {
    Change {
      if (before.isEmpty() && after.isEmpty()) {
        throw new IllegalArgumentException("a change from nothing to nothing");
      }
    }

    boolean isRemoval() {
      return after.isEmpty();
    }

    boolean isReplacement() {
      return before.isPresent() && after.isPresent();
    }
  }

  /// The stamp of no file.
  static final FileStamp NO_FILE = new FileStamp(0, 0, "");

  Seat seat(Change change) {
    return seats.get(change.seat());
  }

  /// The place of a change under the install folder.
  String path(Change change) {
    return seat(change).folder() + "/" + change.place();
  }
}
