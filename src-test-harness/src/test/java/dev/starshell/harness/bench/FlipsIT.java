package dev.starshell.harness.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A few of the flips of `./starshell bench flips`.
class FlipsIT {
  private static final long FLIPS = 20_000;

  @TempDir Path folder;

  @Test
  void everyBitThatIsTurnedOverIsFound() throws Exception {
    List<FlipCount> counts = FlipsBench.count(FLIPS, folder);

    assertThat(counts).hasSize(5).allSatisfy(count -> assertThat(count.flips()).isPositive());
    assertThat(counts.stream().mapToLong(FlipCount::flips).sum()).isEqualTo(FLIPS);
    assertThat(counts).allSatisfy(count -> assertThat(count.surfaced()).isZero());
  }
}
