package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WaitScaleTest {
  @Test
  void waitsAreAsTheyAreUnlessATestShortensThem() {
    Duration wait = Duration.ofSeconds(32);

    assertThat(WaitScale.of(wait)).isEqualTo(wait);
    assertThat(WaitScale.scaled(wait, 0.1)).isEqualTo(Duration.ofMillis(3_200));
  }

  @Test
  void aScaleIsReadWithinItsRange() {
    assertThat(WaitScale.read("0.001")).isEqualTo(0.001);
    assertThat(WaitScale.read("1")).isEqualTo(1);
    assertThat(WaitScale.read("0.0009")).isEqualTo(1);
    assertThat(WaitScale.read("1.1")).isEqualTo(1);
    assertThat(WaitScale.read("-1")).isEqualTo(1);
    assertThat(WaitScale.read("NaN")).isEqualTo(1);
    assertThat(WaitScale.read("fast")).isEqualTo(1);
  }
}
