package dev.starshell.syncshell.runtime;

import dev.starshell.api.notice.Notice;
import dev.starshell.api.notice.Notices;
import java.util.concurrent.atomic.AtomicLong;

/// Tells people of mistakes of ours that the log has in full, at most once a minute. Thread: any.
final class Mishap implements Runnable {
  private static final long SPAN_NANOS = 60_000_000_000L;

  private final Notices notices;
  private final AtomicLong lastNanos = new AtomicLong(System.nanoTime() - SPAN_NANOS);

  Mishap(Notices notices) {
    this.notices = notices;
  }

  @Override
  public void run() {
    long last = lastNanos.get();
    long now = System.nanoTime();
    if (now - last >= SPAN_NANOS && lastNanos.compareAndSet(last, now)) {
      notices.post(
          new Notice(
              Notice.Level.ERROR,
              "INTERNAL_FAULT",
              "Starshell made a mistake; nothing complete is lost. The log has the cause: please"
                  + " report it. If something hangs, 'plugins reload syncshell' starts afresh."));
    }
  }
}
