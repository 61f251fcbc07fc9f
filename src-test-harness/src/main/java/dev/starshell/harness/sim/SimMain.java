package dev.starshell.harness.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The simulator's main. Exit 0: all seeds hold. 1: one does not. 64: wrong words.
public final class SimMain {
  private static final int EXIT_USAGE = 64;
  private static final long PROGRESS_NANOS = Duration.ofSeconds(2).toNanos();

  private SimMain() {}

  /// Runs seeds.
  public static void main(String[] args) throws InterruptedException {
    SimOptions options;
    try {
      options = SimOptions.parse(List.of(args));
    } catch (IllegalArgumentException e) {
      System.err.println("sim: " + e.getMessage());
      System.err.print(SimOptions.USAGE);
      System.exit(EXIT_USAGE);
      return;
    }
    if (options.isHelp()) {
      System.out.print(SimOptions.USAGE);
      return;
    }
    System.exit(run(options) ? 0 : 1);
  }

  private static boolean run(SimOptions options) throws InterruptedException {
    if (options.isTraced()) {
      return trace(options);
    }
    SeedRange range = new SeedRange(options);
    long begun = System.nanoTime();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < options.jobs(); i++) {
      threads.add(Thread.ofPlatform().name("sim-" + i).start(range::work));
    }
    long told = begun;
    for (Thread thread : threads) {
      while (!thread.join(Duration.ofMillis(200))) {
        if (System.nanoTime() - told >= PROGRESS_NANOS) {
          told = System.nanoTime();
          System.out.println(line(range, options, begun));
        }
      }
    }
    System.out.println(line(range, options, begun));
    System.out.println();
    System.out.print(
        SimReport.of(range.tally(), range.settledSeconds(0.95), range.settledSeconds(1)));
    for (SimRun.Outcome outcome : range.failures()) {
      System.out.println();
      System.out.print(SimReport.broken(outcome, options.mutation()));
    }
    return range.failures().isEmpty();
  }

  private static boolean trace(SimOptions options) {
    SimRun.Outcome outcome =
        SimRun.traced(options.scenarioOf(options.first()), options.first(), options.mutation());
    outcome.trace().forEach(System.out::println);
    outcome.broken().ifPresent(broken -> System.out.println("BROKEN " + outcome.detail()));
    return outcome.broken().isEmpty();
  }

  private static String line(SeedRange range, SimOptions options, long begun) {
    double seconds = (System.nanoTime() - begun) / 1e9;
    return String.format(
        Locale.ROOT,
        "%,d of %,d seeds, %.0f a second (%.0f a core), %d broken",
        range.done(),
        options.seeds(),
        range.done() / seconds,
        range.done() / seconds / options.jobs(),
        range.failures().size());
  }
}
