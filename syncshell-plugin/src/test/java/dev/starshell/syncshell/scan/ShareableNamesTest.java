package dev.starshell.syncshell.scan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.text.Folding;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShareableNamesTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "Mod Pack (v1.2).ttmp2",
        "模组.zip",
        "ö.pmp",
        "console.zip",
        "com10",
        "a..b",
        "com",
        "lpt",
        "nul-a.zip",
        "😀.jar",
        "a~b",
        "u\u0308.zip"
      })
  void ordinaryNamesAreShared(String name) {
    assertThat(ShareableNames.refuse(name)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {".git", ".", "..", ".DS_Store", "desktop.ini", "Thumbs.db", "AUTORUN.INF"})
  void hiddenNamesAreNot(String name) {
    assertThat(ShareableNames.refuse(name)).contains(ScanCode.NAME_HIDDEN);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.zip.part", "A.TMP", "a.crdownload", "~$doc.zip", "a.zip~", "x.swp"})
  void unfinishedNamesAreNot(String name) {
    assertThat(ShareableNames.refuse(name)).contains(ScanCode.NAME_TEMPORARY);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "~a",
        "a.",
        "a ",
        "a:b",
        "a\\b",
        "a/b",
        "a\"b",
        "a<b",
        "a>b",
        "a|b",
        "a?b",
        "a*b",
        "a\nb",
        "a\u0000b",
        "a\u007fb",
        "a\u202eb",
        "a\u2066b",
        "\ufeffa",
        "a\ufffdb",
        "a\ud800b",
        "con",
        "CON",
        "nul.zip",
        "com1",
        "LPT9.txt",
        "com\u00b2",
        "prn .zip",
        "conin$",
        " a",
        "a\u200eb",
        "a\u00adb",
        "photo.png.exe",
        "CLOCK$.a"
      })
  void namesThatSomeSystemCannotHaveAreNot(String name) {
    assertThat(ShareableNames.refuse(name)).contains(ScanCode.PATH_UNSAFE);
  }

  @Test
  void lengthsAndDepthAreBoundInUtf8() {
    assertThat(ShareableNames.refuse("a".repeat(120))).isEmpty();
    assertThat(ShareableNames.refuse("a".repeat(121))).contains(ScanCode.PATH_UNSAFE);
    assertThat(ShareableNames.refuse("模".repeat(41))).contains(ScanCode.PATH_UNSAFE);
    assertThat(ShareableNames.refusePath("a/".repeat(15) + "a")).isEmpty();
    assertThat(ShareableNames.refusePath("a/".repeat(16) + "a")).isPresent();
    assertThat(ShareableNames.refusePath("a".repeat(119) + "/" + "b".repeat(120))).isEmpty();
    assertThat(ShareableNames.refusePath("a".repeat(120) + "/" + "b".repeat(120))).isPresent();
  }

  @Test
  void foldedPathsTellWhatSomeSystemTakesForTheSame() {
    assertThat(Folding.fold("A/Öl.zip")).isEqualTo(Folding.fold("a/öL.ZIP"));
    assertThat(Folding.fold("a/I")).isEqualTo(Folding.fold("a/i"));
    assertThat(Folding.fold("a/b")).isNotEqualTo(Folding.fold("a/c"));
  }

  @Test
  void everyCodeHasASentenceThatNamesThePath() {
    for (ScanCode code : ScanCode.values()) {
      assertThat(ShareableNames.sentence(code, "the/path.zip")).contains("the/path.zip");
    }
  }
}
