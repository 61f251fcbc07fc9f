package dev.starshell.harness.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PaceTest {
  private static final long MIB = 1 << 20;

  @Test
  void everyDropMeetsASyncUnderWayEvenIfArchivesPassForLongInEach() {
    long left = 200 * MIB;

    for (int dropsLeft = 100; dropsLeft > 0; dropsLeft--) {
      // A tenth are of the relay, which takes half a minute to find out.
      boolean isRelay = dropsLeft % 10 == 0;
      long pace = isRelay ? Pace.withoutRelay(left, dropsLeft) : Pace.between(left, dropsLeft);
      assertThat(left).as("left before the last %d drops", dropsLeft).isGreaterThan(MIB / 2);
      left -= Math.min(left, pace * (isRelay ? 32 : 4));
    }
  }

  @Test
  void theRestGoesAsFastAsItMay() {
    assertThat(Pace.between(1, 0)).isEqualTo(Pace.BYTES_MAX);
    assertThat(Pace.between(1L << 40, 1)).isEqualTo(Pace.BYTES_MAX);
  }

  @Test
  void itNeverStandsStill() {
    assertThat(Pace.between(0, 100)).isEqualTo(16 << 10);
    assertThat(Pace.withoutRelay(0, 100)).isEqualTo(16 << 10);
  }
}
