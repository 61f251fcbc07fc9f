package dev.starshell.syncshell.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.install.InstallReport.Code;
import dev.starshell.syncshell.install.InstallReport.Problem;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.manifest.Manifest;
import dev.starshell.syncshell.quarantine.Words;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// Archives come, change, go away, and come back.
final class InstallerIT extends InstallScene {
  @Test
  void archivesAppearUnderShellMemberLibraryAndPathAsLinks() throws IOException {
    Entry one = entry("hair", "a.zip", "one");
    Entry two = entry("wear", "deep/er/b.pmp", "two");
    Entry empty = new Entry("wear", "empty", 0, Manifest.EMPTY_ROOT);

    InstallReport report = apply(one, two, empty);

    assertThat(report.installed()).isEqualTo(3);
    assertThat(report.problems()).isEmpty();
    assertThat(report.folder()).isEqualTo(member);
    assertThat(tree())
        .isEqualTo(Map.of("hair/a.zip", "one", "wear/deep/er/b.pmp", "two", "wear/empty", ""));
    assertThat(sameFile(member.resolve("hair/a.zip"), object(one))).isTrue();
    assertThat(journal.installed(BOB)).hasSize(3);
  }

  @Test
  void equalContentAtManyPlacesIsOneFileOnTheDisk() throws IOException {
    Entry one = entry("hair", "a.zip", "same");
    Entry two = entry("hair", "b.zip", "same");

    apply(one, two);

    assertThat(sameFile(member.resolve("hair/a.zip"), member.resolve("hair/b.zip"))).isTrue();
  }

  @Test
  void doingItAgainDoesNothing() throws IOException {
    Entry one = entry("hair", "a.zip", "one");
    apply(one);
    Object before = fileKey(member.resolve("hair/a.zip"));

    InstallReport again = apply(one);

    assertThat(again.unchanged()).isEqualTo(1);
    assertThat(fileKey(member.resolve("hair/a.zip"))).isEqualTo(before);
  }

  @Test
  void archivesThatCannotBeLinkedAreCopied() throws IOException {
    DiskStore copies = new DiskStore(temp.resolve("copies"), false);
    byte[] content = new byte[300_000];
    new Random(1).nextBytes(content);
    Root root = copies.add(content);
    Entry entry = new Entry("hair", "large.zip", content.length, root);

    InstallReport report =
        Installer.open(copies, journal, folder, List.of())
            .apply(job(Set.of(), entry), InstallSettings.KEEP);

    assertThat(report.installed()).isEqualTo(1);
    assertThat(Files.readAllBytes(member.resolve("hair/large.zip"))).isEqualTo(content);
    assertThat(drafts()).isEmpty();
  }

  @Test
  void aVanishedObjectIsAProblemOfItsFileAlone() throws IOException {
    Entry lost = entry("hair", "lost.zip", "lost");
    Entry good = entry("hair", "good.zip", "good");
    store.lose(lost.root());

    InstallReport report = apply(good, lost);

    assertThat(report.problems()).extracting(Problem::code).containsExactly(Code.STORE_FAILED);
    assertThat(tree()).isEqualTo(Map.of("hair/good.zip", "good"));
    assertThat(drafts()).isEmpty();
  }

  @Test
  void whatIsNotWantedOrNotHereYetIsLeftOut() throws IOException {
    Entry here = entry("hair", "a.zip", "one");
    Entry notHere = new Entry("hair", "b.zip", 5, new Root(SHELL.digest()));

    InstallReport unwanted =
        installer.apply(
            new InstallJob(
                SHELL,
                name("Raid night"),
                BOB,
                name("Bob"),
                List.of(here),
                Set.of(),
                false,
                Words.NONE),
            InstallSettings.KEEP);
    InstallReport report = apply(here, notHere);

    assertThat(unwanted.installed()).isZero();
    assertThat(report.installed()).isEqualTo(1);
    assertThat(report.pending()).isEqualTo(1);
  }

  @Test
  void aChangedArchiveTakesThePlaceOfTheOldOneInOneStep() throws IOException {
    Entry old = entry("hair", "a.zip", "old");
    apply(old);
    Entry fresh = entry("hair", "a.zip", "fresh");

    InstallReport report = apply(fresh);

    assertThat(report.replaced()).isEqualTo(1);
    assertThat(tree()).isEqualTo(Map.of("hair/a.zip", "fresh"));
    assertThat(Files.readString(object(old))).isEqualTo("old");
    assertThat(drafts()).isEmpty();
  }

