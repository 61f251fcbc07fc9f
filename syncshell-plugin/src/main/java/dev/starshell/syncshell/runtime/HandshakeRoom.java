package dev.starshell.syncshell.runtime;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/// How many handshakes keys are worked with for at once, of all members together. Whoever finds no
/// room asks again in a few seconds. Thread: any.
final class HandshakeRoom {
  static final int UNDERWAY_MAX = 64;

  private final AtomicInteger underway = new AtomicInteger();

  /// Hands a task on if there is room for it.
  ///
  /// @param worker takes the task, or says that it cannot
  /// @return false if the task will not run
  boolean compute(Runnable task, Predicate<Runnable> worker) {
    boolean taken =
        underway.incrementAndGet() <= UNDERWAY_MAX
            && worker.test(() -> {
              underway.decrementAndGet();
              task.run();
            });
    if (!taken) {
      underway.decrementAndGet();
    }
    return taken;
  }
}
