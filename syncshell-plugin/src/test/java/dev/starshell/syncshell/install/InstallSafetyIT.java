package dev.starshell.syncshell.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.install.InstallReport.Code;
import dev.starshell.syncshell.install.InstallReport.Problem;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.quarantine.Ruling;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What is in the way of an installation is never overwritten, and never followed out of the
/// folder.
final class InstallSafetyIT extends InstallScene {
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
    assertThat(again.installed() + again.replaced() + again.adopted()).isZero();
    assertThat(newer.replaced()).isEqualTo(1);
    assertThat(tree()).isEqualTo(Map.of("hair/a.zip", "mine", "hair/a (from Bob).zip", "newer"));
  }

  @Test
  void aFileThatWasReplacedRightBeforeACrashIsStillOurs() throws IOException {
    apply(entry("hair", "a.zip", "one"));
    journal.installs().failToFinish(true);
    Entry second = entry("hair", "a.zip", "two");
    assertThatThrownBy(() -> apply(second)).isInstanceOf(IOException.class);
    assertThat(tree()).containsEntry("hair/a.zip", "two");
    journal.installs().failToFinish(false);

    InstallReport report = apply(entry("hair", "a.zip", "three"));

    assertThat(report.problems()).isEmpty();
    assertThat(tree()).isEqualTo(Map.of("hair/a.zip", "three"));
    assertThat(Files.readString(object(second))).isEqualTo("two");
  }

  @Test
  void aFileThatThePlayerChangedThroughTheLinkIsNotTakenForOurs() throws IOException {
    Entry first = entry("hair", "a.zip", "one");
    apply(first);
    Files.setPosixFilePermissions(
        member.resolve("hair/a.zip"), PosixFilePermissions.fromString("rw-r--r--"));
    Files.writeString(member.resolve("hair/a.zip"), "mine");

    InstallReport report = apply(entry("hair", "a.zip", "two"));

    assertThat(report.problems()).extracting(Problem::code).containsExactly(Code.CONFLICT);
    assertThat(tree()).containsEntry("hair/a.zip", "mine");
  }

  @Test
  void aStopWhileASetIsPreparedLeavesTheOldSet() throws IOException {
    apply(entry("hair", "a.zip", "one"), entry("hair", "b.zip", "one and one"));
    Entry a = entry("hair", "a.zip", "two");
    Entry b = entry("hair", "b.zip", "two and two");
    Installer stopped =
        installer.guardedBy((root, _, _) -> {
          if (root.equals(b.root())) {
            Thread.currentThread().interrupt();
          }
          return Ruling.INSTALL;
        });

    assertThatThrownBy(() -> stopped.apply(job(Set.of(), a, b), InstallSettings.KEEP))
        .isInstanceOf(InterruptedIOException.class);

    assertThat(Thread.interrupted()).isTrue();
    assertThat(tree()).isEqualTo(Map.of("hair/a.zip", "one", "hair/b.zip", "one and one"));
    assertThat(rooms()).isEmpty();
    assertThat(apply(a, b).replaced()).isEqualTo(2);
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
}
