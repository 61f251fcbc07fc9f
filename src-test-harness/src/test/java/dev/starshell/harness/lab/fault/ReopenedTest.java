package dev.starshell.harness.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReopenedTest {
  private static final long SECOND = 1_000_000_000L;

  @Test
  void aPathThatWasOpenAtOnceIsTimedFromTheDropAndNotFromWhenItHadSettled() {
    Reopened path = new Reopened(SECOND, SECOND);

    assertThat(path.newFromNanos()).isEqualTo(SECOND + 500_000_000L);
    assertThat(path.seconds(2)).isEqualTo(2.5);
  }

  @Test
  void aPathThatWasCutForAMomentIsTimedFromItsEndOfTheCut() {
    Reopened path = new Reopened(SECOND, SECOND + 250_000_000L);

    assertThat(path.newFromNanos()).isEqualTo(SECOND + 500_000_000L);
    assertThat(path.seconds(2)).isEqualTo(2.25);
  }

  @Test
  void aPathThatWasCutForLongHasNothingOldOnItsWay() {
    Reopened path = new Reopened(SECOND, 9 * SECOND);

    assertThat(path.newFromNanos()).isEqualTo(9 * SECOND);
    assertThat(path.seconds(2)).isEqualTo(2);
  }
}
