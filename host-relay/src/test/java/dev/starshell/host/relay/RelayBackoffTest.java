package dev.starshell.host.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class RelayBackoffTest {
  private static final int MANY = RelayBackoff.MANY;

  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Test
  void theCeilingIsTwiceTheTimeTheRelayIsGone() {
    assertThat(
            LongStream.of(0, 1, 2, 10, 29, 30, 31, 59, 60, 3600)
                .map(gone -> RelayBackoff.ceiling(seconds(gone), MANY).toSeconds()))
        .containsExactly(2L, 2L, 4L, 20L, 58L, 60L, 60L, 60L, 60L, 60L);
  }

  @Test
  void theFirstWaitIsSpreadOutToo() {
    assertThat(RelayBackoff.delay(seconds(0), MANY, 0, 0)).isEqualTo(Duration.ZERO);
    assertThat(RelayBackoff.delay(seconds(0), MANY, 0.5, 0)).isEqualTo(seconds(1));
    assertThat(RelayBackoff.delay(seconds(0), MANY, 0.999, 0)).isLessThan(seconds(2));
  }

  @Test
  void silenceThatHasCostASessionIsNoReasonToDoubtTheNextOneBeforeThatIsSteady() {
    Duration nearly = RelayBackoff.STEADY_AFTER.minusNanos(1);

    assertThat(RelayBackoff.mayDoubt(false, Duration.ZERO)).isTrue();
    assertThat(RelayBackoff.mayDoubt(true, nearly)).isFalse();
    assertThat(RelayBackoff.mayDoubt(true, RelayBackoff.STEADY_AFTER)).isTrue();
  }

  @Test
  void patienceGrowsWithTheFailures() {
    assertThat(
            IntStream.range(0, 6).mapToLong(n -> RelayBackoff.patience(n, true, MANY).toSeconds()))
        .containsExactly(6L, 12L, 18L, 24L, 24L, 24L);
    assertThat(
            IntStream.range(0, 6).mapToLong(n -> RelayBackoff.patience(n, false, MANY).toSeconds()))
        .containsExactly(4L, 8L, 12L, 16L, 16L, 16L);
  }

  /// Whatever the size of a star, its members come some seven times a second all together.
  @Test
  void fewMembersWaitNotAsLongAsMany() {
    assertThat(
            IntStream.of(1, 2, 10, 14, 20, 100, 200, 1_500)
                .mapToLong(n -> RelayBackoff.ceiling(seconds(3_600), n).toMillis()))
        .containsExactly(4_000L, 4_000L, 4_000L, 4_200L, 6_000L, 30_000L, 60_000L, 60_000L);
    assertThat(RelayBackoff.ceiling(seconds(0), 2)).isEqualTo(seconds(2));
    assertThat(IntStream.range(0, 4).mapToLong(n -> RelayBackoff.patience(n, true, 2).toSeconds()))
        .containsExactly(6L, 12L, 12L, 12L);
  }

  @Test
  void theWholeWaitIsByChance() {
    assertThat(RelayBackoff.delay(seconds(60), MANY, 0, 0)).isEqualTo(Duration.ZERO);
    assertThat(RelayBackoff.delay(seconds(60), MANY, 0.5, 0)).isEqualTo(Duration.ofSeconds(30));
    assertThat(RelayBackoff.delay(seconds(60), MANY, 0.999, 0)).isLessThan(Duration.ofSeconds(60));
  }

  @Test
  void whatTheRelayAskedForIsTheLeast() {
    assertThat(RelayBackoff.delay(seconds(0), MANY, 0, 5000)).isEqualTo(Duration.ofSeconds(5));
    assertThat(RelayBackoff.delay(seconds(0), MANY, 0.5, 4000)).isEqualTo(Duration.ofSeconds(5));
    assertThat(RelayBackoff.delay(seconds(60), MANY, 0.5, 4000)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aChanceIsBelowOne() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RelayBackoff.delay(seconds(1), MANY, 1.0, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RelayBackoff.delay(seconds(1), MANY, -0.1, 0));
  }
}
