package dev.starshell.syncshell.runtime;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Timers of the runtime: one thread that only hands events over. A key has one timer; starting it
/// anew replaces it. Thread: any.
final class Timers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Timers.class);

  private final ScheduledThreadPoolExecutor clock;
  private final Map<Object, Timer> running = new ConcurrentHashMap<>();

  Timers(String name) {
    clock =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().daemon().name(name).unstarted(task));
    clock.setRemoveOnCancelPolicy(true);
    clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /// One start of a timer. Two of one key are not equal, so an old one never removes its successor.
  private final class Timer implements Runnable {
    private final Object key;
    private final Runnable task;
    private volatile @Nullable ScheduledFuture<?> ticking;

    Timer(Object key, Runnable task) {
      this.key = key;
      this.task = task;
    }

    @Override
    public void run() {
      if (!running.remove(key, this)) {
        return;
      }
      try {
        task.run();
      } catch (RuntimeException | Error e) {
        // The clock would keep it to itself.
        LOG.error("a timer's task failed key={}", key, e);
      }
    }

    void cancel() {
      ScheduledFuture<?> now = ticking;
      if (now != null) {
        now.cancel(false);
      }
    }
  }

  /// Runs a task after a span; it may wait for room in the loop's inbox and for nothing else. After
  /// [#close] it is not run.
  void start(Object key, Duration after, Runnable task) {
    Timer timer = new Timer(key, task);
    Timer before = running.put(key, timer);
    if (before != null) {
      before.cancel();
    }
    try {
      timer.ticking = clock.schedule(timer, after.toNanos(), TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      LOG.debug("timer not started after the end key={}", key, e);
    }
  }

  /// Stops the timer of a key, if it runs.
  void stop(Object key) {
    Timer timer = running.remove(key);
    if (timer != null) {
      timer.cancel();
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
