package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.limits.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Named platform threads, each with a bounded queue of its own: tasks of one lane run in order.
/// Platform threads, because the tasks compute, or call native code through the journal.
final class Workers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

  private static final Duration END_WAIT = Duration.ofSeconds(2);
  private static final long LOOK_MILLIS = 200;

  private final List<BlockingQueue<Runnable>> queues = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private final Runnable mishap;
  private volatile boolean closed;

  /// @param mishap told of every task that failed by a mistake of ours
  Workers(String name, int count, Runnable mishap) {
    this.mishap = mishap;
    for (int i = 0; i < count; i++) {
      BlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(Limits.INBOX_EVENTS_MAX);
      queues.add(queue);
      threads.add(Thread.ofPlatform().daemon().name(name + "-" + i).start(() -> run(queue)));
    }
  }

  /// Adds a task to a lane; lanes are spread over the threads.
  ///
  /// @return false if that thread's queue is full
  boolean offer(int lane, Runnable task) {
    return queues.get(Math.floorMod(lane, queues.size())).offer(task);
  }

  /// Adds a task to a lane, waiting for room.
  void post(int lane, Runnable task) {
    if (closed) {
      return;
    }
    try {
      BlockingQueue<Runnable> queue = queues.get(Math.floorMod(lane, queues.size()));
      while (!closed && !queue.offer(task, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        // Full: look whether there is still somebody to make room.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run(BlockingQueue<Runnable> queue) {
    while (!closed) {
      try {
        queue.take().run();
      } catch (InterruptedException e) {
        return;
      } catch (Throwable e) {
        // Errors as well: the other tasks of these lanes have a right to their thread.
        LOG.error("task failed thread={}", Thread.currentThread().getName(), e);
        mishap.run();
      }
    }
  }

  /// Ends the threads after the tasks under way. Only one that does not end by itself is
  /// interrupted, because an interrupt closes the file that a task is busy with.
  @Override
  public void close() {
    closed = true;
    queues.forEach(queue -> queue.offer(() -> {}));
    join();
  }

  /// Ends the threads after every task that waits.
  void finish() {
    for (BlockingQueue<Runnable> queue : queues) {
      CountDownLatch done = new CountDownLatch(1);
      if (!closed && queue.offer(done::countDown)) {
        await(done);
      }
    }
    close();
  }

  private static void await(CountDownLatch done) {
    try {
      if (!done.await(END_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("tasks were not done in time wait={}", END_WAIT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void join() {
    try {
      for (Thread thread : threads) {
        if (!thread.join(END_WAIT)) {
          thread.interrupt();
          thread.join(END_WAIT);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
