package dev.starshell.harness.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.lab.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The demo as a stranger starts it: the launcher, three host processes, real WebRTC.
@DisabledOnOs(
    value = OS.WINDOWS,
    disabledReason = "it runs through the launcher, a POSIX shell script")
class DemoIT {
  private static final int ROUNDS = 2;

  @TempDir Path temp;

  @Test
  void aDemoOfOneRunEndsWithEveryFileVerifiedAndLeavesNothingBehind() throws Exception {
    Path folder = Files.createDirectory(temp.resolve("tmp"));
    Path output = temp.resolve("demo.txt");
    ProcessBuilder demo =
        new ProcessBuilder(
            "sh", Installation.current().launcher() + "", "demo", "--once", "--small", "--plain");
    // The build that runs this test has built what the demo needs.
    demo.environment().put("STARSHELL_BUILD", "no");
    demo.environment().put("STARSHELL_JAVA_HOME", System.getProperty("java.home"));
    demo.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder);
    Process process =
        demo.redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .directory(temp.toFile())
            .start();

    boolean isEnded = process.waitFor(120, TimeUnit.SECONDS);
    process.destroy();
    List<String> lines = Files.readAllLines(output);

    assertThat(isEnded).as("ends by itself: %s", lines).isTrue();
    assertThat(process.exitValue()).as(String.join("\n", lines)).isZero();
    assertThat(row(lines, "verified")).containsOnly("yes");
    assertThat(row(lines, "duplicates sent")).containsOnly("0");
    assertThat(row(lines, "  of them wrong")).containsOnly("0");
    assertThat(row(lines, "files hashed again")).containsOnly("20");
    assertThat(row(lines, "high fives")).isEqualTo(row(lines, "channels")).doesNotContain("0");
    assertThat(row(lines, "receipts")).doesNotContain("0");
    assertThat(leftovers(folder)).isEmpty();
  }

  /// The cells of one row of the closing table.
  private static List<String> row(List<String> lines, String label) {
    List<String> rows = lines.stream().filter(line -> line.startsWith(label + "  ")).toList();
    assertThat(rows).as("rows of %s in %s", label, lines).hasSize(1);
    List<String> cells =
        Arrays.asList(rows.getFirst().substring(label.length()).strip().split("\\s+", -1));
    assertThat(cells).as(rows.getFirst()).hasSize(ROUNDS);
    return cells;
  }

  /// What the demo itself made in the temp folder.
  private static List<Path> leftovers(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("starshell-demo-"))
          .toList();
    }
  }
}
