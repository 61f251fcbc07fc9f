package dev.starshell.syncshell.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.install.InstallReport.Code;
import dev.starshell.syncshell.install.InstallReport.Problem;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.manifest.Manifest;
import dev.starshell.syncshell.text.DisplayName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InstallerIT {
  private static final MemberKey BOB = key(2);
  private static final MemberKey EVE = key(3);
  private static final ShellId SHELL = ShellId.of(BOB, new byte[32]);

  @TempDir Path temp;
  private MemoryJournal journal;
  private DiskStore store;
  private Installer installer;
  private Path folder;
  private Path member;

  @BeforeEach
  void open() throws IOException {
    journal = new MemoryJournal();
    store = new DiskStore(temp.resolve("objects"), true);
    folder = temp.toRealPath().resolve("mods");
    member = folder.resolve("Raid night/Bob");
    installer = Installer.open(store, journal, folder, List.of(temp.resolve("objects")));
  }

  /// The shell's folder is marked as ours, so that what is put below it afterwards is in the way.
  private void begin() throws IOException {
    apply();
    Files.createDirectories(member);
  }

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

    assertThat(again.hasChanged()).isFalse();
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
                SHELL, name("Raid night"), BOB, name("Bob"), List.of(here), Set.of(), false),
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
  void aFileThatThePlayerChangedIsNeverOverwritten() throws IOException {
    Path file = member.resolve("hair/a.zip");
    apply(entry("hair", "a.zip", "old"));
    Files.delete(file);
    Files.writeString(file, "mine");

    InstallReport report = apply(entry("hair", "a.zip", "new"));
    InstallReport again = apply(entry("hair", "a.zip", "new"));
    InstallReport newer = apply(entry("hair", "a.zip", "newer"));

    assertThat(report.problems()).extracting(Problem::code).containsExactly(Code.CONFLICT);
    assertThat(report.problems().getFirst().sentence()).contains("hair/a (from Bob).zip");
    assertThat(again.hasChanged()).isFalse();
    assertThat(newer.replaced()).isEqualTo(1);
    assertThat(tree()).isEqualTo(Map.of("hair/a.zip", "mine", "hair/a (from Bob).zip", "newer"));
  }

  @Test
  void aConflictCopyOutlivesRunsThatCannotRenewItYet() throws IOException {
    begin();
    Files.createDirectories(member.resolve("hair"));
    Files.writeString(member.resolve("hair/a.zip"), "mine");
    apply(entry("hair", "a.zip", "theirs"));

    installer.apply(
        job(Set.of(), new Entry("hair", "a.zip", 9, new Root(SHELL.digest()))),
        InstallSettings.DELETE);

    assertThat(tree()).containsEntry("hair/a (from Bob).zip", "theirs");
  }

  @Test
  void aFileThatWasThereBeforeStaysAndAnEqualOneIsAdopted() throws IOException {
    begin();
    Files.createDirectories(member.resolve("hair"));
    Files.writeString(member.resolve("hair/mine.zip"), "mine");
    Files.writeString(member.resolve("hair/equal.zip"), "equal");
    Files.createDirectories(member.resolve("hair/folder.zip/x"));

    InstallReport report =
        apply(
            entry("hair", "equal.zip", "equal"),
            entry("hair", "folder.zip", "theirs 2"),
            entry("hair", "mine.zip", "theirs"));

    assertThat(report.adopted()).isEqualTo(1);
    assertThat(report.problems()).hasSize(2).allMatch(one -> one.code() == Code.CONFLICT);
    assertThat(tree())
        .isEqualTo(
            Map.of(
                "hair/mine.zip",
                "mine",
                "hair/mine (from Bob).zip",
                "theirs",
                "hair/equal.zip",
                "equal",
                "hair/folder (from Bob).zip",
                "theirs 2"));
  }

  @Test
  void whenEveryNameBesideIsTakenNothingIsOverwritten() throws IOException {
    begin();
    Files.createDirectories(member.resolve("hair"));
    Files.writeString(member.resolve("hair/a"), "mine");
    Files.writeString(member.resolve("hair/a (from Bob)"), "mine too");
    for (int i = 2; i <= 9; i++) {
      Files.writeString(member.resolve("hair/a (from Bob " + i + ")"), "mine " + i);
    }
    Map<String, String> before = tree();

    InstallReport report = apply(entry("hair", "a", "theirs"));

    assertThat(report.installed()).isZero();
    assertThat(report.problems()).hasSize(1);
    assertThat(tree()).isEqualTo(before);
  }

  @Test
  void noLinkInTheTreeIsEverFollowed() throws IOException {
    begin();
    Path outside = Files.createDirectory(temp.resolve("outside"));
    Files.writeString(outside.resolve("victim.zip"), "victim");
    Files.createDirectories(member.resolve("wear"));
    Files.createSymbolicLink(member.resolve("hair"), outside);
    Files.createSymbolicLink(member.resolve("wear/b.zip"), outside.resolve("victim.zip"));
    Files.createSymbolicLink(member.resolve("wear/c.zip"), outside.resolve("new.zip"));
    Files.createSymbolicLink(member.resolve("wear/sub"), outside);

    InstallReport report =
        apply(
            entry("hair", "victim.zip", "evil"),
            entry("wear", "b.zip", "evil"),
            entry("wear", "c.zip", "evil"),
            entry("wear", "d.zip", "good"),
            entry("wear", "sub/e.zip", "evil"));

    assertThat(report.problems())
        .hasSize(4)
        .allMatch(problem -> problem.code() == Code.PATH_UNSAFE);
    try (var files = Files.list(outside)) {
      assertThat(files).containsExactly(outside.resolve("victim.zip"));
    }
    assertThat(outside.resolve("victim.zip")).hasContent("victim");
    assertThat(member.resolve("wear/d.zip")).hasContent("good");
  }

  @Test
  void aLinkPlantedLaterIsNotFollowedWhenUpdatingOrRemoving() throws IOException {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    apply(entry("hair", "a.zip", "old"), entry("hair", "b.zip", "b"));
    Files.move(member.resolve("hair"), outside.resolve("hair"));
    Files.createSymbolicLink(member.resolve("hair"), outside.resolve("hair"));

    InstallReport report =
        installer.apply(job(Set.of(), entry("hair", "a.zip", "new")), InstallSettings.DELETE);

    assertThat(report.problems())
        .extracting(Problem::code)
        .containsExactly(Code.PATH_UNSAFE, Code.PATH_UNSAFE);
    assertThat(outside.resolve("hair/a.zip")).hasContent("old");
    assertThat(outside.resolve("hair/b.zip")).hasContent("b");
  }

  @Test
  void unsafePlacesAreRefusedHereToo() throws IOException {
    InstallReport report =
        apply(
            entry("hair", "../../../evil", "evil"),
            entry("hair", "/evil", "evil"),
            entry("..", "evil", "evil"));

    assertThat(report.problems()).hasSize(3).allMatch(one -> one.code() == Code.PATH_UNSAFE);
    assertThat(temp.resolve("evil")).doesNotExist();
    assertThat(tree()).isEmpty();
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
    InstallReport confirmed =
        installer.apply(
            new InstallJob(SHELL, name("Raid night"), BOB, name("Bob"), List.of(), Set.of(), true),
            InstallSettings.DELETE);

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
    journal.fail(true);
    assertThatThrownBy(() -> apply(fresh, added)).isInstanceOf(IOException.class);
    journal.fail(false);

    InstallReport report = apply(fresh, added);

    assertThat(report.adopted()).isEqualTo(2);
    assertThat(report.problems()).isEmpty();
    assertThat(tree()).isEqualTo(Map.of("hair/a.zip", "fresh", "hair/b.zip", "added"));
    assertThat(apply(fresh, added).unchanged()).isEqualTo(2);
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
  void membersOfOneNameAndShellsOfOneNameGetFoldersOfTheirOwn() throws IOException {
    Entry one = entry("hair", "a.zip", "one");
    ShellId other = ShellId.of(EVE, new byte[32]);

    Path first = apply(one).folder();
    Path second = applyAs(SHELL, EVE, "bob", one).folder();
    Path renamed = applyAs(SHELL, BOB, "Robert", one).folder();
    MemoryJournal otherJournal = new MemoryJournal();
    Path elsewhere =
        Installer.open(store, otherJournal, folder, List.of())
            .apply(
                new InstallJob(
                    other,
                    name("Raid night"),
                    BOB,
                    name("Bob"),
                    List.of(one),
                    Set.of(one.root()),
                    false),
                InstallSettings.KEEP)
            .folder();

    assertThat(second).isEqualTo(member.resolveSibling("bob~" + EVE.toHex().substring(0, 4)));
    assertThat(renamed).isEqualTo(first);
    assertThat(elsewhere)
        .isEqualTo(folder.resolve("Raid night~" + other.toHex().substring(0, 4) + "/Bob"));
  }

  @Test
  void aLostJournalFindsItsFoldersAgain() throws IOException {
    Entry one = entry("hair", "a.zip", "one");
    apply(one);

    InstallReport report =
        Installer.open(store, new MemoryJournal(), folder, List.of())
            .apply(job(Set.of(), one), InstallSettings.KEEP);

    assertThat(report.folder()).isEqualTo(member);
    assertThat(report.adopted()).isEqualTo(1);
  }

  @Test
  void theFolderOfAnotherPersonOrThePlayerIsNotUsed() throws IOException {
    Files.createDirectories(folder.resolve("Raid night"));
    Files.writeString(folder.resolve("Raid night/save.dat"), "mine");

    InstallReport report = apply(entry("hair", "a.zip", "one"));

    assertThat(report.folder())
        .isEqualTo(folder.resolve("Raid night~" + SHELL.toHex().substring(0, 4) + "/Bob"));
  }

  @Test
  void anInstallFolderInsideTheStoreOrAroundItIsRefused() {
    for (Path bad :
        List.of(
            temp.resolve("objects"),
            temp.resolve("objects/below/here"),
            temp,
            Path.of("/"),
            temp.resolve("x/../objects"))) {
      assertThatThrownBy(
              () -> Installer.open(store, journal, bad, List.of(temp.resolve("objects"))))
          .as("%s", bad)
          .isInstanceOf(InstallFolderException.class);
    }
    assertThat(temp.resolve("objects/below")).doesNotExist();
  }

  @Test
  void aFolderThatCannotBeWrittenIsAProblemAndNotTheEnd() throws IOException {
    begin();
    Entry one = entry("hair", "a.zip", "one");
    Entry two = entry("wear", "b.zip", "two");
    Files.createDirectories(member);
    Files.writeString(member.resolve("hair"), "a file in the folder's place");

    InstallReport report = apply(one, two);

    assertThat(report.installed()).isEqualTo(1);
    assertThat(report.problems()).extracting(Problem::place).containsExactly("hair/a.zip");
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

  private InstallReport apply(Entry... entries) throws IOException {
    return installer.apply(job(Set.of(), entries), InstallSettings.KEEP);
  }

  private InstallReport applyAs(ShellId shell, MemberKey owner, String name, Entry... entries)
      throws IOException {
    InstallJob job = job(Set.of(), entries);
    return installer.apply(
        new InstallJob(
            shell, name("Raid night"), owner, name(name), job.offered(), job.wanted(), false),
        InstallSettings.KEEP);
  }

  private static InstallJob job(Set<Root> more, Entry... entries) {
    Set<Root> wanted = new HashSet<>(more);
    Arrays.stream(entries).map(Entry::root).forEach(wanted::add);
    return new InstallJob(
        SHELL, name("Raid night"), BOB, name("Bob"), List.of(entries), wanted, false);
  }

  private Entry entry(String library, String path, String content) throws IOException {
    byte[] bytes = content.getBytes(StandardCharsets.UTF_8);
    return new Entry(library, path, bytes.length, store.add(bytes));
  }

  private Path object(Entry entry) {
    return store.objectPath(entry.root()).orElseThrow();
  }

  private Map<String, String> tree() throws IOException {
    Map<String, String> files = new TreeMap<>();
    if (Files.exists(member)) {
      try (var all = Files.walk(member)) {
        for (Path path : all.toList()) {
          if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            files.put(member.relativize(path).toString(), Files.readString(path));
          }
        }
      }
    }
    return files;
  }

  private List<Path> drafts() throws IOException {
    try (var all = Files.walk(folder)) {
      return all.filter(InstallTree::isDraft).toList();
    }
  }

  private static boolean sameFile(Path one, Path two) throws IOException {
    return Files.isSameFile(one, two);
  }

  private static Object fileKey(Path path) throws IOException {
    return Files.getAttribute(path, "unix:ino");
  }

  private static DisplayName name(String text) {
    return new DisplayName(text);
  }

  private static MemberKey key(int fill) {
    byte[] seed = new byte[Identity.SEED_BYTES];
    Arrays.fill(seed, (byte) fill);
    return Identity.fromSeed(seed).key();
  }
}
