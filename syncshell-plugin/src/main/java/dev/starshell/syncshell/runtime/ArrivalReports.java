package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.TransferMessage.Arrival;
import dev.starshell.syncshell.protocol.TransferMessage.DataArrived;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// Tells the sender how far its data frames have come: at once after a silence, else once in each
/// [#PACE]. What has arrived last is always told.
///
/// Thread: any; the lock guards all fields. It is not held while sending.
final class ArrivalReports {
  /// Source: four looks within the delay that is aimed at, and some kB a second at most.
  static final Duration PACE = Duration.ofMillis(25);

  private final Timers timers;
  private final Consumer<DataArrived> out;
  private final ReentrantLock lock = new ReentrantLock();
  private final long[] bytes;
  private final long[] lastNanos;
  private final BitSet untold = new BitSet();
  private long toldNanos;
  private boolean due;
  private boolean closed;

  ArrivalReports(int channels, Timers timers, Consumer<DataArrived> out) {
    this.timers = timers;
    this.out = out;
    this.bytes = new long[channels];
    this.lastNanos = new long[channels];
    this.toldNanos = System.nanoTime() - PACE.toNanos();
  }

  /// A data frame came.
  void came(int channel, int frameBytes) {
    long now = System.nanoTime();
    long wait;
    lock.lock();
    try {
      bytes[channel] += frameBytes;
      lastNanos[channel] = now;
      untold.set(channel);
      if (due || closed) {
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
      if (closed) {
        return;
      }
      toldNanos = System.nanoTime();
      told = new DataArrived(arrivals());
    } finally {
      lock.unlock();
    }
    out.accept(told);
  }

  private List<Arrival> arrivals() {
    List<Arrival> arrivals =
        untold.stream()
            .mapToObj(
                channel -> new Arrival(channel, bytes[channel], agoMicros(lastNanos[channel])))
            .toList();
    untold.clear();
    return arrivals;
  }

  private long agoMicros(long thenNanos) {
    long micros = TimeUnit.NANOSECONDS.toMicros(toldNanos - thenNanos);
    return Math.clamp(micros, 0, Limits.ARRIVAL_AGO_MICROS_MAX);
  }

  /// The link has ended: nothing more is told.
  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
    timers.stop(this);
  }
}
