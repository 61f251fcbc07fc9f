package dev.starshell.harness.lab.fault;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.ToLongFunction;

/// Bytes that had come by the times at which somebody looked.
///
/// Thread: any.
final class ByteSeries {
  private final List<Sample> samples = new ArrayList<>();

  /// Bytes that had come: at least those that were there when it was asked, at most those when it
  /// was answered.
  private record Sample(long askedNanos, long seenNanos, long bytes) {}

  ByteSeries(long nowNanos) {
    samples.add(new Sample(nowNanos, nowNanos, 0));
  }

  synchronized void add(long askedNanos, long seenNanos, long bytes) {
    samples.add(new Sample(askedNanos, seenNanos, bytes));
  }

  /// Bytes so far.
  synchronized long last() {
    return samples.getLast().bytes();
  }

  /// The first bytes that came after a time for certain: what an answer had that was under way at
  /// that time may have come before it.
  ///
  /// @return seconds from that time until they were seen; empty if none were
  synchronized OptionalDouble seenAfter(long nanos) {
    long before = mostAt(nanos);
    for (Sample sample : samples) {
      if (sample.bytes() > before) {
        return OptionalDouble.of((sample.seenNanos() - nanos) / 1e9);
      }
    }
    return OptionalDouble.empty();
  }

  /// Bytes that had come by a time at most, as far as it was asked.
  synchronized long mostAt(long nanos) {
    return by(nanos, Sample::askedNanos);
  }

  /// Bytes that had been seen by a time.
  private long at(long nanos) {
    return by(nanos, Sample::seenNanos);
  }

  private long by(long nanos, ToLongFunction<Sample> when) {
    long bytes = 0;
    for (Sample sample : samples) {
      if (when.applyAsLong(sample) > nanos) {
        return bytes;
      }
      bytes = sample.bytes();
    }
    return bytes;
  }

  /// Mean rate between two times. Unit: MB/s.
  synchronized double rate(long fromNanos, long toNanos) {
    return (at(toNanos) - at(fromNanos)) * 1e3 / Math.max(1, toNanos - fromNanos);
  }

  /// The lowest mean rate of all windows of a length between two times. Unit: MB/s.
  double worstWindow(long fromNanos, long toNanos, Duration span) {
    double worst = Double.MAX_VALUE;
    long step = Duration.ofMillis(250).toNanos();
    for (long at = fromNanos; at + span.toNanos() <= toNanos; at += step) {
      worst = Math.min(worst, rate(at, at + span.toNanos()));
    }
    return worst == Double.MAX_VALUE ? rate(fromNanos, toNanos) : worst;
  }

  /// From when on a window of 5 s has at least this rate for the first time. Unit: seconds; -1 if
  /// it never has.
  double reaches(double mbPerSecond, long fromNanos, long toNanos) {
    long span = Duration.ofSeconds(5).toNanos();
    long step = Duration.ofMillis(250).toNanos();
    for (long at = fromNanos; at + span <= toNanos; at += step) {
      if (rate(at, at + span) >= mbPerSecond) {
        return (at - fromNanos) / 1e9;
      }
    }
    return -1;
  }

  /// The longest time without a byte between two times. Unit: seconds.
  synchronized double longestGap(long fromNanos, long toNanos) {
    double longest = 0;
    long since = fromNanos;
    long bytes = at(fromNanos);
    for (Sample sample : samples) {
      if (sample.seenNanos() > fromNanos
          && sample.seenNanos() <= toNanos
          && sample.bytes() > bytes) {
        longest = Math.max(longest, (sample.seenNanos() - since) / 1e9);
        since = sample.seenNanos();
        bytes = sample.bytes();
      }
    }
    return longest;
  }

  /// When so many bytes had come; now, if they have not.
  synchronized long when(long bytes) {
    for (Sample sample : samples) {
      if (sample.bytes() >= bytes) {
        return sample.seenNanos();
      }
    }
    return System.nanoTime();
  }
}
