package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.TransferMessage.Arrival;
import dev.starshell.syncshell.protocol.TransferMessage.DataArrived;
import java.time.Duration;
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
  /// Source: four looks within the delay that is aimed at, and some kB a second at most.
  static final Duration PACE = Duration.ofMillis(25);

  private final Later later;
  private final Consumer<DataArrived> out;
  private final ReentrantLock lock = new ReentrantLock();
  private final long beganNanos = System.nanoTime();
  private final long[] bytes;
  private final long[] toldBytes;
  private final long[] lastNanos;
  private long toldNanos = beganNanos - PACE.toNanos();
  private boolean due;
  private boolean closed;

  /// Runs a task after a while, off the carrier's threads.
  interface Later {
    void run(Duration wait, Runnable task);
  }

  ArrivalReports(int channels, Later later, Consumer<DataArrived> out) {
    this.later = later;
    this.out = out;
    this.bytes = new long[channels];
    this.toldBytes = new long[channels];
    this.lastNanos = new long[channels];
  }

  /// A data frame came.
  void came(int channel, int frameBytes) {
    long now = System.nanoTime();
    long wait;
    lock.lock();
    try {
      bytes[channel] += frameBytes;
      lastNanos[channel] = now;
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
      later.run(Duration.ofNanos(wait), this::tell);
    }
  }

  private void tell() {
    List<Arrival> news;
    lock.lock();
    try {
      due = false;
      if (closed) {
        return;
      }
      toldNanos = System.nanoTime();
      news = news();
    } finally {
      lock.unlock();
    }
    if (news.isEmpty()) {
      return;
    }
    try {
      out.accept(new DataArrived(news));
    } catch (RuntimeException | Error e) {
      untold(news);
      throw e;
    }
  }

  private List<Arrival> news() {
    List<Arrival> news =
        IntStream.range(0, bytes.length)
            .filter(channel -> bytes[channel] > toldBytes[channel])
            .mapToObj(channel -> new Arrival(channel, bytes[channel], micros(lastNanos[channel])))
            .toList();
    news.forEach(arrival -> toldBytes[arrival.channel()] = arrival.bytes());
    return news;
  }

  /// What could not be said is said with the next news.
  private void untold(List<Arrival> news) {
    lock.lock();
    try {
      news.forEach(arrival -> toldBytes[arrival.channel()] = 0);
    } finally {
      lock.unlock();
    }
  }

  /// By a clock that began with the generation.
  private long micros(long nanos) {
    return Math.clamp(
        TimeUnit.NANOSECONDS.toMicros(nanos - beganNanos), 0, Limits.ARRIVAL_MICROS_MAX);
  }

  /// The link has ended: nothing more is told.
  void close() {
    lock.lock();
    try {
      closed = true;
    } finally {
      lock.unlock();
    }
  }
}
