package dev.starshell.syncshell.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffPolicyTest {
  private static long millis(int attempt, boolean relayLost, double chance) {
    return BackoffPolicy.wait(attempt, relayLost, chance).toMillis();
  }

  @Test
  void theFirstAttemptFollowsWithinHalfASecond() {
    assertThat(millis(0, false, 0)).isZero();
    assertThat(millis(0, false, 1)).isEqualTo(500);
    assertThat(millis(0, true, 1)).isEqualTo(500);
  }

  @Test
  void theNextFiveDoubleAndAreSpreadByAQuarter() {
    for (int attempt = 1; attempt <= 5; attempt++) {
      long base = 1_000L << attempt;
      assertThat(millis(attempt, false, 0)).isEqualTo(base * 3 / 4);
      assertThat(millis(attempt, false, 0.5)).isEqualTo(base);
      assertThat(millis(attempt, false, 1)).isEqualTo(base * 5 / 4);
    }
  }

  @Test
  void afterALostRelayTheWaitsAreSpreadFromZeroToTheirLength() {
    for (int attempt = 1; attempt <= 5; attempt++) {
      assertThat(millis(attempt, true, 0)).isZero();
      assertThat(millis(attempt, true, 1)).isEqualTo(1_000L << attempt);
    }
  }

  @Test
  void fromTheSeventhOnItIsAMinuteSpreadByHalfForEver() {
    for (int attempt : new int[] {6, 7, 1_000_000}) {
      assertThat(BackoffPolicy.isParked(attempt)).isTrue();
      assertThat(millis(attempt, false, 0)).isEqualTo(30_000);
      assertThat(BackoffPolicy.wait(attempt, true, 1)).isEqualTo(Duration.ofSeconds(90));
    }
    assertThat(BackoffPolicy.isParked(5)).isFalse();
  }

  @Test
  void argumentsOutsideTheirRangeAreRefused() {
    assertThatThrownBy(() -> millis(-1, false, 0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> millis(0, false, 1.01)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> millis(0, false, -0.01)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> millis(0, false, Double.NaN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
