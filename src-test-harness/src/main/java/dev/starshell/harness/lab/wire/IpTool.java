package dev.starshell.harness.lab.wire;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The system's `ip` program.
final class IpTool {
  private static final int SECONDS_MAX = 10;

  private IpTool() {}

  /// Runs it with these words.
  ///
  /// @throws IOException if it is not there or not content; says what it said
  static void run(String words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ip"));
    command.addAll(List.of(words.split(" ", -1)));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new IOException("\"ip " + words + "\" did not end in " + SECONDS_MAX + " s");
    }
    if (process.exitValue() != 0) {
      throw new IOException("\"ip " + words + "\" did not work: " + said);
    }
  }
}
