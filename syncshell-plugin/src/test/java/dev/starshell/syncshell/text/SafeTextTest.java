package dev.starshell.syncshell.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SafeTextTest {
  @Test
  void escapeSequencesLoseTheirTeeth() {
    assertThat(SafeText.of("\u001b[2Jmod\u0007\u009b31m")).isEqualTo("[2Jmod31m");
  }

  @Test
  void textThatTurnsOrHidesIsTakenOut() {
    assertThat(SafeText.of("gpj\u202Eexe\u2066.\u200Bzip\uFEFF\u00AD")).isEqualTo("gpjexe.zip");
  }

  @Test
  void linesBecomeOne() {
    assertThat(SafeText.of("a\nb\r\u2028c\u2029d\te")).isEqualTo("a b  c d e");
  }

  @Test
  void loneSurrogatesAndPrivateLettersAreTakenOut() {
    assertThat(SafeText.of("a\uD800b\uE000c\uDC00")).isEqualTo("abc");
  }

  @Test
  void pilesOfAccentsAreCut() {
    assertThat(SafeText.of("x" + "\u0331".repeat(50)).length()).isEqualTo(5);
  }

  @Test
  void whatIsSafeIsSafeASecondTime() {
    for (String text :
        List.of(
            "e\u200B\u0301",
            "a\u0301\u200B\u0323",
            "x" + "\u0331\u200B".repeat(9),
            "\u1100\u200B\u1161\uFEFF\u11A8")) {
      String safe = SafeText.of(text);

      assertThat(SafeText.of(safe)).isEqualTo(safe);
      assertThat(DisplayName.cleaned(text, "member").text()).isEqualTo(safe);
    }
    assertThat(SafeText.of("e\u200B\u0301")).isEqualTo("\u00E9");
  }

  @Test
  void longTextIsCutWithAMark() {
    String cut = SafeText.of("ä".repeat(10_000_000));

    assertThat(cut).hasSize(SafeText.POINTS_MAX).endsWith("…");
    assertThat(SafeText.of("ä".repeat(80))).isEqualTo("ä".repeat(80));
  }

  @Test
  void ordinaryNamesOfManyLanguagesStay() {
    for (String name : new String[] {"Zoë", "Ада", "新しいMOD", "متجر", "😀 mods", "<b>&amp;"}) {
      assertThat(SafeText.of(name)).isEqualTo(name);
    }
  }

  @Test
  void cleanNamesAreTakenAndOthersAreNot() {
    assertThat(DisplayName.ifClean("Ada")).isPresent();
    for (String bad : new String[] {"", " Ada", "Ada ", "A  b", "A\u202Eb", "a\u0301", "A\nb"}) {
      assertThat(DisplayName.ifClean(bad)).as(bad).isEmpty();
    }
    assertThat(DisplayName.ifClean("x".repeat(50))).isPresent();
    assertThat(DisplayName.ifClean("x".repeat(51))).isEmpty();
    assertThatThrownBy(() -> new DisplayName("x\u0000"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void cleaningMakesACleanNameOrTheFallback() {
    assertThat(DisplayName.cleaned("  A\u001b  da ", "x").text()).isEqualTo("A da");
    assertThat(DisplayName.cleaned("\u3164\u200B", "nobody").text()).isEqualTo("nobody");
    assertThat(DisplayName.cleaned("w".repeat(300), "x").text()).hasSize(50);
  }

  @Test
  void aNumberedNameStaysWithinTheLimit() {
    assertThat(new DisplayName("Ada").numbered(2).text()).isEqualTo("Ada 2");
    assertThat(new DisplayName("😀".repeat(50)).numbered(10).text())
        .isEqualTo("😀".repeat(47) + " 10");
  }
}
