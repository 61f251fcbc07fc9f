package dev.starshell.syncshell.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.InstallBook;
import dev.starshell.syncshell.journal.InstallBook.Bounds;
import dev.starshell.syncshell.journal.InstallBook.Cause;
import dev.starshell.syncshell.journal.InstallBook.Change;
import dev.starshell.syncshell.journal.InstallBook.NewVersion;
import dev.starshell.syncshell.journal.InstallBook.Outcome;
import dev.starshell.syncshell.journal.InstallBook.Version;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Open installations and versions outlive the process; the past has its bounds.
final class SqliteInstallBookIT {
  private static final MemberKey BOB = Identity.fromSeed(new byte[Identity.SEED_BYTES]).key();
  private static final Bounds MANY = new Bounds(100, Long.MAX_VALUE);

  @TempDir Path home;
  private SqliteJournal journal;

  @BeforeEach
  void open() throws IOException {
    journal = SqliteJournal.open(home.resolve("journal.db"));
  }

  @AfterEach
  void close() throws IOException {
    journal.close();
  }

  private static Root root(int number) {
    return new Root(Sha256.of(new byte[] {(byte) number}));
  }

  private static Change change(String path, int before, int after) {
    return new Change(
        BOB,
        path,
        before == 0 ? Optional.empty() : Optional.of(root(before)),
        after == 0 ? Optional.empty() : Optional.of(root(after)),
        before,
        after);
  }

  private void version(long manifest, Bounds bounds, Change... changes) throws IOException {
    journal
        .installs()
        .finish(
            "",
            new Outcome(
                List.of(),
                List.of(),
                new NewVersion(
                    1, Cause.INSTALLED, Optional.of(BOB), "Bob", manifest, List.of(changes))),
            bounds);
  }

  @Test
  void anOpenInstallationIsThereAfterARestartAndGoesWithItsEnd() throws IOException {
    InstallBook book = journal.installs();
    book.begin("ab", Bytes.copyOf(new byte[] {1}));
    book.begin("cd", Bytes.copyOf(new byte[] {2}));
    book.drop("cd");
    journal.close();
    open();
    Installed file = new Installed(BOB, "hair/a.zip", root(1), true);

    assertThat(journal.installs().open()).containsOnlyKeys("ab");
    assertThat(journal.inSlot(3).installs().open()).isEmpty();
    journal
        .installs()
        .finish(
            "ab",
            new Outcome(
                List.of(file),
                List.of(),
                new NewVersion(1, Cause.WITHDRAWN, Optional.empty(), "", 0, List.of())),
            MANY);

    assertThat(journal.installs().open()).isEmpty();
    assertThat(journal.installed(BOB)).containsExactly(file);
    assertThat(journal.installs().versions()).isEmpty();
  }

  @Test
  void whatOneManifestBringsIsOneVersionHoweverOftenItComes() throws IOException {
    version(1, MANY, change("a", 0, 1), change("b", 0, 2));
    version(1, MANY, change("a", 1, 3), change("c", 0, 4));
    version(2, MANY, change("a", 3, 0), change("b", 2, 5));

    assertThat(journal.installs().versions())
        .extracting(Version::number, Version::added, Version::changed, Version::removed)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(2L, 0, 1, 1),
            org.assertj.core.groups.Tuple.tuple(1L, 3, 0, 0));
    assertThat(journal.installs().changes(1, 10))
        .containsExactly(change("a", 0, 3), change("b", 0, 2), change("c", 0, 4));
    assertThat(journal.installs().changes(1, 1)).hasSize(1);
    assertThat(journal.installs().changesAfter(1))
        .containsExactly(change("a", 3, 0), change("b", 2, 5));
    assertThat(journal.installs().versions().getLast().by()).contains(BOB);
  }

  @Test
  void theOldestVersionsGoByCountAndBySize() throws IOException {
    Bounds three = new Bounds(3, Long.MAX_VALUE);
    for (int i = 1; i <= 5; i++) {
      version(i, three, change("a", i, i + 1));
    }
    assertThat(journal.installs().versions())
        .extracting(Version::number)
        .containsExactly(5L, 4L, 3L);

    version(6, new Bounds(100, 11), change("a", 6, 7));
    assertThat(journal.installs().versions()).extracting(Version::number).containsExactly(6L, 5L);
    version(7, new Bounds(100, 0), change("a", 7, 8));
    assertThat(journal.installs().versions()).extracting(Version::number).containsExactly(7L);
    assertThat(journal.installs().changesAfter(0)).hasSize(1);
  }

  @Test
  void thePastIsLookedAtWhenAVersionBeginsAndNotWithEachPartOfIt() throws IOException {
    version(1, MANY, change("a", 1, 2));
    version(2, MANY, change("a", 2, 3));

    version(2, new Bounds(1, 0), change("b", 3, 4));
    assertThat(journal.installs().versions()).hasSize(2);

    version(3, new Bounds(1, 0), change("b", 4, 5));
    assertThat(journal.installs().versions()).hasSize(1);
  }

  @Test
  void whatIsNeitherInstalledNorInTheHistoryIsUnused() throws IOException {
    for (int i = 1; i <= 4; i++) {
      journal.archives().bring(Map.of(root(i), (long) i));
    }
    InstalledRows.record(journal.inSlot(2), new Installed(BOB, "x", root(1), true));
    version(1, MANY, change("a", 2, 3));

    assertThat(journal.archives().unused()).containsOnlyKeys(root(4));
    assertThat(journal.archives().brought()).hasSize(4);
    assertThat(journal.inSlot(2).archives().brought()).isEmpty();
    journal.archives().forgetBrought(List.of(root(4)));
    assertThat(journal.archives().unused()).isEmpty();
  }
}
