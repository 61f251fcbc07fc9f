package dev.starshell.harness.sim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The same seed is the same run, also in another process: only then can a failure be looked at.
class SameSeedIT {
  private static List<String> elsewhere(Scenario scenario, long seed)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dstdout.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.starshell.harness.sim.SimMain",
                "--trace",
                "--scenario",
                scenario.name(),
                "--first",
                Long.toString(seed))
            .redirectErrorStream(true)
            .start();
    List<String> lines = new ArrayList<>();
    try (var reader = process.inputReader(UTF_8)) {
      reader.lines().forEach(lines::add);
    }
    assertThat(process.waitFor()).isZero();
    return lines;
  }

  @Test
  void aSeedIsTheSameRunInEveryProcess() throws IOException, InterruptedException {
    Scenario four = Scenario.named("four").orElseThrow();

    List<String> here = SimRun.traced(four, 77, Mutation.NONE).trace();
    List<String> again = SimRun.traced(four, 77, Mutation.NONE).trace();
    List<String> there = elsewhere(four, 77);

    assertThat(here).hasSizeGreaterThan(100);
    assertThat(again).isEqualTo(here);
    assertThat(there).isEqualTo(here);
  }
}
