package dev.starshell.host.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class BackoffPolicyTest {
  @Test
  void theCeilingDoublesFromTwoSecondsToAMinute() {
    assertThat(IntStream.range(0, 9).mapToLong(n -> BackoffPolicy.ceiling(n).toSeconds()))
        .containsExactly(0L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L);
  }

  @Test
  void theWholeWaitIsByChance() {
    assertThat(BackoffPolicy.delay(6, 0, 0)).isEqualTo(Duration.ZERO);
    assertThat(BackoffPolicy.delay(6, 0.5, 0)).isEqualTo(Duration.ofSeconds(30));
    assertThat(BackoffPolicy.delay(6, 0.999, 0)).isLessThan(Duration.ofSeconds(60));
  }

  @Test
  void whatTheRelayAskedForIsTheLeast() {
    assertThat(BackoffPolicy.delay(0, 0, 5000)).isEqualTo(Duration.ofSeconds(5));
    assertThat(BackoffPolicy.delay(0, 0.5, 4000)).isEqualTo(Duration.ofSeconds(5));
    assertThat(BackoffPolicy.delay(6, 0.5, 4000)).isEqualTo(Duration.ofSeconds(30));
  }

  @Test
  void aChanceIsBelowOne() {
    assertThatIllegalArgumentException().isThrownBy(() -> BackoffPolicy.delay(1, 1.0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> BackoffPolicy.delay(1, -0.1, 0));
  }
}
