package dev.starshell.syncshell.carrier.webrtc;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The one thread that makes the native calls of a bundle. It runs tasks in order and, between
/// them, asks the library what has drained.
///
/// Native calls pin a virtual thread, and a handle must not be used after it was closed: hence one
/// platform thread that owns all handles.
final class OwnerThread {
  private final BlockingQueue<Runnable> tasks;
  private final Idle idle;
  private final Consumer<Throwable> onFailure;
  private final Thread thread;

  /// Touched by the owner thread only.
  private boolean ended;

  /// What the thread does between tasks.
  interface Idle {
    /// Does what is due.
    ///
    /// @return nanoseconds until something is due again; negative if nothing will be
    long runDue();
  }

  OwnerThread(String name, int capacity, Idle idle, Consumer<Throwable> onFailure) {
    this.tasks = new LinkedBlockingQueue<>(capacity);
    this.idle = idle;
    this.onFailure = onFailure;
    this.thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /// Hands a task over.
  ///
  /// @return false if the queue is full
  boolean offer(Runnable task) {
    return tasks.offer(task);
  }

  /// Ends the thread after the task that calls this.
  void end() {
    ended = true;
  }

  /// Waits for the end.
  ///
  /// @return false if the thread still runs, or is the calling one
  boolean join(Duration longest) throws InterruptedException {
    return !Thread.currentThread().equals(thread) && thread.join(longest);
  }

  private void run() {
    while (!ended) {
      try {
        long waitNanos = idle.runDue();
        Runnable task = waitNanos < 0 ? tasks.take() : tasks.poll(waitNanos, TimeUnit.NANOSECONDS);
        if (task != null) {
          task.run();
        }
      } catch (InterruptedException _) {
        // Nobody has this thread to interrupt it; the end comes as a task.
      } catch (Throwable e) {
        // The library throws Error for refused calls; this is the top of the thread.
        onFailure.accept(e);
      }
    }
  }
}
