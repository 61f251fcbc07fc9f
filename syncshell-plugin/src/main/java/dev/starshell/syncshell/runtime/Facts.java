package dev.starshell.syncshell.runtime;

import dev.starshell.api.notice.Notice;
import dev.starshell.api.notice.Notices;
import dev.starshell.syncshell.journal.Journal;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads and writes the journal off the loop, in order, on one thread, `facts-0`. What was handed
/// over before [#close] is still done. Thread: any.
final class Facts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Facts.class);

  private static final Duration RETRY = Duration.ofSeconds(2);

  private final CountDownLatch end = new CountDownLatch(1);
  private final Journal journal;
  private final Workers thread;
  private final ShellLoop loop;
  private final Notices notices;

  Facts(Journal journal, ShellLoop loop, Notices notices, Runnable mishap) {
    this.journal = journal;
    this.thread = new Workers("facts", 1, mishap);
    this.loop = loop;
    this.notices = notices;
  }

  /// A task of the journal that gives a value.
  interface Task<T> {
    T run(Journal journal) throws IOException;
  }

  /// A task of the journal that gives nothing.
  interface Write {
    void run(Journal journal) throws IOException;
  }

  Workers thread() {
    return thread;
  }

  /// Runs a task, then hands its result to the loop. A failure is told to people, and the task is
  /// tried again until it works or this ends; what was handed over later waits for it.
  <T> void ask(Task<T> task, Consumer<T> then) {
    thread.post(
        0,
        () -> {
          AtomicReference<@Nullable T> value = new AtomicReference<>();
          if (retried(store -> value.set(task.run(store)))) {
            loop.post(() -> then.accept(Objects.requireNonNull(value.get())));
          }
        });
  }

  /// Makes something durable, then goes on, on the loop. Failures are met as in [#ask].
  void write(Write task, Runnable then) {
    thread.post(
        0,
        () -> {
          if (retried(task)) {
            loop.post(then);
          }
        });
  }

  /// Tries once to make something durable, for people who wait for the answer, then goes on, on the
  /// loop, with the failure or without.
  void attempt(Write task, Consumer<Optional<IOException>> then) {
    thread.post(
        0,
        () -> {
          Optional<IOException> failure = tried(task);
          loop.post(() -> then.accept(failure));
        });
  }

  private Optional<IOException> tried(Write task) {
    try {
      task.run(journal);
      return Optional.empty();
    } catch (IOException e) {
      LOG.error("journal failed", e);
      return Optional.of(e);
    } catch (RuntimeException e) {
      // Whoever waits is told of our own mistakes as well.
      LOG.error("journal failed by a mistake of ours", e);
      return Optional.of(new IOException("a mistake of ours", e));
    }
  }

  /// Runs a task until it works: what comes after it relies on it, and a disk that is full now has
  /// room again later. Tells people of the first failure only.
  private boolean retried(Write task) {
    for (int tries = 1; ; tries++) {
      try {
        task.run(journal);
        return true;
      } catch (IOException e) {
        failed(e, tries == 1);
        if (ended(RETRY)) {
          return false;
        }
      }
    }
  }

  /// Waits, unless this ends meanwhile.
  private boolean ended(Duration wait) {
    try {
      return end.await(wait.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return true;
    }
  }

  private void failed(IOException cause, boolean tell) {
    LOG.error("journal failed", cause);
    if (!tell) {
      return;
    }
    notices.post(
        new Notice(
            Notice.Level.ERROR,
            "STORE_FAILED",
            "The shell's journal cannot be written. Look at the disk of the host's home folder; the"
                + " log has the cause. It is tried again by itself."));
  }

  @Override
  public void close() {
    end.countDown();
    thread.finish();
  }
}
