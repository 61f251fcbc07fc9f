package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.TransferMessage.Arrival;
import dev.starshell.syncshell.protocol.TransferMessage.DataArrived;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Tells the sender how far its data frames have come: at once after a silence, else once in each
/// [#PACE]. What has arrived last is always told.
///
/// Thread: any; the lock guards all fields. It is not held while sending.
final class ArrivalReports {
  /// Source: four looks within the delay that is aimed at, and 3 kB a second at most.
  static final Duration PACE = Duration.ofMillis(25);

  private final Timers timers;
  private final Consumer<DataArrived> out;
  private final ReentrantLock lock = new ReentrantLock();
  private final long[] bytes;
  private final long[] lastNanos;
  private long toldNanos;
  private boolean due;

  ArrivalReports(int associations, Timers timers, Consumer<DataArrived> out) {
    this.timers = timers;
    this.out = out;
    this.bytes = new long[associations];
    this.lastNanos = new long[associations];
    long now = System.nanoTime();
    Arrays.fill(lastNanos, now);
    this.toldNanos = now - PACE.toNanos();
  }

  /// A data frame came.
  void came(int association, int frameBytes) {
    long now = System.nanoTime();
    long wait;
    lock.lock();
    try {
      bytes[association] += frameBytes;
      lastNanos[association] = now;
      if (due) {
        return;
      }
      due = true;
      wait = toldNanos + PACE.toNanos() - now;
    } finally {
      lock.unlock();
    }
    if (wait <= 0) {
      tell();
    } else {
      timers.start(this, Duration.ofNanos(wait), this::tell);
    }
  }

  private void tell() {
    DataArrived told;
    lock.lock();
    try {
      due = false;
      toldNanos = System.nanoTime();
      told = new DataArrived(arrivals());
    } finally {
      lock.unlock();
    }
    out.accept(told);
  }

  private List<Arrival> arrivals() {
    return IntStream.range(0, bytes.length)
        .mapToObj(i -> new Arrival(bytes[i], agoMicros(lastNanos[i])))
        .toList();
  }

  private long agoMicros(long thenNanos) {
    long micros = TimeUnit.NANOSECONDS.toMicros(toldNanos - thenNanos);
    return Math.clamp(micros, 0, Limits.ARRIVAL_AGO_MICROS_MAX);
  }

  /// The link has ended: nothing more is told.
  void close() {
    timers.stop(this);
  }
}
