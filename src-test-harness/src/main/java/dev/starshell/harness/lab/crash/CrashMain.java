package dev.starshell.harness.lab.crash;

import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// `./starshell lab crashes`: has hosts die at every step, or at those that are named. Exit 0: all
/// is well after each. 1: not so. 64: wrong words.
public final class CrashMain {
  private static final int EXIT_USAGE = 64;

  private CrashMain() {}

  /// Runs all steps, or those that are named.
  public static void main(String[] args) throws IOException, InterruptedException {
    List<CrashStep> steps = new ArrayList<>();
    for (String word : args) {
      try {
        steps.add(CrashStep.valueOf(word.toUpperCase(Locale.ROOT)));
      } catch (IllegalArgumentException e) {
        System.err.println(
            "usage: ./starshell lab crashes [STEP...]; steps: " + List.of(CrashStep.values()));
        System.exit(EXIT_USAGE);
      }
    }
    System.exit(run(steps.isEmpty() ? List.of(CrashStep.values()) : steps) ? 0 : 1);
  }

  private static boolean run(List<CrashStep> steps) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("starshell-crashes-");
    List<CrashRow> rows = new ArrayList<>();
    System.out.println(CrashRow.HEAD);
    try (CrashLab crash = CrashLab.open(new HostLab(Installation.current(), folder))) {
      for (CrashStep step : steps) {
        CrashRow row = crash.die(step);
        System.out.println(row);
        rows.add(row);
      }
    } finally {
      HostLab.deleteTree(folder);
    }
    long worst = rows.stream().mapToLong(CrashRow::loadMillis).max().orElse(0);
    long again = rows.stream().mapToLong(CrashRow::againBytes).max().orElse(0);
    boolean isWell = rows.stream().allMatch(row -> row.wrong().isEmpty());
    System.out.printf(
        Locale.ROOT,
        "%d deaths at %d steps: %s; state loads in %d ms at most; at most %,d bytes sent again%n",
        rows.size(),
        steps.size(),
        isWell ? "nothing lost, nothing double" : "NOT WELL",
        worst,
        again);
    return isWell;
  }
}
