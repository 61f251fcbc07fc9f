package dev.starshell.syncshell.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.install.InstallReport.Code;
import dev.starshell.syncshell.install.InstallReport.Problem;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.manifest.Entry;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Names that come to mean something else, and single bad files that must stop nothing.
final class InstallChangesIT extends InstallScene {
  @Test
  void aFileThatBecameAFolderGivesWayToWhatIsInTheFolder() throws IOException {
    apply(entry("hair", "pack", "one"), entry("hair", "b.zip", "two"));

    InstallReport report =
        apply(entry("hair", "pack/deep/a.zip", "three"), entry("hair", "b.zip", "two"));

    assertThat(report.problems()).isEmpty();
    assertThat(report.removed()).isEqualTo(1);
    assertThat(tree()).isEqualTo(Map.of("hair/pack/deep/a.zip", "three", "hair/b.zip", "two"));
    assertThat(journal.installed(BOB))
        .extracting(Installed::path)
        .containsExactlyInAnyOrder("hair/pack/deep/a.zip", "hair/b.zip");
  }

  @Test
  void aFolderThatBecameAFileGivesWayToTheFile() throws IOException {
    apply(entry("hair", "pack/a.zip", "one"), entry("hair", "pack/deep/b.zip", "two"));

    InstallReport report = apply(entry("hair", "pack", "three"));

    assertThat(report.problems()).isEmpty();
    assertThat(report.removed()).isEqualTo(2);
    assertThat(tree()).isEqualTo(Map.of("hair/pack", "three"));
    assertThat(journal.installed(BOB)).extracting(Installed::path).containsExactly("hair/pack");
  }

  @Test
  void whatArrivesAloneFindsItsWayToo() throws IOException {
    apply(entry("hair", "pack", "one"), entry("wear", "pack/a.zip", "two"));
    Entry one = entry("hair", "pack/a.zip", "three");
    Entry two = entry("wear", "pack", "four");

    InstallReport report = installer.add(job(Set.of(), one, two), List.of(one, two));

    assertThat(report.problems()).isEmpty();
    assertThat(tree()).isEqualTo(Map.of("hair/pack/a.zip", "three", "wear/pack", "four"));
  }

  @Test
  void whatWasChangedHereOrIsNotOursGivesNoWay() throws IOException {
    apply(entry("hair", "pack", "one"), entry("wear", "pack/a.zip", "two"));
    Files.delete(member.resolve("hair/pack"));
    Files.writeString(member.resolve("hair/pack"), "mine");
    Files.writeString(member.resolve("wear/pack/mine.txt"), "mine too");

    InstallReport report =
        apply(entry("hair", "pack/a.zip", "three"), entry("wear", "pack", "four"));

    assertThat(report.problems())
        .extracting(Problem::code)
        .containsExactly(Code.PATH_UNSAFE, Code.CONFLICT);
    assertThat(report.problems().getFirst().sentence()).contains("a file where a folder is needed");
    assertThat(tree())
        .containsEntry("hair/pack", "mine")
        .containsEntry("wear/pack/mine.txt", "mine too")
        .containsEntry("wear/pack/a.zip", "two")
        .containsEntry("wear/pack (from Bob)", "four");
  }

  @Test
  void whatIsInTheWayStaysUntilTheNewArchiveIsWhole() throws IOException {
    apply(entry("hair", "pack", "one"));
    Root coming = new Root(Sha256.of(new byte[] {1}));

    InstallReport report = apply(new Entry("hair", "pack/a.zip", 3, coming));

    assertThat(report.pending()).isEqualTo(1);
    assertThat(tree()).isEqualTo(Map.of("hair/pack", "one"));
  }

  /// On this disk `Mod.zip` and `mod.zip` are two files; where they are one: [InstallSpellingTest].
  @Test
  void aNameInAnotherSpellingIsAnotherFileWhereTheDiskSaysSo() throws IOException {
    apply(entry("hair", "Mod.zip", "one"));

    InstallReport report =
        installer.apply(job(Set.of(), entry("hair", "mod.zip", "one")), InstallSettings.DELETE);

    assertThat(report.removed()).isEqualTo(1);
    assertThat(tree()).isEqualTo(Map.of("hair/mod.zip", "one"));
  }

  @Test
  void oneDraftThatCannotBeDeletedDoesNotEndTheSweep() throws IOException {
    begin();
    Path stuck = Files.createDirectories(member.resolve(".starshell-1.part"));
    Files.writeString(stuck.resolve("inside"), "");
    BasicFileAttributes asFile =
        Files.readAttributes(stuck.resolve("inside"), BasicFileAttributes.class);
    DraftSweep sweep = new DraftSweep();

    assertThat(sweep.visitFile(stuck, asFile)).isEqualTo(FileVisitResult.CONTINUE);
    assertThat(sweep.postVisitDirectory(member, new IOException("bad disk")))
        .isEqualTo(FileVisitResult.CONTINUE);
    assertThat(stuck).exists();
  }

  @Test
  void oneFolderThatCannotBeForcedDoesNotEndTheRun() throws IOException {
    begin();
    InstallTree tree = new InstallTree(folder);
    Path source = Files.writeString(temp.resolve("source"), "one");
    tree.linkNew(member.resolve("hair/a.zip"), source);
    Files.delete(member.resolve("hair/a.zip"));
    Files.delete(member.resolve("hair"));
    Files.createSymbolicLink(member.resolve("hair"), member.resolve("hair"));

    tree.force();

    assertThat(member.resolve("hair")).isSymbolicLink();
  }
}
