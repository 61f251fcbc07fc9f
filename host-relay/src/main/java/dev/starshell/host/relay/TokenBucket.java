package dev.starshell.host.relay;

/// A token bucket at one moment.
///
/// @param level tokens at `atNanos`
/// @param atNanos monotonic
record TokenBucket(double level, long atNanos) {
  private static final double NANOS_PER_SECOND = 1e9;

  static TokenBucket full(RelayLimits.Rate rate, long nowNanos) {
    return new TokenBucket(rate.burst(), nowNanos);
  }

  TokenBucket filled(RelayLimits.Rate rate, long nowNanos) {
    double seconds = Math.max(0, nowNanos - atNanos) / NANOS_PER_SECOND;
    return new TokenBucket(Math.min(rate.burst(), level + seconds * rate.perSecond()), nowNanos);
  }

  boolean holds(double tokens) {
    return level >= tokens;
  }

  TokenBucket minus(double tokens) {
    return new TokenBucket(level - tokens, atNanos);
  }

  /// How long until this many tokens are in it. Unit: ms, at least 1.
  long millisUntil(double tokens, RelayLimits.Rate rate) {
    double missing = Math.max(0, Math.min(tokens, rate.burst()) - level);
    return Math.max(1, (long) Math.ceil(missing / rate.perSecond() * 1000));
  }
}
