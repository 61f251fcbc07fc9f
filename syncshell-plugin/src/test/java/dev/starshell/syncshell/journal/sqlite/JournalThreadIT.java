package dev.starshell.syncshell.journal.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What whoever asks hears when a group of tasks goes wrong.
final class JournalThreadIT {
  private static final String COUNT = "SELECT count(*) FROM thing";

  @TempDir private Path temp;
  private JournalThread thread;

  @BeforeEach
  void open() throws Exception {
    SqliteNative.load(temp.resolve("native"));
    Database database = Database.open(temp.resolve("test.db"));
    database.run("CREATE TABLE thing (id INTEGER)");
    thread = new JournalThread(database, "journal-test");
  }

  @AfterEach
  void close() throws IOException {
    thread.close();
  }

  private interface Call<T> {
    T run() throws IOException;
  }

  private static <T> CompletableFuture<T> inTheBackground(Call<T> call) {
    CompletableFuture<T> done = new CompletableFuture<>();
    Thread waits =
        Thread.ofVirtual()
            .start(() -> {
              try {
                done.complete(call.run());
              } catch (IOException | RuntimeException e) {
                done.completeExceptionally(e);
              }
            });
    // It waits for its answer: so it is in the queue.
    while (waits.getState() != Thread.State.WAITING && waits.isAlive()) {
      LockSupport.parkNanos(100_000);
    }
    return done;
  }

  @Test
  void whatWasReadOfFactsThatAreLostIsNoAnswer() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch together = new CountDownLatch(1);
    CompletableFuture<Long> first =
        inTheBackground(() ->
            thread.read(db -> {
              begun.countDown();
              await(together);
              return db.number(COUNT);
            }));
    // Else it might be of one group with the next ones.
    await(begun);
    CompletableFuture<Boolean> write =
        inTheBackground(() -> {
          thread.write(db -> db.change("INSERT INTO thing VALUES (1)"));
          return true;
        });
    CompletableFuture<Long> read = inTheBackground(() -> thread.read(db -> db.number(COUNT)));
    CompletableFuture<Boolean> breaks =
        inTheBackground(() -> {
          thread.write(db -> {
            // As SQLite itself does when the disk is full.
            db.run("ROLLBACK");
            throw new SQLException("full");
          });
          return true;
        });
    together.countDown();

    assertThat(first.get(10, TimeUnit.SECONDS)).isZero();
    assertThatThrownBy(() -> write.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class);
    assertThatThrownBy(() -> breaks.get(10, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class);
    assertThatThrownBy(() -> read.get(10, TimeUnit.SECONDS)).isInstanceOf(ExecutionException.class);
    assertThat((long) thread.read(db -> db.number(COUNT))).isZero();
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void anErrorFailsItsTaskAndNotTheThread() throws IOException {
    assertThatThrownBy(() ->
            thread.write(db -> {
              db.change("INSERT INTO thing VALUES (1)");
              throw new OutOfMemoryError("as if");
            }))
        .isInstanceOf(IllegalStateException.class);

    assertThat((long) thread.read(db -> db.number(COUNT))).isZero();
    thread.write(db -> db.change("INSERT INTO thing VALUES (2)"));
    assertThat((long) thread.read(db -> db.number(COUNT))).isEqualTo(1);
  }
}
