package dev.starshell.syncshell.schedule;

import dev.starshell.syncshell.machine.Moment;
import java.time.Duration;

/// A token bucket: how many bytes may still go at once, and how long to wait for more. Immutable
/// and pure; the time comes with each call. Bytes are lent in full and paid back by waiting, so
/// that a message larger than the bucket passes too and the mean rate still holds.
///
/// @param rateBytes bytes a second; 0 for no limit
/// @param burstBytes most bytes that may go at once after a silence, 1 or more
/// @param tokenNanos tokens in the bucket as nanoseconds of the rate; negative when lent
/// @param at when that was so
public record BandwidthBudget(long rateBytes, long burstBytes, long tokenNanos, Moment at) {
  private static final long SECOND_NANOS = 1_000_000_000L;

  /// Highest rate: 1 TB a second.
  public static final long RATE_BYTES_MAX = 1_000_000_000_000L;

  /// Largest burst: 1 GiB.
  public static final long BURST_BYTES_MAX = 1L << 30;

  public BandwidthBudget {
    require("rateBytes", rateBytes, 0, RATE_BYTES_MAX);
    require("burstBytes", burstBytes, 1, BURST_BYTES_MAX);
  }

  private static void require(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + "=" + value + " outside " + min + ".." + max);
    }
  }

  /// The state after bytes were taken, and how long to wait before they are sent.
  ///
  /// @param delay zero when they may go at once
  public record Grant(BandwidthBudget budget, Duration delay) {}

  /// A full bucket with a burst of a tenth of a second, at least one largest frame.
  public static BandwidthBudget ofRate(long rateBytes, Moment now) {
    long burst = Math.clamp(rateBytes / 10, 132 * 1024L, BURST_BYTES_MAX);
    return full(rateBytes, burst, now);
  }

  /// A full bucket.
  public static BandwidthBudget full(long rateBytes, long burstBytes, Moment now) {
    return new BandwidthBudget(rateBytes, burstBytes, nanosOf(burstBytes, rateBytes), now);
  }

  private static long nanosOf(long bytes, long rate) {
    return rate == 0 ? 0 : Math.ceilDiv(bytes * SECOND_NANOS, rate);
  }

  /// Takes bytes.
  ///
  /// @param bytes 0 to [#BURST_BYTES_MAX]
  public Grant take(long bytes, Moment now) {
    require("bytes", bytes, 0, BURST_BYTES_MAX);
    if (rateBytes == 0) {
      return new Grant(this, Duration.ZERO);
    }
    long left = tokensAt(now) - nanosOf(bytes, rateBytes);
    Duration delay = left >= 0 ? Duration.ZERO : Duration.ofNanos(-left);
    return new Grant(new BandwidthBudget(rateBytes, burstBytes, left, later(now)), delay);
  }

  /// Another limit from now on; what was lent stays lent, by bytes.
  public BandwidthBudget withRate(long newRateBytes, Moment now) {
    BandwidthBudget fresh = ofRate(newRateBytes, now);
    if (rateBytes == 0 || newRateBytes == 0) {
      return fresh;
    }
    double ratio = (double) rateBytes / newRateBytes;
    long tokens = Math.min(fresh.tokenNanos, (long) (tokensAt(now) * ratio));
    return new BandwidthBudget(newRateBytes, fresh.burstBytes, tokens, now);
  }

  private long tokensAt(Moment now) {
    long passed = Math.clamp(now.since(at).toNanos(), 0, Long.MAX_VALUE / 4);
    return Math.min(nanosOf(burstBytes, rateBytes), tokenNanos + passed);
  }

  private Moment later(Moment now) {
    return now.isAfter(at) ? now : at;
  }
}
