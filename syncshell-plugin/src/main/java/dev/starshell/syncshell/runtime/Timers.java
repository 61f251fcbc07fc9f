package dev.starshell.syncshell.runtime;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Timers of the runtime: one thread that only hands events over. A key has one timer; starting it
/// anew replaces it. Thread: any.
final class Timers implements AutoCloseable {
  private final ScheduledThreadPoolExecutor clock;
  private final Map<Object, ScheduledFuture<?>> running = new ConcurrentHashMap<>();

  Timers(String name) {
    clock =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().daemon().name(name).unstarted(task));
    clock.setRemoveOnCancelPolicy(true);
    clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /// Runs a task after a span; it must return at once.
  void start(Object key, Duration after, Runnable task) {
    ScheduledFuture<?> timer =
        clock.schedule(
            () -> {
              running.remove(key);
              task.run();
            },
            after.toNanos(),
            TimeUnit.NANOSECONDS);
    ScheduledFuture<?> before = running.put(key, timer);
    if (before != null) {
      before.cancel(false);
    }
  }

  /// Stops the timer of a key, if it runs.
  void stop(Object key) {
    ScheduledFuture<?> timer = running.remove(key);
    if (timer != null) {
      timer.cancel(false);
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
