package dev.starshell.harness.sim;

import dev.starshell.harness.sim.Tally.What;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The simulator's main. Exit 0: all seeds hold. 1: one does not. 64: wrong words.
public final class SimMain {
  private static final int EXIT_USAGE = 64;
  private static final int TRACE_LINES = 400;
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
    summary(range.tally(), range);
    range.failures().forEach(outcome -> tell(outcome, options.mutation()));
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

  private static void summary(Tally tally, SeedRange range) {
    System.out.println("\nwhat happened:");
    for (What what : What.values()) {
      System.out.printf(Locale.ROOT, "  %-24s %,14d%n", word(what), tally.of(what));
    }
    System.out.println("processes that ended before a step of their disk:");
    for (DiskStep step : DiskStep.values()) {
      System.out.printf(Locale.ROOT, "  %-24s %,14d%n", word(step), tally.crashesAt(step));
    }
    System.out.printf(
        Locale.ROOT,
        "links came back, from when both sides could reach each other: half within %.1f s, 95 %%"
            + " within %.1f s, 99 %% within %.1f s%n",
        tally.recoverySeconds(0.5),
        tally.recoverySeconds(0.95),
        tally.recoverySeconds(0.99));
    System.out.printf(
        Locale.ROOT,
        "all done after the last fault: 95 %% of runs within %d s, all within %d s%n",
        range.settledSeconds(0.95),
        range.settledSeconds(1));
  }

  private static String word(Enum<?> one) {
    return one.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private static void tell(SimRun.Outcome outcome, Mutation mutation) {
    SimRun.Outcome small = SimRun.shrunk(outcome, mutation);
    System.out.println("\nBROKEN seed " + outcome.seed() + ": " + small.detail());
    System.out.println("again: " + outcome.again());
    System.out.println("faults that are needed:");
    small.faults().forEach(fault -> System.out.println("  " + fault));
    List<String> lines = small.trace();
    int from = Math.max(0, lines.size() - TRACE_LINES);
    System.out.println("the last " + (lines.size() - from) + " of " + lines.size() + " lines:");
    lines.subList(from, lines.size()).forEach(System.out::println);
  }
}
