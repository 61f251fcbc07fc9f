package dev.starshell.syncshell.control;

import dev.starshell.syncshell.control.ShellControl.Answer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Port: versions of the installed set, and the way back to an older one.
///
/// Thread: any virtual thread. Each call answers within seconds; what takes longer goes on.
public interface HistoryControl {
  /// The versions that are kept.
  Answer<Listing> list();

  /// What one version changed.
  ///
  /// @param written its number
  Answer<VersionView> show(String written);

  /// Brings the set of a version back and holds it: nothing newer is installed until [#end].
  ///
  /// @param written its number; without one, the version before the set that is installed now
  Answer<String> rollback(Optional<String> written);

  /// Ends the hold: what members offer is installed again.
  Answer<String> end();

  /// The versions that are kept, and which set is held.
  ///
  /// @param versions the newest first, without their changes
  /// @param held the version that is held; empty while what comes is installed
  record Listing(List<VersionView> versions, OptionalLong held) {
    public Listing {
      versions = List.copyOf(versions);
    }
  }

  /// One version of the installed set.
  ///
  /// @param number from 1, the newest has the highest
  /// @param when it began, in UTC
  /// @param cause `installed`, `withdrawn` or `rolled-back`
  /// @param by the member whose change it is; empty for somebody here
  /// @param reference sequence of the member's manifest, or the version that was gone back to
  /// @param addedBytes of what it added and of what it changed, now
  /// @param removedBytes of what it removed and of what it changed, before
  /// @param changes what it changed, if that was asked for
  /// @param more changes that are not among them
  record VersionView(
      long number,
      String when,
      String cause,
      String by,
      long reference,
      int added,
      int changed,
      int removed,
      long addedBytes,
      long removedBytes,
      List<ChangeView> changes,
      int more) {
    public VersionView {
      changes = List.copyOf(changes);
    }
  }

  /// A file that a version changed.
  ///
  /// @param kind `added`, `changed` or `removed`
  /// @param member whose file it is
  /// @param place library and path, cleaned
  record ChangeView(String kind, String member, String place, long beforeBytes, long afterBytes) {}
}
