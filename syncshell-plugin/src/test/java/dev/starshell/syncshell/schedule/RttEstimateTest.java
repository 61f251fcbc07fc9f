package dev.starshell.syncshell.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RttEstimateTest {
  @Test
  void beforeTheFirstNewsNothingIsOverdue() {
    assertThat(RttEstimate.UNKNOWN.isOverdue(Duration.ofHours(1))).isFalse();
  }

  @Test
  void theFirstNewsCountsThreefold() {
    RttEstimate known = RttEstimate.UNKNOWN.with(Duration.ofMillis(200));

    assertThat(known.isOverdue(Duration.ofMillis(600))).isFalse();
    assertThat(known.isOverdue(Duration.ofMillis(601))).isTrue();
  }

  @Test
  void newsThatAlwaysTakesTheSameIsSoonMissed() {
    RttEstimate steady = after(300, 300, 100);

    assertThat(steady.isOverdue(Duration.ofMillis(299))).isFalse();
    assertThat(steady.isOverdue(Duration.ofMillis(310))).isTrue();
  }

  @Test
  void newsThatIsNowSoonNowLateIsWaitedFor() {
    RttEstimate uneven = after(50, 450, 100);

    assertThat(uneven.isOverdue(Duration.ofMillis(800))).isFalse();
    assertThat(uneven.isOverdue(Duration.ofMillis(1_400))).isTrue();
  }

  @Test
  void howeverPromptItIsABusyMachineMayLookAwayForAMoment() {
    RttEstimate prompt = after(1, 1, 100);

    assertThat(prompt.isOverdue(RttEstimate.TIMEOUT_MIN)).isFalse();
    assertThat(prompt.isOverdue(RttEstimate.TIMEOUT_MIN.plusMillis(1))).isTrue();
  }

  @Test
  void whatLastsUntilTheNewsOfItSuffices() {
    RttEstimate known = after(300, 300, 100);

    assertThat(known.suffices(29_000, 100_000)).isFalse();
    assertThat(known.suffices(31_000, 100_000)).isTrue();
    assertThat(known.suffices(Long.MAX_VALUE, 0)).as("no limit").isFalse();
    assertThat(RttEstimate.UNKNOWN.suffices(Long.MAX_VALUE, 1)).isFalse();
  }

  private static RttEstimate after(int oneMillis, int otherMillis, int times) {
    RttEstimate known = RttEstimate.UNKNOWN;
    for (int i = 0; i < times; i++) {
      known = known.with(Duration.ofMillis(i % 2 == 0 ? oneMillis : otherMillis));
    }
    return known;
  }
}
