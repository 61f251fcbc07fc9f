package dev.starshell.syncshell.install;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.manifest.PathRules;
import dev.starshell.syncshell.text.DisplayName;
import org.junit.jupiter.api.Test;

final class FolderNameTest {
  @Test
  void ordinaryNamesStayAsTheyAre() {
    for (String name : new String[] {"Ada", "Zoë L.M", "新しい", "😀 mods", "a.b", "a~b"}) {
      assertThat(FolderName.of(new DisplayName(name), "member")).isEqualTo(name);
    }
  }

  @Test
  void whateverANameIsItsFolderIsSafe() {
    for (String name :
        new String[] {
          ".",
          "..",
          "../..",
          "a/b",
          "a\\b",
          "CON",
          "nul.txt",
          "~",
          "~root",
          "C:",
          "a.",
          "...",
          ".git",
          "desktop.ini",
          "<>:\"|?*",
          "/",
          "w".repeat(50),
          "😀".repeat(50),
          "x.zip.exe"
        }) {
      String folder = FolderName.of(new DisplayName(name), "member");

      assertThat(PathRules.ofLibrary(folder)).as("%s -> %s", name, folder).isEmpty();
    }
  }

  @Test
  void aNameOfWhichNothingIsLeftGetsTheFallback() {
    assertThat(FolderName.of(new DisplayName("..."), "member")).isEqualTo("member");
  }
}
