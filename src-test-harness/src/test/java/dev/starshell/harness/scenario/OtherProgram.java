package dev.starshell.harness.scenario;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Programs of the system that a test needs and does without where they, or the right to use them,
/// are missing.
final class OtherProgram {
  private static final int SECONDS_MAX = 10;

  private OtherProgram() {}

  /// Whether a program ran and was content.
  static boolean run(String... command) throws InterruptedException {
    return runUnder(List.of(), command);
  }

  /// The same, with a program and its words put in front.
  static boolean runUnder(List<String> wrapper, String... words) throws InterruptedException {
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(List.of(words));
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(SECONDS_MAX, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException absent) {
      return false;
    }
  }
}
