package dev.starshell.syncshell.journal.sqlite;

import dev.starshell.syncshell.journal.InstallBook.Bounds;
import dev.starshell.syncshell.journal.InstallBook.Cause;
import dev.starshell.syncshell.journal.InstallBook.NewVersion;
import dev.starshell.syncshell.journal.InstallBook.Outcome;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.journal.Journal.Installed;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Installed files without a version, recorded as installations record them.
final class InstalledRows {
  private InstalledRows() {}

  static void record(Journal journal, Installed... files) throws IOException {
    finish(journal, List.of(files), List.of());
  }

  static void forget(Journal journal, Installed... files) throws IOException {
    finish(journal, List.of(), List.of(files));
  }

  private static void finish(Journal journal, List<Installed> recorded, List<Installed> forgotten)
      throws IOException {
    NewVersion none = new NewVersion(1, Cause.INSTALLED, Optional.empty(), "", 0, List.of());
    journal.installs().finish("", new Outcome(recorded, forgotten, none), new Bounds(1, 0));
  }
}
