package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.limits.Limits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one thread that owns all mutable state of a shell: a virtual thread that carries out one
/// task of its bounded inbox after the other. Tasks bring immutable values and never wait.
///
/// Why tasks and not event records: docs/decisions/0004-loop-takes-tasks.md.
final class ShellLoop implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ShellLoop.class);
  private static final Duration ASK_WAIT = Duration.ofSeconds(10);
  private static final long LOOK_MILLIS = 200;

  private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>(Limits.INBOX_EVENTS_MAX);

  /// Tasks of the loop itself that found no room in the inbox; they run before the others. Belongs
  /// to the loop's thread.
  private final Deque<Runnable> overflow = new ArrayDeque<>();

  private final Runnable mishap;
  private final Thread thread;
  private volatile boolean closed;

  /// @param mishap told of every task that failed by a mistake of ours
  ShellLoop(String name, Runnable mishap) {
    this.mishap = mishap;
    this.thread = Thread.ofVirtual().name("shell-loop-" + name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Hands over a task from a thread that must not wait.
  ///
  /// @return false if the inbox is full: whoever caused the task has passed its window
  boolean offer(Runnable task) {
    return inbox.offer(task);
  }

  /// Hands over a task from a thread of our own, which waits for room.
  void post(Runnable task) {
    if (closed) {
      return;
    }
    if (Thread.currentThread() == thread) {
      // The loop cannot wait for itself.
      if (!overflow.isEmpty() || !inbox.offer(task)) {
        overflow.add(task);
      }
      return;
    }
    try {
      while (!closed && !inbox.offer(task, LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        // Full: look whether there is still somebody to make room.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// Runs a question on the loop and waits for its answer.
  ///
  /// @throws IllegalStateException if the loop is closed or does not answer in time
  <T> T ask(Supplier<T> question) {
    if (closed) {
      throw new IllegalStateException(thread.getName() + " is closed");
    }
    CompletableFuture<T> answer = new CompletableFuture<>();
    post(() -> {
      try {
        answer.complete(question.get());
      } catch (RuntimeException | Error e) {
        answer.completeExceptionally(e);
      }
    });
    try {
      return answer.get(ASK_WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking " + thread.getName(), e);
    } catch (ExecutionException e) {
      throw new IllegalStateException("failed in " + thread.getName(), e.getCause());
    } catch (TimeoutException e) {
      throw new IllegalStateException(thread.getName() + " did not answer in " + ASK_WAIT, e);
    }
  }

  private void run() {
    while (!closed) {
      try {
        Runnable own = overflow.poll();
        (own == null ? inbox.take() : own).run();
      } catch (InterruptedException e) {
        return;
      } catch (Throwable e) {
        // Errors as well: a loop that ended would leave a shell that looks alive.
        LOG.error("task failed loop={}", thread.getName(), e);
        mishap.run();
      }
    }
  }

  /// Ends the thread after the task under way.
  @Override
  public void close() {
    closed = true;
    if (thread.getState() == Thread.State.NEW) {
      return;
    }
    thread.interrupt();
    try {
      thread.join(Duration.ofSeconds(2));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
