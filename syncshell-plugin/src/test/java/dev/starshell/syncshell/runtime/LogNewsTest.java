package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.crypto.MemberKey;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

final class LogNewsTest {
  private static final MemberKey ADA = LogOfOne.key(1);
  private static final MemberKey BOB = LogOfOne.key(2);
  private static final Function<MemberKey, String> NAMES =
      member -> member.equals(ADA) ? "Ada" : "Bob";

  @Test
  void nobodyIsBlamedForBothHistoriesWhoHasSealedButOne() {
    assertThat(LogNews.forked(List.of(ADA), NAMES::apply)).contains("both sealed by Ada.");

    assertThat(LogNews.forked(List.of(BOB, ADA), NAMES::apply))
        .contains("one sealed by Bob, the other by Ada.")
        .doesNotContain("both sealed");
  }
}
