package dev.starshell.syncshell.schedule;

import java.time.Duration;

/// An estimate of the round trip from handing a frame to the carrier until the news of its arrival,
/// by RFC 6298, and thereby when news that does not come is overdue. Immutable and pure.
///
/// @param smoothed the mean lately, SRTT; zero before the first news
/// @param variation how far single ones are from it, RTTVAR
public record RttEstimate(Duration smoothed, Duration variation) {
  /// News is never overdue before that: a busy machine looks away for as long.
  public static final Duration TIMEOUT_MIN = Duration.ofMillis(100);

  private static final long NANOS = Duration.ofSeconds(1).toNanos();

  /// Nothing has arrived yet.
  public static final RttEstimate UNKNOWN = new RttEstimate(Duration.ZERO, Duration.ZERO);

  /// After one more.
  public RttEstimate with(Duration took) {
    if (!isKnown()) {
      return new RttEstimate(took, took.dividedBy(2));
    }
    Duration off = took.minus(smoothed);
    return new RttEstimate(
        smoothed.plus(off.dividedBy(8)), variation.plus(off.abs().minus(variation).dividedBy(4)));
  }

  /// Whether so much under way suffices for a rate: it lasts for a round trip. Never before
  /// anything is known.
  ///
  /// @param bytesPerSecond 0 if it is unlimited
  public boolean suffices(long bytes, long bytesPerSecond) {
    return isKnown()
        && bytesPerSecond > 0
        && bytes >= bytesPerSecond / (double) NANOS * smoothed.toNanos();
  }

  /// Whether news should have come by now. Never before anything is known.
  ///
  /// @param waited for how long something is under way and nothing has arrived
  public boolean isOverdue(Duration waited) {
    return isKnown() && waited.compareTo(timeout()) > 0;
  }

  /// Whether any news has come.
  public boolean isKnown() {
    return !smoothed.isZero();
  }

  private Duration timeout() {
    Duration expected = smoothed.plus(variation.multipliedBy(4));
    return expected.compareTo(TIMEOUT_MIN) < 0 ? TIMEOUT_MIN : expected;
  }
}
