package dev.starshell.host.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

final class RelayBackoffTest {
  private static Duration seconds(long seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Test
  void theCeilingIsTwiceTheTimeTheRelayIsGone() {
    assertThat(
            LongStream.of(0, 1, 2, 10, 29, 30, 31, 59, 60, 3600)
                .map(gone -> RelayBackoff.ceiling(seconds(gone)).toSeconds()))
        .containsExactly(2L, 2L, 4L, 20L, 58L, 60L, 60L, 60L, 60L, 60L);
  }

  @Test
  void theFirstWaitIsSpreadOutToo() {
    assertThat(RelayBackoff.delay(seconds(0), 0, 0)).isEqualTo(Duration.ZERO);
    assertThat(RelayBackoff.delay(seconds(0), 0.5, 0)).isEqualTo(seconds(1));
    assertThat(RelayBackoff.delay(seconds(0), 0.999, 0)).isLessThan(seconds(2));
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
    assertThat(IntStream.range(0, 6).mapToLong(n -> RelayBackoff.patience(n, true).toSeconds()))
        .containsExactly(6L, 12L, 18L, 24L, 24L, 24L);
    assertThat(IntStream.range(0, 6).mapToLong(n -> RelayBackoff.patience(n, false).toSeconds()))
        .containsExactly(4L, 8L, 12L, 16L, 16L, 16L);
  }

  @Test
  void theWholeWaitIsByChance() {
    assertThat(RelayBackoff.delay(seconds(60), 0, 0)).isEqualTo(Duration.ZERO);
    assertThat(RelayBackoff.delay(seconds(60), 0.5, 0)).isEqualTo(Duration.ofSeconds(30));
    assertThat(RelayBackoff.delay(seconds(60), 0.999, 0)).isLessThan(Duration.ofSeconds(60));
  }

  @Test
  void whatTheRelayAskedForIsTheLeast() {
    assertThat(RelayBackoff.delay(seconds(0), 0, 5000)).isEqualTo(Duration.ofSeconds(5));
    assertThat(RelayBackoff.delay(seconds(0), 0.5, 4000)).isEqualTo(Duration.ofSeconds(5));
    assertThat(RelayBackoff.delay(seconds(60), 0.5, 4000)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aChanceIsBelowOne() {
    assertThatIllegalArgumentException().isThrownBy(() -> RelayBackoff.delay(seconds(1), 1.0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> RelayBackoff.delay(seconds(1), -0.1, 0));
  }
}
