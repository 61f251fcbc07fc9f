package dev.starshell.harness.sim;

import dev.starshell.harness.sim.Tally.What;
import java.util.List;
import java.util.Locale;

/// What is told of runs.
final class SimReport {
  private static final int TRACE_LINES = 400;

  private SimReport() {}

  /// A run that broke an invariant: how to run it again, the fewest faults that break it, and the
  /// end of its trace.
  static String broken(SimRun.Outcome outcome, Mutation mutation) {
    SimRun.Outcome small = SimRun.shrunk(outcome, mutation);
    StringBuilder text = new StringBuilder();
    text.append("BROKEN seed ").append(outcome.seed()).append(": ").append(small.detail());
    text.append("\nagain: ").append(outcome.again());
    text.append("\nfaults that are needed, ").append(small.faults().size());
    text.append(" of ").append(outcome.faults().size()).append(":\n");
    small.faults().forEach(fault -> text.append("  ").append(fault).append('\n'));
    List<String> lines = small.trace();
    int from = Math.max(0, lines.size() - TRACE_LINES);
    text.append("the last ").append(lines.size() - from).append(" of ");
    text.append(lines.size()).append(" lines:\n");
    lines.subList(from, lines.size()).forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  /// What happened in many runs.
  static String of(Tally tally, int settledMost, int settledAll) {
    StringBuilder text = new StringBuilder("what happened:\n");
    for (What what : What.values()) {
      row(text, what, tally.of(what));
    }
    text.append("processes that ended before a step of their disk:\n");
    for (DiskStep step : DiskStep.values()) {
      row(text, step, tally.crashesAt(step));
    }
    text.append(
        String.format(
            Locale.ROOT,
            "links came back, from when both sides could reach each other: half within %.1f s, 95 %%"
                + " within %.1f s, 99 %% within %.1f s%n",
            tally.recoverySeconds(0.5),
            tally.recoverySeconds(0.95),
            tally.recoverySeconds(0.99)));
    text.append(
        String.format(
            Locale.ROOT,
            "all done after the last fault: 95 %% of runs within %d s, all within %d s%n",
            settledMost,
            settledAll));
    return text.toString();
  }

  private static void row(StringBuilder text, Enum<?> one, long count) {
    String word = one.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    text.append(String.format(Locale.ROOT, "  %-24s %,18d%n", word, count));
  }
}
