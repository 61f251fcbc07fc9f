package dev.starshell.syncshell.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PathRulesTest {
  static Stream<Arguments> unsafePaths() {
    return Stream.of(
            of(PathRule.EMPTY, "", "a//b", "a/", "a//"),
            of(PathRule.DOT_PART, ".", "..", "a/..", "../a", "a/../../b", "a/./b", "./a"),
            of(PathRule.ABSOLUTE, "/", "/a", "//server/share/a", "//?/C:/a"),
            of(PathRule.HOME, "~", "~/a", "~root/a"),
            of(PathRule.DRIVE, "C:", "c:/a", "C:a", "Z:\\a"),
            of(PathRule.BACKSLASH, "\\a", "a\\b", "\\\\?\\C:\\a", "..\\a", "a/..\\..\\b"),
            of(
                PathRule.CONTROL,
                "a\u0000",
                "a\u0000.zip",
                "a\nb",
                "a\u001b[2J",
                "a\u007f",
                "a\u0085"),
            of(PathRule.CONTROL, "a\u2028b", "a\u2029b"),
            of(
                PathRule.RESERVED,
                "a<b",
                "a>b",
                "ab:c",
                "a.zip:stream",
                "a\"b",
                "a|b",
                "a?b",
                "a*b"),
            of(PathRule.RESERVED, "dir/file.txt::$DATA", "1:/a"),
            of(
                PathRule.DIRECTION,
                "a\u202Eb",
                "a\u202Ab",
                "a\u2066b",
                "a\u2069b",
                "\uFEFFa",
                "a\u200Fb"),
            of(PathRule.BROKEN_TEXT, "a\uFFFDb", "a\uD800b", "\uDC00", "a\uD800"),
            of(PathRule.NOT_COMPOSED, "A\u030A.zip", "e\u0301/b", "\u212B"),
            of(
                PathRule.EDGE,
                "a.",
                "a ",
                "a./b",
                "a /b",
                "a..",
                "...",
                " a",
                "b/ a",
                "a. .",
                "\u2008",
                "\u00a0a",
                "b/a\u3000"),
            of(PathRule.DEVICE, "CON", "con", "prn.txt", "AUX.zip", "nul.tar.gz", "a/NUL/b"),
            of(PathRule.DEVICE, "COM1", "com0.x", "LPT9.zip", "COM¹", "lpt².zip", "com³"),
            of(PathRule.DEVICE, "CLOCK$", "conin$", "CONOUT$.log", "CON .txt", "nul  .zip"),
            of(PathRule.SYSTEM_FILE, "desktop.ini", "a/Autorun.INF", "Thumbs.db", "THUMBS.DB"),
            of(
                PathRule.HIDDEN,
                ".a",
                ".DS_Store",
                "a/.git/config",
                ".starshell-1.part",
                "..." + "a"),
            of(
                PathRule.DISGUISED,
                "skin.zip.exe",
                "a/photo.PNG.scr",
                "readme.txt.lnk",
                "x.jar.bat"),
            of(
                PathRule.PART_TOO_LONG,
                "x".repeat(121),
                "a/" + "é".repeat(61),
                "b".repeat(121) + "/a"),
            of(PathRule.PATH_TOO_LONG, ("x".repeat(60) + "/").repeat(3) + "y".repeat(58)),
            of(PathRule.TOO_DEEP, "a/".repeat(16) + "b"))
        .flatMap(family -> family);
  }

  private static Stream<Arguments> of(PathRule rule, String... paths) {
    return Stream.of(paths).map(path -> arguments(rule, path));
  }

  @ParameterizedTest
  @MethodSource("unsafePaths")
  void anUnsafePathIsRefusedByItsRule(PathRule rule, String path) {
    assertThat(PathRules.ofPath(path)).hasValue(rule);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "mod.zip",
        "a/b/c.ttmp2",
        "Zoë's höuse.pmp",
        "新しい/服.zip",
        "👩‍👧 family.zip",
        "a..b",
        "a.b.c",
        "a ~ b",
        "a~1",
        "context.zip",
        "console",
        "com10",
        "COM",
        "lpt",
        "nullable.jar",
        "c",
        "tool.exe",
        "setup.v2.exe",
        "desktop.ini.zip",
        "a%2e%2e%2fb",
        "$RECYCLE",
        "a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p"
      })
  void anOrdinaryPathIsSafe(String path) {
    assertThat(PathRules.ofPath(path)).isEmpty();
  }

  @Test
  void boundsHoldAtTheirLastByte() {
    assertThat(PathRules.ofPath("x".repeat(120))).isEmpty();
    assertThat(PathRules.ofPath("é".repeat(60))).isEmpty();
    assertThat(PathRules.ofPath(("x".repeat(60) + "/").repeat(3) + "y".repeat(57))).isEmpty();
  }

  @Test
  void theTurkishLocaleChangesNothing() {
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.forLanguageTag("tr-TR"));
    try {
      assertThat(PathRules.ofPath("conin$")).hasValue(PathRule.DEVICE);
      assertThat(PathRules.ofPath("DESKTOP.INI")).hasValue(PathRule.SYSTEM_FILE);
      assertThat(together("FILE.zip", "file.zip")).isEqualTo(PathRule.DUPLICATE);
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void placesThatSomeSystemTakesForTheSameAreRefused() {
    assertThat(together("a.zip", "A.ZIP")).isEqualTo(PathRule.DUPLICATE);
    assertThat(together("Straße.zip", "STRASSE.zip")).isEqualTo(PathRule.DUPLICATE);
    assertThat(together("Ünï.zip", "üNÏ.zip")).isEqualTo(PathRule.DUPLICATE);
    assertThat(together("ΣΑΣ.zip", "σας.zip")).isEqualTo(PathRule.DUPLICATE);
    assertThat(together("ﬁne.zip", "fine.zip")).isEqualTo(PathRule.DUPLICATE);
    assertThat(together("D/a.zip", "d/A.zip")).isEqualTo(PathRule.DUPLICATE);
    assertThat(together("a", "a/b")).isEqualTo(PathRule.FILE_AND_FOLDER);
    assertThat(together("A/b/c", "a/B")).isEqualTo(PathRule.FILE_AND_FOLDER);
  }

  @Test
  void aFileInTheFoldersPlaceIsRefusedInEitherOrder() {
    Entry file = Manifests.entry("lib", "x/y", 1);
    Entry below = Manifests.entry("lib", "x/y/z", 2);

    assertThat(PathRules.firstBroken(List.of(file, below))).isPresent();
    assertThat(PathRules.firstBroken(List.of(below, file))).isPresent();
  }

  @Test
  void samePathsInTwoLibrariesAreFineAndTwoLikeLibrariesAreNot() {
    Entry one = Manifests.entry("Lib", "a", 1);

    assertThat(PathRules.firstBroken(List.of(one, Manifests.entry("Other", "a", 1)))).isEmpty();
    assertThat(PathRules.firstBroken(List.of(one, Manifests.entry("lib", "b", 1))))
        .get()
        .extracting(PathRules.Broken::rule)
        .isEqualTo(PathRule.DUPLICATE);
  }

  @Test
  void aLibrarysNameIsASinglePart() {
    assertThat(PathRules.ofLibrary("My mods")).isEmpty();
    for (String bad : new String[] {"", "..", "a/b", "/a", "CON", ".hidden", "a\\b", "a "}) {
      assertThat(PathRules.ofLibrary(bad)).as(bad).isPresent();
    }
  }

  @Test
  void lookalikesAreNotRefused() {
    List<Entry> entries =
        List.of(Manifests.entry("lib", "fine.zip", 1), Manifests.entry("lib", "ｆine.zip", 2));

    assertThat(PathRules.firstBroken(entries)).isEmpty();
  }

  @Test
  void theReasonNamesTheEntryWithoutItsTricks() {
    Entry evil = Manifests.entry("lib", "a\u001b[2J\u202E", 1);

    assertThat(PathRules.firstBroken(List.of(evil)).orElseThrow().detail())
        .isEqualTo("entry \"lib/a[2J\" has a control character");
  }

  private static PathRule together(String first, String second) {
    return PathRules.firstBroken(
            List.of(Manifests.entry("lib", first, 1), Manifests.entry("lib", second, 2)))
        .orElseThrow()
        .rule();
  }
}
