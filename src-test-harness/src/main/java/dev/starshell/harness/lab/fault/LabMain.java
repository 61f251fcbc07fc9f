package dev.starshell.harness.lab.fault;

import dev.starshell.harness.lab.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The fault lab's main. Exit 0: every scenario met what is asked of it, or this machine can have
/// no lab. 1: one did not. 64: wrong words.
public final class LabMain {
  private static final int EXIT_USAGE = 64;

  private LabMain() {}

  /// Runs scenarios.
  public static void main(String[] args) throws IOException, InterruptedException {
    LabOptions options;
    List<LabScenario> chosen;
    try {
      options = LabOptions.parse(List.of(args));
      chosen = chosen(options);
    } catch (IllegalArgumentException e) {
      System.err.println("lab: " + e.getMessage());
      System.err.print(LabOptions.USAGE);
      System.exit(EXIT_USAGE);
      return;
    }
    if (options.isHelp()) {
      System.out.print(LabOptions.USAGE);
      return;
    }
    if (options.isList()) {
      LabScenarios.all().forEach(one -> System.out.printf("%-20s %s%n", one.name(), one.summary()));
      return;
    }
    Optional<String> obstacle = Lab.obstacle();
    if (obstacle.isPresent()) {
      System.out.println("lab: skipped: " + obstacle.get());
      return;
    }
    System.exit(runAll(options, chosen) ? 0 : 1);
  }

  private static List<LabScenario> chosen(LabOptions options) {
    if (options.names().isEmpty()) {
      return LabScenarios.usual();
    }
    List<LabScenario> chosen = new ArrayList<>();
    for (String name : options.names()) {
      chosen.add(
          LabScenarios.named(name)
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "there is no scenario " + name + "; --list shows what there is")));
    }
    return chosen;
  }

  private static boolean runAll(LabOptions options, List<LabScenario> chosen)
      throws IOException, InterruptedException {
    Installation installation = Installation.current();
    Path top = Path.of(System.getProperty("java.io.tmpdir")).toRealPath();
    LabRun run = new LabRun(installation, options, System.out::println);
    List<Outcome> outcomes = new ArrayList<>();
    for (LabScenario scenario : chosen) {
      System.out.printf("%n== %s: %s ==%n", scenario.name(), scenario.summary());
      Outcome outcome = run.run(scenario, top);
      System.out.print(outcome.shown());
      outcomes.add(outcome);
    }
    String table = table(options, outcomes);
    System.out.println();
    System.out.print(table);
    Path report =
        options.report().isEmpty()
            ? installation.root().resolve("target/lab/report.txt")
            : Path.of(options.report()).toAbsolutePath();
    Files.createDirectories(report.getParent());
    Files.writeString(report, table);
    System.out.println("written to " + report);
    return outcomes.stream().allMatch(Outcome::isFine);
  }

  private static String table(LabOptions options, List<Outcome> outcomes) {
    StringBuilder table = new StringBuilder();
    long fine = outcomes.stream().filter(Outcome::isFine).count();
    table.append(
        String.format(
            Locale.ROOT,
            "fault lab, seed %d, %d cores: %d of %d scenarios as asked%n%n",
            options.seed(),
            Runtime.getRuntime().availableProcessors(),
            fine,
            outcomes.size()));
    outcomes.forEach(outcome -> table.append(outcome.shown()));
    return table.toString();
  }
}