  @Test
  void theOldVersionStaysUntilTheNewOneIsWhole() throws IOException {
    apply(entry("hair", "a.zip", "old"));

    InstallReport report = apply(new Entry("hair", "a.zip", 9, new Root(SHELL.digest())));

    assertThat(report.pending()).isEqualTo(1);
    assertThat(tree()).isEqualTo(Map.of("hair/a.zip", "old"));
  }

  @Test
  void whatArrivedIsAddedAndNothingElseIsLookedAt() throws IOException {
    Entry old = entry("hair", "a.zip", "one");
    Entry gone = entry("hair", "gone.zip", "two");
    apply(old, gone);
    Files.delete(member.resolve("hair/a.zip"));
    Entry fresh = entry("wear", "b.zip", "three");

    InstallReport report = installer.add(job(Set.of(), old, fresh), List.of(fresh));

    assertThat(report.installed()).isEqualTo(1);
    assertThat(report.removed() + report.kept() + report.unchanged()).isZero();
    assertThat(tree()).isEqualTo(Map.of("hair/gone.zip", "two", "wear/b.zip", "three"));
    assertThat(journal.installed(BOB, List.of("wear/b.zip", "hair/gone.zip")))
        .containsExactlyInAnyOrder(
            new Installed(BOB, "wear/b.zip", fresh.root(), true),
            new Installed(BOB, "hair/gone.zip", gone.root(), true));
  }

  @Test
  void whatArrivedGoesBesideAFileThatIsNotOursAndIsFoundThereAgain() throws IOException {
    begin();
    Files.createDirectories(member.resolve("hair"));
    Files.writeString(member.resolve("hair/a.zip"), "mine");
    Entry entry = entry("hair", "a.zip", "theirs");

    InstallReport first = installer.add(job(Set.of(), entry), List.of(entry));
    InstallReport second = installer.add(job(Set.of(), entry), List.of(entry));

    assertThat(first.problems()).extracting(Problem::code).containsExactly(Code.CONFLICT);
    assertThat(second.problems()).isEqualTo(first.problems());
    assertThat(second.installed() + second.replaced() + second.adopted()).isZero();
    assertThat(tree()).isEqualTo(Map.of("hair/a.zip", "mine", "hair/a (from Bob).zip", "theirs"));
  }

  @Test
  void removedEntriesAreKeptAndMarkedByDefault() throws IOException {
    Entry one = entry("hair", "a.zip", "one");
    Entry two = entry("hair", "b.zip", "two");
    apply(one, two);

    InstallReport report = apply(one);

    assertThat(report.kept()).isEqualTo(1);
    assertThat(tree()).hasSize(2);
    assertThat(journal.installed(BOB))
        .contains(new Installed(BOB, "hair/b.zip", two.root(), false));
    assertThat(apply(one, two).installed()).isZero();
    assertThat(journal.installed(BOB)).contains(new Installed(BOB, "hair/b.zip", two.root(), true));
  }

  @Test
  void removedEntriesAreDeletedByPolicyUnlessTheyWereChanged() throws IOException {
    Entry stays = entry("hair", "a.zip", "one");
    apply(stays, entry("hair", "deep/er/b.zip", "two"), entry("wear", "c.zip", "three"));
    Files.delete(member.resolve("wear/c.zip"));
    Files.writeString(member.resolve("wear/c.zip"), "mine");

    InstallReport report = installer.apply(job(Set.of(), stays), InstallSettings.DELETE);

    assertThat(report.removed()).isEqualTo(1);
    assertThat(report.problems()).extracting(Problem::code).containsExactly(Code.CONFLICT);
    assertThat(tree()).isEqualTo(Map.of("hair/a.zip", "one", "wear/c.zip", "mine"));
    assertThat(member.resolve("hair/deep")).doesNotExist();
    assertThat(journal.installed(BOB)).hasSize(1);
  }

