package dev.starshell.harness.lab.crash;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Installation;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A sample of the steps that `./starshell lab crashes` goes through.
class CrashLabIT {
  /// Far above what docs/RELIABILITY.md has: other builds may have the machine.
  private static final long LOAD_MILLIS_MAX = 15_000;

  @TempDir Path temp;

  @Test
  void aHostThatDiesInTheMiddleLosesNothingAndDoesNothingTwice() throws Exception {
    List<CrashStep> sample =
        List.of(CrashStep.OBJECT_NAMED, CrashStep.INSTALL_RENAMED, CrashStep.HIGH_FIVE_RETURNED);

    try (CrashLab crash = CrashLab.open(new HostLab(Installation.current(), temp.toRealPath()))) {
      for (CrashStep step : sample) {
        CrashRow row = crash.die(step);

        System.out.println(row);
        assertThat(row.exit()).isEqualTo(CrashStep.EXIT_CODE);
        assertThat(row.wrong()).isEmpty();
        assertThat(row.loadMillis()).isBetween(0L, LOAD_MILLIS_MAX);
      }
    }
  }
}
