package dev.starshell.harness.sim;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/// Seeds that several threads run, each its own; the lock guards what they add up.
final class SeedRange {
  /// After so many failures no further seed is run.
  private static final int FAILURES_MAX = 5;

  private static final int SETTLED_SECONDS_MAX = 3_600;

  private final SimOptions options;
  private final AtomicLong next;
  private final AtomicLong done = new AtomicLong();
  private final Tally tally = new Tally();
  private final List<SimRun.Outcome> failures = new ArrayList<>();
  private final long[] settled = new long[SETTLED_SECONDS_MAX + 1];
  private final Object lock = new Object();

  SeedRange(SimOptions options) {
    this.options = options;
    this.next = new AtomicLong(options.first());
  }

  /// Runs seeds until none is left.
  void work() {
    long end = options.first() + options.seeds();
    for (long seed = next.getAndIncrement(); seed < end; seed = next.getAndIncrement()) {
      SimRun.Outcome outcome = SimRun.of(options.scenarioOf(seed), seed, options.mutation());
      done.incrementAndGet();
      synchronized (lock) {
        tally.add(outcome.tally());
        long seconds = Math.ceilDiv(Math.max(0, outcome.settled().toMillis()), 1_000L);
        settled[(int) Math.min(SETTLED_SECONDS_MAX, seconds)]++;
        if (outcome.broken().isPresent()) {
          failures.add(outcome);
        }
        if (failures.size() >= FAILURES_MAX) {
          return;
        }
      }
    }
  }

  long done() {
    return done.get();
  }

  Tally tally() {
    synchronized (lock) {
      Tally copy = new Tally();
      copy.add(tally);
      return copy;
    }
  }

  List<SimRun.Outcome> failures() {
    synchronized (lock) {
      return List.copyOf(failures);
    }
  }

  /// The seconds within which this part of all runs was over after its last fault.
  int settledSeconds(double part) {
    synchronized (lock) {
      long wanted = (long) Math.ceil(part * done.get());
      long seen = 0;
      for (int seconds = 0; seconds < settled.length; seconds++) {
        seen += settled[seconds];
        if (seen >= wanted) {
          return seconds;
        }
      }
      return SETTLED_SECONDS_MAX;
    }
  }
}
