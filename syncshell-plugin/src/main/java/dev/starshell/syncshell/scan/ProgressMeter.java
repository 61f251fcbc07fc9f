package dev.starshell.syncshell.scan;

import dev.starshell.syncshell.limits.Limits;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Counts what the threads of a scan did and reports it, not too often.
final class ProgressMeter {
  private final ScanListener listener;
  private final LongSupplier nanos;
  private final long bytesTotal;
  private final int filesTotal;
  private final AtomicLong bytesDone = new AtomicLong();
  private final AtomicInteger filesDone = new AtomicInteger();
  private final ReentrantLock reporting = new ReentrantLock();

  // Guarded by reporting.
  private long lastNanos;

  ProgressMeter(ScanListener listener, LongSupplier nanos, long bytesTotal, int filesTotal) {
    this.listener = listener;
    this.nanos = nanos;
    this.bytesTotal = bytesTotal;
    this.filesTotal = filesTotal;
    this.lastNanos = nanos.getAsLong();
  }

  void addBytes(long count) {
    bytesDone.addAndGet(count);
    reportIfDue();
  }

  void addFiles(int count) {
    filesDone.addAndGet(count);
    reportIfDue();
  }

  private void reportIfDue() {
    if (!reporting.tryLock()) {
      return;
    }
    try {
      long now = nanos.getAsLong();
      if (now - lastNanos >= Limits.PROGRESS_SPAN.toNanos()) {
        lastNanos = now;
        report(false);
      }
    } finally {
      reporting.unlock();
    }
  }

  /// The last report. All threads have ended.
  void finish() {
    reporting.lock();
    try {
      report(true);
    } finally {
      reporting.unlock();
    }
  }

  private void report(boolean finished) {
    listener.progress(
        new ScanProgress(bytesDone.get(), bytesTotal, filesDone.get(), filesTotal, finished));
  }
}
