package dev.starshell.harness.lab.wire;

import java.util.concurrent.atomic.AtomicLongArray;

/// How long things took, counted in steps of a tenth of a millisecond up to two seconds.
///
/// Thread: any.
public final class Spans {
  private static final long STEP_NANOS = 100_000;
  private static final int STEPS = 20_000;

  private final AtomicLongArray counts = new AtomicLongArray(STEPS + 1);

  void add(long nanos) {
    counts.incrementAndGet((int) Math.clamp(nanos / STEP_NANOS, 0, STEPS));
  }

  /// Forgets all.
  public void clear() {
    for (int i = 0; i <= STEPS; i++) {
      counts.set(i, 0);
    }
  }

  /// How many were counted.
  public long count() {
    long sum = 0;
    for (int i = 0; i <= STEPS; i++) {
      sum += counts.get(i);
    }
    return sum;
  }

  /// The span that this part of all did not pass, such as 0.5. Unit: milliseconds. 0 for none.
  public double millis(double part) {
    long wanted = (long) Math.ceil(count() * part);
    long seen = 0;
    for (int i = 0; i <= STEPS; i++) {
      seen += counts.get(i);
      if (seen >= wanted && seen > 0) {
        return (i + 0.5) * STEP_NANOS / 1e6;
      }
    }
    return 0;
  }
}
