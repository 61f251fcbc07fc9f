package dev.starshell.syncshell.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.install.InstallReport.Code;
import dev.starshell.syncshell.install.InstallReport.Problem;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.journal.LookBook.Look;
import dev.starshell.syncshell.journal.LookBook.Stamp;
import dev.starshell.syncshell.journal.LookBook.Verdict;
import dev.starshell.syncshell.library.InstallPort.Altered;
import dev.starshell.syncshell.library.InstallPort.Looked;
import dev.starshell.syncshell.library.InstallPort.Pace;
import dev.starshell.syncshell.library.InstallPort.Unread;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.quarantine.Cause;
import dev.starshell.syncshell.quarantine.Copy;
import dev.starshell.syncshell.quarantine.Ruling;
import dev.starshell.syncshell.quarantine.Treatment;
import dev.starshell.syncshell.quarantine.Words;
import dev.starshell.syncshell.quarantine.Words.Word;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Installed files that somebody has changed are found without asking, and left as they are.
final class InstalledLookIT extends InstallScene {
  private static final long LATER = Limits.INSTALLED_READ_SPAN.plusHours(1).toMillis();

  private Looked look() throws IOException {
    return installer.look(SHELL, Pace.FULL, System.currentTimeMillis());
  }

  private Looked lookTomorrow() throws IOException {
    return installer.look(SHELL, Pace.FULL, System.currentTimeMillis() + LATER);
  }

  private Path installed(String place) {
    return member.resolve(place);
  }

  private static List<Verdict> verdicts(Looked looked) {
    return looked.altered().stream().map(one -> one.look().verdict()).toList();
  }

  /// As whoever infects a file does who does not want to be seen.
  private static void changeUnseen(Path file, String content) throws IOException {
    FileTime before = Files.getLastModifiedTime(file);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    Files.writeString(file, content);
    Files.setLastModifiedTime(file, before);
  }

  @Test
  void whatWasInstalledIsFineAndNotReadUntilTomorrow() throws IOException {
    apply(entry("hair", "a.jar", "one"), entry("hair", "b.zip", "two"));

    assertThat(look()).isEqualTo(new Looked(2, 0, List.of(), Unread.NONE));
    assertThat(lookTomorrow()).isEqualTo(new Looked(2, 2, List.of(), Unread.NONE));
    assertThat(lookTomorrow()).isEqualTo(new Looked(2, 0, List.of(), Unread.NONE));
  }

  @Test
  void aFileThatWasWrittenAnewIsFoundAtOnceAndLeftAsItIs() throws IOException {
    apply(entry("hair", "a.jar", "one"), entry("hair", "b.jar", "two"));
    Files.delete(installed("hair/a.jar"));
    Files.writeString(installed("hair/a.jar"), "ill");
    Files.delete(installed("hair/b.jar"));
    Files.writeString(installed("hair/b.jar"), "longer");

    Looked looked = look();

    assertThat(verdicts(looked)).containsExactly(Verdict.CHANGED, Verdict.CHANGED);
    assertThat(looked.read()).isEqualTo(1);
    assertThat(store.givenUp).isEmpty();
    assertThat(looked.altered()).allMatch(Altered::isNew).allMatch(Altered::hasCode);
    assertThat(looked.altered())
        .extracting(Altered::file)
        .containsExactlyInAnyOrder(
            installed("hair/a.jar").toString(), installed("hair/b.jar").toString());
    assertThat(installed("hair/a.jar")).hasContent("ill");
    assertThat(installer.standing(SHELL, looked.altered())).isEqualTo(looked.altered());
  }

  @Test
  void changedContentOfTheSameSizeAndTimeIsFoundByTheFullLookAndTheStoresCopyGivenUp()
      throws IOException {
    Entry mod = entry("hair", "a.jar", "one");
    // Some file systems keep a time finer than it can be set.
    Files.setLastModifiedTime(object(mod), FileTime.fromMillis(1_000));
    apply(mod);
    changeUnseen(installed("hair/a.jar"), "ill");

    assertThat(look().altered()).isEmpty();
    Looked looked = lookTomorrow();

    assertThat(verdicts(looked)).containsExactly(Verdict.CHANGED);
    assertThat(store.givenUp).containsExactly(mod.root());
    assertThat(installed("hair/a.jar")).hasContent("ill");
  }

