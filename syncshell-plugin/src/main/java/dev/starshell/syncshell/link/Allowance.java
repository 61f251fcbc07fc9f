package dev.starshell.syncshell.link;

import dev.starshell.syncshell.machine.Moment;

/// How much of something a peer may still cause: a token bucket. Immutable and pure; the time comes
/// with each call.
///
/// @param rate how it fills
/// @param left tokens; negative when more were taken than there were
/// @param at when that was so
public record Allowance(Rate rate, double left, Moment at) {
  private static final double NANOS_PER_SECOND = 1e9;

  /// How a bucket fills.
  ///
  /// @param burst most tokens it holds, at least 1
  /// @param perSecond tokens added each second, more than 0
  public record Rate(double burst, double perSecond) {
    public Rate {
      if (!(burst >= 1) || !(perSecond > 0)) {
        throw new IllegalArgumentException(
            "rate burst=" + burst + " perSecond=" + perSecond + " is none");
      }
    }
  }

  /// A full bucket.
  public static Allowance full(Rate rate, Moment now) {
    return new Allowance(rate, rate.burst(), now);
  }

  /// The state after one was taken, whether it was there or not.
  public Allowance taken(Moment now) {
    return taken(1, now);
  }

  /// The state after some were taken, whether they were there or not.
  public Allowance taken(int tokens, Moment now) {
    double grown = left + now.since(at).toNanos() / NANOS_PER_SECOND * rate.perSecond();
    return new Allowance(rate, Math.min(rate.burst(), grown) - tokens, now);
  }

  /// Whether more was taken than there was.
  public boolean isOverdrawn() {
    return left < 0;
  }
}
