package dev.starshell.syncshell.runtime;

import dev.starshell.api.notice.Notices;
import dev.starshell.api.signal.Signalling;
import dev.starshell.syncshell.carrier.SecureCarrier;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.library.InstallPort;
import dev.starshell.syncshell.library.LibraryPort;
import dev.starshell.syncshell.store.ArchiveStore;

/// Everything outside that a shell works with.
public record ShellParts(
    Identity identity,
    Journal journal,
    ArchiveStore store,
    SecureCarrier carrier,
    LibraryPort libraries,
    InstallPort installs,
    Signalling signalling,
    Notices notices) {}