  @Test
  void whatIsRecordedIsInstalledAlsoIfItsLooksCannotBeKept() throws IOException {
    journal.looksFail = true;

    InstallReport report = apply(entry("hair", "a.jar", "one"));

    assertThat(report.installed()).isEqualTo(1);
    assertThat(rooms()).isEmpty();
    journal.looksFail = false;
    assertThat(look()).isEqualTo(new Looked(1, 1, List.of(), Unread.NONE));
  }

  @Test
  void anApprovedArchiveIsNotReadAgainWhileItIsThere() throws IOException {
    installer =
        installer.guardedBy((_, _, _) -> Ruling.of(Treatment.HOLD, Cause.EXECUTABLE_BLOCKED));
    begin();
    Files.createDirectories(installed("hair"));
    Files.writeString(installed("hair/a.jar"), "mine");
    Entry mod = entry("hair", "a.jar", "one");
    installer.apply(approved(mod), InstallSettings.KEEP);
    int reads = store.opened.get();
    assertThat(reads).isPositive();
    assertThat(tree()).hasSize(2);

    installer.apply(approved(mod), InstallSettings.KEEP);

    assertThat(store.opened).hasValue(reads);
    assertThat(tree()).hasSize(2);
  }

  private static InstallJob approved(Entry mod) {
    return job(false, Words.NONE.with(List.of(new Copy(mod.root(), BOB)), Word.APPROVED), mod);
  }

  @Test
  void aFileThatWasOnlyTouchedIsReadOnce() throws IOException {
    apply(entry("hair", "a.zip", "one"));
    Files.setLastModifiedTime(installed("hair/a.zip"), FileTime.fromMillis(1_000));

    assertThat(look()).isEqualTo(new Looked(1, 1, List.of(), Unread.NONE));
    assertThat(look()).isEqualTo(new Looked(1, 0, List.of(), Unread.NONE));
  }

  @Test
  void aDeletedFileIsToldOfUnlessItIsNotOfferedAnyMore() throws IOException {
    Entry kept = entry("hair", "kept.zip", "one");
    apply(kept, entry("hair", "old.zip", "two"));
    apply(kept);
    Files.delete(installed("hair/kept.zip"));
    Files.delete(installed("hair/old.zip"));

    Looked looked = look();

    assertThat(verdicts(looked)).containsExactly(Verdict.GONE);
    assertThat(looked.altered().getFirst().look().path()).isEqualTo("hair/kept.zip");
    apply(kept);
    assertThat(installer.standing(SHELL, looked.altered())).isEmpty();
    assertThat(look().altered()).isEmpty();
  }

  @Test
  void aLinkInAFilesPlaceOrInThatOfItsFolderIsFoundAndNotFollowed() throws IOException {
    apply(entry("hair", "a.zip", "one"), entry("wear", "b.zip", "two"));
    Path outside = Files.createDirectories(temp.resolve("outside"));
    Files.writeString(outside.resolve("a.zip"), "one");
    Files.writeString(outside.resolve("b.zip"), "two");
    Files.delete(installed("hair/a.zip"));
    Files.createSymbolicLink(installed("hair/a.zip"), outside.resolve("a.zip"));
    Files.delete(installed("wear/b.zip"));
    Files.delete(installed("wear"));
    Files.createSymbolicLink(installed("wear"), outside);

    Looked looked = look();

    assertThat(verdicts(looked)).containsExactly(Verdict.REPLACED, Verdict.REPLACED);
    assertThat(looked.read()).isZero();
    assertThat(installer.standing(SHELL, looked.altered())).hasSize(2);
  }

  @Test
  void whatIsKnownToBeChangedIsNotNewAgainAndRightAgainWhenItsBytesAreBack() throws IOException {
    Entry mod = entry("hair", "a.jar", "one");
    apply(mod);
    Files.delete(installed("hair/a.jar"));
    Files.writeString(installed("hair/a.jar"), "ill");
    journal.looks().keep(look().altered().stream().map(Altered::look).toList());

    Looked second = look();

    assertThat(verdicts(second)).containsExactly(Verdict.CHANGED);
    assertThat(second.altered()).noneMatch(Altered::isNew);
    assertThat(second.read()).isZero();
    Files.delete(installed("hair/a.jar"));
    apply(mod);
    assertThat(look()).isEqualTo(new Looked(1, 0, List.of(), Unread.NONE));
  }

  @Test
  void whatAnInstallationHasReplacedMeanwhileDoesNotStand() throws IOException {
    apply(entry("hair", "a.jar", "one"));
    Files.delete(installed("hair/a.jar"));
    Files.writeString(installed("hair/a.jar"), "ill");
    List<Altered> found = look().altered();
    Files.delete(installed("hair/a.jar"));

    apply(entry("hair", "a.jar", "new"));

    assertThat(installer.standing(SHELL, found)).isEmpty();
    assertThat(look().altered()).isEmpty();
  }

