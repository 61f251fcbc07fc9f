package dev.starshell.syncshell.journal;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.Journal.Installed;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// Port: what is known of installed files since they were installed. Part of the [Journal]; threads
/// are the same.
public interface LookBook {
  /// Every installed file of the shell, with what was last known of it.
  List<Watched> watched() throws IOException;

  /// Keeps what is known now, replacing what was known of these places. Durable with the next fact
  /// at the latest: what a crash takes away is found again by reading.
  void keep(Collection<Look> looks) throws IOException;

  /// An installed file.
  ///
  /// @param look what was last known of just this archive at this place; empty if nothing was
  record Watched(Installed file, Optional<Look> look) {}

  /// What was found at a place.
  ///
  /// @param root the archive that was installed there
  /// @param stamp of the file that was found; [Stamp#NONE] without one
  /// @param readMillis wall-clock time when its bytes were last compared
  record Look(
      MemberKey owner, String path, Root root, Stamp stamp, long readMillis, Verdict verdict) {}

  /// What tells, without reading it, whether a file is still the one that was compared.
  ///
  /// @param modifiedNanos time of last change, since 1970
  /// @param fileKey the file system's own name of the file; empty where it has none
  record Stamp(long sizeBytes, long modifiedNanos, String fileKey) {
    /// That of no file.
    public static final Stamp NONE = new Stamp(0, 0, "");
  }

  /// What a file is against what was installed. The names are kept in the journal.
  enum Verdict {
    /// It has the bytes that were installed.
    AS_INSTALLED,
    /// It is a file with other bytes.
    CHANGED,
    /// Something that is no file has its place, or that of a folder on the way: a link, a folder.
    REPLACED,
    /// There is nothing.
    GONE
  }
}
