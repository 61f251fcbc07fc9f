package dev.starshell.syncshell.journal;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Port: installations that are under way, and the versions of the installed set. Part of the
/// [Journal]; threads are the same. Durable on return.
public interface InstallBook {
  // Installations

  /// Installations that were begun and have no end, by their names.
  Map<String, Bytes> open() throws IOException;

  /// From now on an installation must be finished, or undone and dropped.
  ///
  /// @param name of the installation
  /// @param plan all that is needed for either, without any other record
  void begin(String name, Bytes plan) throws IOException;

  /// Ends an installation that was undone, or not begun.
  void drop(String name) throws IOException;

  /// Ends an installation and records what it came to: all of this or nothing.
  ///
  /// @param name of the installation; it need not have been begun
  void finish(String name, Outcome outcome, Bounds bounds) throws IOException;

  /// What an installation came to.
  ///
  /// @param recorded files that are there now
  /// @param forgotten files that are gone, or nobody's but the person's
  /// @param version what it changed; without changes no version is made
  record Outcome(List<Installed> recorded, List<Installed> forgotten, NewVersion version) {
    public Outcome {
      recorded = List.copyOf(recorded);
      forgotten = List.copyOf(forgotten);
    }
  }

  /// How much is kept of the past. What is too much goes when a version begins.
  ///
  /// @param versions most versions, 1 or more
  /// @param bytes most that the archives which they replaced or removed may have; the newest
  ///   version is kept however much that is
  record Bounds(int versions, long bytes) {
    public Bounds {
      if (versions < 1 || bytes < 0) {
        throw new IllegalArgumentException("versions=" + versions + " bytes=" + bytes);
      }
    }
  }

  // Versions

  /// Why the installed set changed. The names are stable.
  enum Cause {
    /// A member has shared something else.
    INSTALLED,
    /// It was recalled or rejected.
    WITHDRAWN,
    /// A person here went back to an older version.
    ROLLED_BACK
  }

  /// What is about to become a version, or a part of the newest one: that has the same cause,
  /// member and manifest.
  ///
  /// @param wallMillis wall-clock time, for people
  /// @param by whose change it is; empty for somebody here
  /// @param byName of that member, for people
  /// @param reference sequence of the member's manifest, or the version that was gone back to
  record NewVersion(
      long wallMillis,
      Cause cause,
      Optional<MemberKey> by,
      String byName,
      long reference,
      List<Change> changes) {
    public NewVersion {
      changes = List.copyOf(changes);
    }
  }

  /// A file that changed.
  ///
  /// @param path under the member's folder, the library's name first
  /// @param before the archive that was there; empty for none
  /// @param after the archive that is there; empty for none
  /// @param beforeBytes its size, 0 for none
  /// @param afterBytes its size, 0 for none
  record Change(
      MemberKey owner,
      String path,
      Optional<Root> before,
      Optional<Root> after,
      long beforeBytes,
      long afterBytes) {}

  /// A version and how much it changed.
  ///
  /// @param number from 1, the newest has the highest
  /// @param addedBytes of what it added and of what it changed, now
  /// @param removedBytes of what it removed and of what it changed, before
  record Version(
      long number,
      long wallMillis,
      Cause cause,
      Optional<MemberKey> by,
      String byName,
      long reference,
      int added,
      int changed,
      int removed,
      long addedBytes,
      long removedBytes) {}

  /// The versions that are kept, the newest first.
  List<Version> versions() throws IOException;

  /// What versions above this one changed, the newest first.
  List<Change> changesAfter(long number) throws IOException;

  /// What one version changed, by path.
  ///
  /// @param countMax at most so many
  List<Change> changes(long number, int countMax) throws IOException;
}