  @Test
  void aFolderThatIsNotThereIsADiskThatIsNotThereAndTellsNothing() throws IOException {
    apply(entry("hair", "a.jar", "one"));
    Files.move(folder, folder.resolveSibling("unplugged"));

    assertThat(look()).isEqualTo(Looked.NOTHING);
  }

  @Test
  void whatIsNotAsItWasIsReadFirstAndALookCanBeStopped() throws IOException {
    apply(entry("hair", "a.jar", "one"), entry("hair", "b.jar", "two"));
    Files.setLastModifiedTime(installed("hair/b.jar"), FileTime.fromMillis(1_000));
    int[] bytes = {0};
    Pace once =
        count -> {
          bytes[0] += count;
          if (bytes[0] > 3) {
            throw new InterruptedIOException("enough");
          }
        };

    assertThatThrownBy(() -> installer.look(SHELL, once, System.currentTimeMillis() + LATER))
        .isInstanceOf(InterruptedIOException.class);

    // The touched one came first, and what was read is kept.
    assertThat(lookTomorrow().read()).isEqualTo(1);
  }

  @Test
  void anApprovalIsNotAboutBytesThatWereChangedInTheStoreSinceTheyCame() throws IOException {
    installer =
        installer.guardedBy((_, _, _) -> Ruling.of(Treatment.HOLD, Cause.EXECUTABLE_BLOCKED));
    Entry mod = entry("hair", "a.jar", "one");
    apply(mod);
    changeUnseen(object(mod), "ill");

    InstallReport report = installer.apply(approved(mod), InstallSettings.KEEP);

    assertThat(tree()).isEmpty();
    assertThat(report.problems()).extracting(Problem::code).containsExactly(Code.STORE_FAILED);
  }

  /// No file system takes so long a name, whoever asks: as if its folder could not be entered.
  private Installed installedWhereNobodyCanLook(String name) throws IOException {
    Entry mod = entry("hair", "long.jar", name);
    Installed file = new Installed(BOB, "hair/" + name.repeat(300), mod.root(), true);
    journal.recordInstalled(List.of(file));
    return file;
  }

  @Test
  void whatWasFoundBeforeStaysWhileNobodyCanLookAndAllThatIsUnreadIsToldAtOnce()
      throws IOException {
    apply(entry("hair", "a.jar", "one"));
    Installed changed = installedWhereNobodyCanLook("c");
    Installed gone = installedWhereNobodyCanLook("g");
    Installed fine = installedWhereNobodyCanLook("f");
    journal
        .looks()
        .keep(
            List.of(
                seenBefore(changed, Verdict.CHANGED),
                seenBefore(gone, Verdict.GONE),
                seenBefore(fine, Verdict.AS_INSTALLED)));

    Looked looked = look();

    assertThat(looked.altered())
        .extracting(one -> one.look().path())
        .containsExactlyInAnyOrder(changed.path(), gone.path());
    assertThat(looked.altered()).noneMatch(Altered::isNew);
    assertThat(looked.unread().count()).isEqualTo(3);
    assertThat(looked.unread().first()).startsWith(installed("hair").toString());
    assertThat(installer.standing(SHELL, looked.altered())).isEqualTo(looked.altered());
  }

  private static Look seenBefore(Installed file, Verdict verdict) {
    return new Look(file.owner(), file.path(), file.root(), Stamp.NONE, 1, verdict);
  }

  @Test
  void whatWasChangedAndCannotBeReadAfterTheNextChangeIsStillChanged() throws IOException {
    Entry mod = entry("hair", "a.jar", "one");
    apply(mod);
    Files.delete(installed("hair/a.jar"));
    Files.writeString(installed("hair/a.jar"), "ill");
    journal.looks().keep(look().altered().stream().map(Altered::look).toList());
    Files.setLastModifiedTime(installed("hair/a.jar"), FileTime.fromMillis(1_000));
    store.chunksFail = true;

    Looked looked = look();

    assertThat(verdicts(looked)).containsExactly(Verdict.CHANGED);
    assertThat(looked.altered()).noneMatch(Altered::isNew);
    assertThat(looked.unread().count()).isEqualTo(1);
    assertThat(installer.standing(SHELL, looked.altered())).isEqualTo(looked.altered());
  }
}
