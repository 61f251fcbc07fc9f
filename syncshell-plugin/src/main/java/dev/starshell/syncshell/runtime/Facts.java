package dev.starshell.syncshell.runtime;

import dev.starshell.api.notice.Notice;
import dev.starshell.api.notice.Notices;
import dev.starshell.syncshell.journal.Journal;
import java.io.IOException;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads and writes the journal off the loop, in order, on one thread, `journal-0`. Thread: any.
final class Facts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Facts.class);

  private final Journal journal;
  private final Workers thread;
  private final ShellLoop loop;
  private final Notices notices;

  Facts(Journal journal, ShellLoop loop, Notices notices) {
    this.journal = journal;
    this.thread = new Workers("journal", 1);
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

  /// Runs a task, then hands its result to the loop. A failure is told to people; `then` does not
  /// run.
  <T> void ask(Task<T> task, Consumer<T> then) {
    thread.post(
        0,
        () -> {
          try {
            T value = task.run(journal);
            loop.post(() -> then.accept(value));
          } catch (IOException e) {
            failed(e);
          }
        });
  }

  /// Makes something durable, then goes on. A failure is told to people; `then` does not run.
  void write(Write task, Runnable then) {
    thread.post(
        0,
        () -> {
          try {
            task.run(journal);
            then.run();
          } catch (IOException e) {
            failed(e);
          }
        });
  }

  private void failed(IOException cause) {
    LOG.error("journal failed", cause);
    notices.post(
        new Notice(
            Notice.Level.ERROR,
            "STORE_FAILED",
            "The shell's journal cannot be written. Look at the disk of the host's home folder; the"
                + " log has the cause."));
  }

  @Override
  public void close() {
    thread.close();
  }
}
