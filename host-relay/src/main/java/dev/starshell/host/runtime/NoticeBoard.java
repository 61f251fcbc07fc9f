package dev.starshell.host.runtime;

import dev.starshell.api.notice.Notice;
import dev.starshell.api.notice.Notices;
import dev.starshell.host.admin.DisplayText;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Spreads notices to everyone who shows them, in order, on one virtual thread `notices`.
///
/// Posting never waits: when the queue is full the oldest notice is dropped and counted, and the
/// count is told once there is room.
public final class NoticeBoard implements Notices, AutoCloseable {
  /// How many notices may wait. Unit: notices. A person reads no more than this at a time.
  static final int PENDING_MAX = 256;

  private static final Logger LOG = LoggerFactory.getLogger(NoticeBoard.class);
  private static final Duration FLUSH_MAX = Duration.ofMillis(300);

  private final ArrayBlockingQueue<Notice> pending = new ArrayBlockingQueue<>(PENDING_MAX);
  private final List<Consumer<Notice>> readers = new CopyOnWriteArrayList<>();
  private final AtomicLong dropped = new AtomicLong();
  private final Thread thread;

  private volatile boolean isClosed;

  /// Opens the board; notices wait until [#start].
  public NoticeBoard() {
    thread = Thread.ofVirtual().name("notices").unstarted(this::deliver);
  }

  /// Adds somebody who shows notices. Called on the thread `notices`; it may be slow.
  public void addReader(Consumer<Notice> reader) {
    readers.add(reader);
  }

  /// Begins to deliver.
  public void start() {
    thread.start();
  }

  @Override
  public void post(Notice notice) {
    Notice safe = new Notice(notice.level(), notice.code(), DisplayText.safe(notice.text()));
    while (!isClosed && !pending.offer(safe)) {
      if (pending.poll() != null) {
        dropped.incrementAndGet();
      }
    }
  }

  /// Delivers what is pending, for at most 0.3 s, and ends.
  @Override
  public void close() {
    isClosed = true;
    thread.interrupt();
    try {
      thread.join(FLUSH_MAX);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void deliver() {
    while (!isClosed) {
      try {
        tell(pending.take());
        long count = dropped.getAndSet(0);
        if (count > 0) {
          tell(
              new Notice(
                  Notice.Level.WARNING,
                  "NOTICES_DROPPED",
                  count + " notices came too fast to be shown; the log has them all."));
        }
      } catch (InterruptedException _) {
        // Only close() interrupts; what waits is still delivered below.
        isClosed = true;
      }
    }
    for (Notice last = pending.poll(); last != null; last = pending.poll()) {
      tell(last);
    }
  }

  private void tell(Notice notice) {
    for (Consumer<Notice> reader : readers) {
      try {
        reader.accept(notice);
      } catch (RuntimeException e) {
        LOG.warn("A reader of notices failed code={}", notice.code(), e);
      }
    }
  }
}
