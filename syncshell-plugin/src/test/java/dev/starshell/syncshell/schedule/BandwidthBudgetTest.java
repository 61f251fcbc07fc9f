package dev.starshell.syncshell.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.schedule.BandwidthBudget.Grant;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class BandwidthBudgetTest {
  private static final Moment START = new Moment(Long.MAX_VALUE - 5_000_000_000L);

  private static Moment after(long millis) {
    return START.plus(Duration.ofMillis(millis));
  }

  @Test
  void withoutALimitEverythingGoesAtOnce() {
    BandwidthBudget budget = BandwidthBudget.ofRate(0, START);

    assertThat(budget.take(BandwidthBudget.BURST_BYTES_MAX, START).delay()).isZero();
  }

  @Test
  void theBurstGoesAtOnceAndTheRestAtTheRate() {
    BandwidthBudget budget = BandwidthBudget.full(1_000, 500, START);
    Grant burst = budget.take(500, START);
    Grant more = burst.budget().take(100, START);

    assertThat(burst.delay()).isZero();
    assertThat(more.delay()).isEqualTo(Duration.ofMillis(100));
    assertThat(more.budget().take(100, after(200)).delay()).isZero();
  }

  @Test
  void aSilenceFillsTheBucketNoFurtherThanTheBurst() {
    BandwidthBudget budget = BandwidthBudget.full(1_000, 500, START);
    BandwidthBudget later = budget.take(500, START).budget();

    assertThat(later.take(500, after(3_600_000)).delay()).isZero();
    assertThat(later.take(501, after(3_600_000)).delay()).isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void aMessageLargerThanTheBucketPassesAndIsPaidBack() {
    Grant large = BandwidthBudget.full(1_000, 500, START).take(10_500, START);

    assertThat(large.delay()).isEqualTo(Duration.ofSeconds(10));
    assertThat(large.budget().take(1, after(10_000)).delay()).isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void theMeanRateHoldsForRandomMessages() {
    for (int seed = 0; seed < 50; seed++) {
      Random random = new Random(seed);
      long rate = 1L + random.nextInt(50_000_000);
      BandwidthBudget budget = BandwidthBudget.ofRate(rate, START);
      Moment now = START;
      long sent = 0;
      for (int i = 0; i < 2_000; i++) {
        int bytes = random.nextInt(131_072);
        Grant grant = budget.take(bytes, now);
        budget = grant.budget();
        now = now.plus(grant.delay()).plus(Duration.ofNanos(random.nextInt(1_000)));
        sent += bytes;
      }
      double seconds = now.since(START).toNanos() / 1e9;

      assertThat((double) sent)
          .as("seed %d", seed)
          .isLessThanOrEqualTo(rate * seconds + budget.burstBytes() + 1)
          .isGreaterThan(0.9 * rate * seconds);
    }
  }

  @Test
  void timeThatStandsStillOrRunsBackGivesNothing() {
    BandwidthBudget empty = BandwidthBudget.full(1_000, 500, START).take(500, after(100)).budget();

    assertThat(empty.take(1, after(100)).delay()).isEqualTo(Duration.ofMillis(1));
    assertThat(empty.take(1, START).delay()).isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void aNewRateKeepsWhatWasLentInBytes() {
    BandwidthBudget lent = BandwidthBudget.full(1_000, 1, START).take(1_001, START).budget();
    BandwidthBudget faster = lent.withRate(2_000, START);

    assertThat(faster.take(0, START).delay()).isEqualTo(Duration.ofMillis(500));
    assertThat(lent.withRate(0, START).take(9, START).delay()).isZero();
  }

  @Test
  void boundsAreChecked() {
    assertThatThrownBy(() -> BandwidthBudget.ofRate(-1, START))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> BandwidthBudget.full(1, 0, START))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> BandwidthBudget.ofRate(1, START).take(-1, START))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