  @Test
  void manyRemovalsWaitForAWord() throws IOException {
    Entry[] entries = new Entry[21];
    for (int i = 0; i < entries.length; i++) {
      entries[i] = entry("hair", String.format("%02d.zip", i), "content " + i);
    }
    apply(entries);

    InstallReport held = installer.apply(job(Set.of()), InstallSettings.DELETE);
    InstallReport confirmed = installer.apply(job(true, Words.NONE), InstallSettings.DELETE);

    assertThat(held.problems()).extracting(Problem::code).containsExactly(Code.REMOVALS_HELD);
    assertThat(held.kept()).isEqualTo(21);
    assertThat(confirmed.removed()).isEqualTo(21);
    assertThat(tree()).isEmpty();
    assertThat(member).exists();
  }

  @Test
  void aDeathBeforeTheRecordIsRepairedByTheNextRun() throws IOException {
    apply(entry("hair", "a.zip", "old"));
    Entry fresh = entry("hair", "a.zip", "fresh");
    Entry added = entry("hair", "b.zip", "added");
    journal.installs().failToFinish(true);
    assertThatThrownBy(() -> apply(fresh, added)).isInstanceOf(IOException.class);
    journal.installs().failToFinish(false);

    InstallReport report = apply(fresh, added);

    assertThat(report.replaced()).isEqualTo(1);
    assertThat(report.installed()).isEqualTo(1);
    assertThat(report.problems()).isEmpty();
    assertThat(tree()).isEqualTo(Map.of("hair/a.zip", "fresh", "hair/b.zip", "added"));
    assertThat(journal.installs().open).isEmpty();
    assertThat(rooms()).isEmpty();
  }

  @Test
  void aDeathBeforeThePlanIsRecordedLeavesTheOldSet() throws IOException {
    apply(entry("hair", "a.zip", "old"));
    journal.fail(true);

    assertThatThrownBy(() -> apply(entry("hair", "a.zip", "fresh"), entry("hair", "b.zip", "b")))
        .isInstanceOf(IOException.class);

    assertThat(tree()).isEqualTo(Map.of("hair/a.zip", "old"));
    assertThat(rooms()).isEmpty();
  }

  @Test
  void aDeletedFileComesBackAndLeftoversAreSwept() throws IOException {
    Entry one = entry("hair", "a.zip", "one");
    apply(one);
    Files.delete(member.resolve("hair/a.zip"));
    Path leftover = Files.writeString(member.resolve("hair/.starshell-12.part"), "half");

    installer.sweep();

    assertThat(leftover).doesNotExist();
    assertThat(apply(one).installed()).isEqualTo(1);
  }

  @Test
  void twoRunsAtOnceEndInTheSameTree() throws Exception {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      entries.add(entry("hair", String.format("%03d/x.zip", i), "old " + i));
    }
    List<Callable<InstallReport>> runs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Installer own = Installer.open(store, journal, folder, List.of());
      runs.add(() -> own.apply(job(Set.of(), entries.toArray(Entry[]::new)), InstallSettings.KEEP));
    }

    installer.apply(job(Set.of()), InstallSettings.KEEP);
    try (var threads = Executors.newFixedThreadPool(2)) {
      for (var run : threads.invokeAll(runs)) {
        assertThat(run.get().problems()).isEmpty();
      }
    }

    assertThat(tree()).hasSize(300);
    assertThat(drafts()).isEmpty();
  }

  @Test
  void tenThousandFilesAreInstalledAndCheckedInSeconds() throws IOException {
    Entry[] entries = new Entry[10_000];
    Root root = store.add("same".getBytes(StandardCharsets.UTF_8));
    Root other = store.add("other".getBytes(StandardCharsets.UTF_8));
    for (int i = 0; i < entries.length; i++) {
      boolean isEven = i % 2 == 0;
      entries[i] =
          new Entry(
              "hair",
              String.format("%02d/%05d.zip", i / 100, i),
              isEven ? 4 : 5,
              isEven ? root : other);
    }

    long start = System.nanoTime();
    InstallReport first = apply(entries);
    long middle = System.nanoTime();
    InstallReport again = apply(entries);
    long end = System.nanoTime();

    assertThat(first.installed()).isEqualTo(10_000);
    assertThat(again.unchanged()).isEqualTo(10_000);
    assertThat(middle - start).isLessThan(20_000_000_000L);
    assertThat(end - middle).isLessThan(5_000_000_000L);
  }
}
