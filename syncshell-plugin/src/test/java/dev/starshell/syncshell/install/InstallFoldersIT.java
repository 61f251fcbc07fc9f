package dev.starshell.syncshell.install;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.quarantine.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Which folder belongs to whom.
final class InstallFoldersIT extends InstallScene {
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
                    false,
                    Words.NONE),
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
}
