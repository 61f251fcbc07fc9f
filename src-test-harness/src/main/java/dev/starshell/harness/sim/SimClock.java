package dev.starshell.harness.sim;

import dev.starshell.syncshell.machine.Moment;
import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;

/// Virtual time: what is to happen, in the order of its time, then of its making.
final class SimClock {
  private static final Comparator<Due> ORDER =
      Comparator.comparingLong(Due::atNanos).thenComparingLong(Due::number);

  private final PriorityQueue<Due> queue = new PriorityQueue<>(256, ORDER);
  private long nowNanos;
  private long made;
  private long done;

  private record Due(long atNanos, long number, Runnable task) {}

  void after(Duration span, Runnable task) {
    afterNanos(span.toNanos(), task);
  }

  void afterNanos(long nanos, Runnable task) {
    queue.add(new Due(nowNanos + Math.max(0, nanos), made++, task));
  }

  void at(Duration sinceStart, Runnable task) {
    queue.add(new Due(Math.max(nowNanos, sinceStart.toNanos()), made++, task));
  }

  /// Does the next thing; false when there is none.
  boolean step() {
    Due next = queue.poll();
    if (next == null) {
      return false;
    }
    nowNanos = next.atNanos();
    done++;
    next.task().run();
    return true;
  }

  Moment now() {
    return new Moment(nowNanos);
  }

  long nowNanos() {
    return nowNanos;
  }

  /// How many things were done.
  long steps() {
    return done;
  }
}
