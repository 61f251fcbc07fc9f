package dev.starshell.syncshell.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.journal.LookBook.Look;
import dev.starshell.syncshell.journal.LookBook.Stamp;
import dev.starshell.syncshell.journal.LookBook.Verdict;
import dev.starshell.syncshell.journal.LookBook.Watched;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is known of installed files outlives the process, and goes with what it is about.
final class SqliteLookBookIT {
  private static final MemberKey BOB = Identity.fromSeed(new byte[Identity.SEED_BYTES]).key();
  private static final Installed FILE = new Installed(BOB, "hair/a.jar", root(1), true);
  private static final Look LOOK =
      new Look(BOB, "hair/a.jar", root(1), new Stamp(7, 5, "inode 3"), 99, Verdict.CHANGED);

  @TempDir Path folder;

  private static Root root(int fill) {
    byte[] bytes = new byte[Digest.LENGTH_BYTES];
    Arrays.fill(bytes, (byte) fill);
    return new Root(Digest.of(bytes));
  }

  private SqliteJournal open() throws IOException {
    return SqliteJournal.open(folder.resolve("journal.db"));
  }

  @Test
  void aLookIsThereAfterAReopenAndTheNewestCounts() throws IOException {
    try (SqliteJournal journal = open()) {
      InstalledRows.record(journal, FILE);
      assertThat(journal.looks().watched()).containsExactly(new Watched(FILE, Optional.empty()));
      journal
          .looks()
          .keep(List.of(new Look(BOB, "hair/a.jar", root(1), Stamp.NONE, 1, Verdict.GONE)));
      journal.looks().keep(List.of(LOOK));
    }

    try (SqliteJournal journal = open()) {
      assertThat(journal.looks().watched()).containsExactly(new Watched(FILE, Optional.of(LOOK)));
    }
  }

  @Test
  void aLookIsAboutOneArchiveAtOnePlaceOfOneShell() throws IOException {
    try (SqliteJournal journal = open()) {
      Journal other = journal.inSlot(2);
      Installed next = new Installed(BOB, "hair/a.jar", root(2), true);
      InstalledRows.record(journal, FILE);
      InstalledRows.record(other, FILE);
      journal.looks().keep(List.of(LOOK));

      assertThat(other.looks().watched()).containsExactly(new Watched(FILE, Optional.empty()));
      InstalledRows.record(journal, next);
      assertThat(journal.looks().watched()).containsExactly(new Watched(next, Optional.empty()));
    }
  }

  @Test
  void aLookAtWhatWasForgottenMeanwhileLeavesNothing() throws IOException {
    try (SqliteJournal journal = open()) {
      journal.looks().keep(List.of(LOOK));
      InstalledRows.record(journal, FILE);

      assertThat(journal.looks().watched()).containsExactly(new Watched(FILE, Optional.empty()));
    }
  }

  @Test
  void whatIsForgottenTakesItsLookWithIt() throws IOException {
    try (SqliteJournal journal = open()) {
      InstalledRows.record(journal, FILE);
      journal.looks().keep(List.of(LOOK));
      InstalledRows.forget(journal, FILE);
      InstalledRows.record(journal, FILE);

      assertThat(journal.looks().watched()).containsExactly(new Watched(FILE, Optional.empty()));
    }
  }
}
