package dev.starshell.syncshell.journal.sqlite;

import dev.starshell.syncshell.journal.StateException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Owns the connection. What waits in the queue is done in one transaction and committed once, so
/// that many small facts cost one write to the disk (group commit). An answer leaves only after the
/// commit of what it was given beside.
final class JournalThread implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JournalThread.class);

  /// Most tasks that wait; whoever comes later waits for room.
  private static final int QUEUE_MAX = 1024;

  /// Most tasks of one transaction.
  private static final int GROUP_MAX = 256;

  /// Longest that a deferred fact stays without a commit. Unit: milliseconds.
  private static final long DEFER_MILLIS_MAX = 500;

  /// Work on the database.
  @FunctionalInterface
  interface Work<T extends @Nullable Object> {
    T on(Database database) throws SQLException;
  }

  private enum Kind {
    READ,
    WRITE,
    DEFERRED,
    STOP
  }

  private record Task(
      Kind kind, Work<? extends @Nullable Object> work, CompletableFuture<@Nullable Object> done) {}

  /// @param uncommitted whether the work saw facts, its own or others', that the disk may not have
  private record Answer(
      Task task, @Nullable Object value, @Nullable Throwable failure, boolean uncommitted) {}

  private final ArrayBlockingQueue<Task> queue = new ArrayBlockingQueue<>(QUEUE_MAX);
  private final Database database;
  private final Thread thread;
  private volatile boolean closed;
  private boolean open;
  private @Nullable SQLException lost;

  JournalThread(Database database, String name) {
    this.database = database;
    this.thread = Thread.ofPlatform().daemon().name(name).start(this::run);
  }

  /// Asks for facts.
  <T> T read(Work<T> work) throws IOException {
    return await(submit(Kind.READ, work));
  }

  /// Records facts; they are durable on return.
  void write(Work<? extends @Nullable Object> work) throws IOException {
    await(submit(Kind.WRITE, work));
  }

  /// Records facts that become durable with the next write, or a little later on their own.
  void defer(Work<? extends @Nullable Object> work) throws IOException {
    // A failure is told by the write that makes it durable.
    CompletableFuture<?> _ = submit(Kind.DEFERRED, work);
  }

  private CompletableFuture<@Nullable Object> submit(
      Kind kind, Work<? extends @Nullable Object> work) throws IOException {
    if (closed) {
      throw Failures.closed();
    }
    Task task = new Task(kind, work, new CompletableFuture<>());
    try {
      queue.put(task);
    } catch (InterruptedException e) {
      throw interrupted();
    }
    if (closed && queue.remove(task)) {
      // Closed between the check and the queue: the thread may not look there again.
      task.done().completeExceptionally(Failures.closed());
    }
    return task.done();
  }

  // The future has what the work gave, of the type that its caller knows.
  @SuppressWarnings({"unchecked", "NullAway", "TypeParameterUnusedInFormals"})
  private static <T extends @Nullable Object> T await(CompletableFuture<@Nullable Object> done)
      throws IOException {
    try {
      return (T) done.get();
    } catch (InterruptedException e) {
      throw interrupted();
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case SQLException cause -> throw Failures.of("use the journal", cause);
        case StateException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  private static InterruptedIOException interrupted() {
    Thread.currentThread().interrupt();
    return new InterruptedIOException("interrupted while waiting for the journal");
  }

  private void run() {
    List<Task> group = new ArrayList<>();
    boolean running = true;
    try {
      while (running) {
        group.clear();
        Task first = open ? queue.poll(DEFER_MILLIS_MAX, TimeUnit.MILLISECONDS) : queue.take();
        if (first == null) {
          commitDeferred();
          continue;
        }
        group.add(first);
        queue.drainTo(group, GROUP_MAX - 1);
        running = serveOrFail(group);
      }
    } catch (InterruptedException e) {
      LOG.warn("journal thread interrupted, closing");
    } finally {
      finish();
    }
  }

  /// A mistake of ours, or a heap that is full, costs this group and not the thread.
  private boolean serveOrFail(List<Task> group) {
    try {
      return serve(group);
    } catch (RuntimeException | Error e) {
      LOG.error("journal failed tasks={}", group.size(), e);
      rollback();
      lost = null;
      group.forEach(task -> task.done().completeExceptionally(e));
      return group.stream().noneMatch(task -> task.kind() == Kind.STOP);
    }
  }

  /// Does a group of tasks, commits if one of them needs it, then gives the answers.
  private boolean serve(List<Task> group) {
    List<Answer> answers = new ArrayList<>(group.size());
    boolean commit = false;
    boolean running = true;
    for (Task task : group) {
      commit |= task.kind() == Kind.WRITE;
      if (task.kind() == Kind.STOP) {
        running = false;
      } else {
        answers.add(perform(task));
      }
    }
    SQLException failure = lost;
    lost = null;
    if (failure != null) {
      rollback();
    } else if (commit) {
      failure = commit();
    }
    for (Answer answer : answers) {
      // What was read of facts that are lost now was never so.
      Throwable thrown =
          answer.failure() == null && answer.uncommitted() ? failure : answer.failure();
      if (thrown == null) {
        answer.task().done().complete(answer.value());
      } else {
        answer.task().done().completeExceptionally(thrown);
      }
    }
    return running;
  }

  private Answer perform(Task task) {
    boolean writes = task.kind() != Kind.READ;
    if (writes && lost != null) {
      return new Answer(task, null, lost, true);
    }
    try {
      if (writes) {
        begin();
        database.run("SAVEPOINT task");
      }
      Object value = task.work().on(database);
      if (writes) {
        database.run("RELEASE task");
      }
      return new Answer(task, value, null, open);
    } catch (SQLException | RuntimeException | Error e) {
      if (writes) {
        undo(e);
      }
      if (task.kind() == Kind.DEFERRED) {
        LOG.warn("journal lost a deferred fact", e);
      }
      return new Answer(task, null, e, open);
    }
  }

  private void begin() throws SQLException {
    if (!open) {
      database.run("BEGIN IMMEDIATE");
      open = true;
    }
  }

  private void undo(Throwable cause) {
    try {
      if (open) {
        database.run("ROLLBACK TO task");
        database.run("RELEASE task");
      }
    } catch (SQLException e) {
      // SQLite ends the whole transaction itself when the disk is full: the group is lost.
      e.addSuppressed(cause);
      lost = cause instanceof SQLException full ? full : e;
      rollback();
    }
  }

  private @Nullable SQLException commit() {
    if (!open) {
      return null;
    }
    try {
      database.run("COMMIT");
      open = false;
      return null;
    } catch (SQLException e) {
      rollback();
      return e;
    }
  }

  private void commitDeferred() {
    SQLException failure = commit();
    if (failure != null) {
      LOG.warn("journal could not keep deferred facts", failure);
    }
  }

  private void rollback() {
    open = false;
    try {
      database.run("ROLLBACK");
    } catch (SQLException e) {
      LOG.debug("nothing to roll back", e);
    }
  }

  private void finish() {
    closed = true;
    if (open) {
      commitDeferred();
    }
    try {
      database.run("PRAGMA wal_checkpoint(TRUNCATE)");
    } catch (SQLException e) {
      LOG.warn("journal not folded, done at the next start", e);
    }
    try {
      database.close();
    } catch (SQLException e) {
      LOG.warn("journal not closed cleanly", e);
    }
    for (Task task = queue.poll(); task != null; task = queue.poll()) {
      task.done().completeExceptionally(Failures.closed());
    }
  }

  /// Does what waits, commits, folds the log into the file and ends the thread.
  @Override
  public void close() throws IOException {
    if (closed) {
      return;
    }
    CompletableFuture<?> _ = submit(Kind.STOP, _ -> null);
    closed = true;
    try {
      if (!thread.join(java.time.Duration.ofSeconds(10))) {
        LOG.warn("journal thread still busy after 10 s");
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }
}
