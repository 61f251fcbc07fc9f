package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.limits.Limits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Named platform threads, each with a bounded queue of its own: tasks of one lane run in order.
/// Platform threads, because the tasks compute, or call native code through the journal.
final class Workers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);

  private static final Duration END_WAIT = Duration.ofSeconds(2);
  private static final long LOOK_MILLIS = 200;

  private final List<Line> lines = new ArrayList<>();
  private final Runnable mishap;
  private volatile boolean closed;

  /// @param mishap told of every task that failed by a mistake of ours
  Workers(String name, int count, Runnable mishap) {
    this.mishap = mishap;
    for (int i = 0; i < count; i++) {
      lines.add(new Line(name + "-" + i));
    }
  }

  /// A task that something else stands for if the threads end before it is its turn.
  private record Kept(Runnable task, Runnable instead) implements Runnable {
    @Override
    public void run() {
      task.run();
    }
  }

  /// One thread and what waits for it.
  private final class Line {
    final BlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(Limits.INBOX_EVENTS_MAX);

    /// What found no way into the queue, because all of it ends.
    final Queue<Kept> late = new ConcurrentLinkedQueue<>();

    final Thread thread;
    volatile boolean ended;

    Line(String name) {
      this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
      thread.start();
    }

    private void run() {
      try {
        while (!closed) {
          carryOut(queue.take());
        }
      } catch (InterruptedException e) {
        LOG.debug("thread interrupted, ending name={}", thread.getName());
      } finally {
        end();
      }
    }

    private void carryOut(Runnable task) {
      try {
        task.run();
      } catch (Throwable e) {
        // Errors as well: the other tasks of these lanes have a right to their thread.
        LOG.error("task failed thread={}", thread.getName(), e);
        mishap.run();
      }
    }

    /// What the other tasks would have given back is given back, however long that takes.
    private void end() {
      ended = true;
      boolean _ = Thread.interrupted();
      for (Runnable left = next(); left != null; left = next()) {
        if (left instanceof Kept kept) {
          carryOut(kept.instead());
        }
      }
    }

    private @Nullable Runnable next() {
      Runnable left = queue.poll();
      return left != null ? left : late.poll();
    }

    /// A task that came when the thread may have ended: it or the caller sees to it, not both.
    void look(Kept kept) {
      if (ended && (queue.remove(kept) || late.remove(kept))) {
        carryOut(kept.instead());
      }
    }
  }

  private Line line(int lane) {
    return lines.get(Math.floorMod(lane, lines.size()));
  }

  /// Adds a task to a lane; lanes are spread over the threads.
  ///
  /// @return false if that thread's queue is full
  boolean offer(int lane, Runnable task) {
    return line(lane).queue.offer(task);
  }

  /// The same.
  ///
  /// @param instead is done if the threads end before it is the task's turn, also after that
  boolean offer(int lane, Runnable task, Runnable instead) {
    Line line = line(lane);
    Kept kept = new Kept(task, instead);
    if (!line.queue.offer(kept)) {
      return false;
    }
    line.look(kept);
    return true;
  }

  /// Adds a task to a lane, waiting for room.
  void post(int lane, Runnable task) {
    boolean _ = isPosted(line(lane), task);
  }

  /// Adds a task that gives something back: it is done also if the threads end before its turn, or
  /// have ended.
  void postSurely(int lane, Runnable task) {
    Line line = line(lane);
    Kept kept = new Kept(task, task);
    if (!isPosted(line, kept)) {
      line.late.add(kept);
    }
    line.look(kept);
  }

  /// Waits for room, but not for ever.
  private static boolean isTaken(Line line, Runnable task) {
    try {
      return line.queue.offer(task, END_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private boolean isPosted(Line line, Runnable task) {
    try {
      while (!closed) {
        if (line.queue.offer(task, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          return true;
        }
        // Full: look whether there is still somebody to make room.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return false;
  }

  /// Ends the threads after the tasks under way. Only one that does not end by itself is
  /// interrupted, because an interrupt closes the file that a task is busy with.
  @Override
  public void close() {
    closed = true;
    lines.forEach(line -> line.queue.offer(() -> {}));
    join();
  }

  /// Ends the threads after every task that waits, if that does not take too long.
  void finish() {
    for (Line line : lines) {
      CountDownLatch done = new CountDownLatch(1);
      if (isTaken(line, done::countDown)) {
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
      for (Line line : lines) {
        if (!line.thread.join(END_WAIT)) {
          line.thread.interrupt();
          line.thread.join(END_WAIT);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
