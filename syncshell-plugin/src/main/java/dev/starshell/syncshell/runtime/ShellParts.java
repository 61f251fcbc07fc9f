package dev.starshell.syncshell.runtime;

import dev.starshell.api.notice.Notices;
import dev.starshell.api.signal.Signalling;
import dev.starshell.syncshell.carrier.SecureCarrier;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.library.InstallPort;
import dev.starshell.syncshell.library.LibraryPort;
import dev.starshell.syncshell.store.ArchiveStore;
import java.time.InstantSource;

/// Everything outside that a shell works with.
///
/// @param wall the clock on the wall, which may jump at any time: for what is signed, kept over a
///   restart or shown, never for how long something takes
public record ShellParts(
    Identity identity,
    Journal journal,
    ArchiveStore store,
    SecureCarrier carrier,
    LibraryPort libraries,
    InstallPort installs,
    Signalling signalling,
    Notices notices,
    InstantSource wall) {
  /// With the machine's clock.
  public ShellParts(
      Identity identity,
      Journal journal,
      ArchiveStore store,
      SecureCarrier carrier,
      LibraryPort libraries,
      InstallPort installs,
      Signalling signalling,
      Notices notices) {
    this(
        identity,
        journal,
        store,
        carrier,
        libraries,
        installs,
        signalling,
        notices,
        InstantSource.system());
  }
}
