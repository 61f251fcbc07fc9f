package dev.starshell.host.relay;

import java.time.Duration;
import java.util.List;

/// How long a member waits before it connects again: 0, 2, 4, 8, 16, 32, then 60 s at most, the
/// whole of it by chance so that members who were cut off together do not come back together.
public final class BackoffPolicy {
  /// A session that lasted this long starts the waiting anew.
  public static final Duration STEADY_AFTER = Duration.ofSeconds(10);

  private static final List<Duration> CEILINGS =
      List.of(
          Duration.ZERO,
          Duration.ofSeconds(2),
          Duration.ofSeconds(4),
          Duration.ofSeconds(8),
          Duration.ofSeconds(16),
          Duration.ofSeconds(32),
          Duration.ofSeconds(60));

  private BackoffPolicy() {}

  /// The longest wait before an attempt.
  ///
  /// @param failures attempts that failed since the last steady session, at least 0
  public static Duration ceiling(int failures) {
    return CEILINGS.get(Math.min(failures, CEILINGS.size() - 1));
  }

  /// The wait before an attempt.
  ///
  /// @param chance 0 inclusive to 1 exclusive
  /// @param leastMillis what the relay asked for; 0 if nothing. The wait is that and up to half as
  ///   much again, if that is more
  public static Duration delay(int failures, double chance, long leastMillis) {
    if (chance < 0 || chance >= 1) {
      throw new IllegalArgumentException("chance=" + chance + " outside 0..1");
    }
    long own = (long) (ceiling(failures).toMillis() * chance);
    long asked = leastMillis + (long) (leastMillis / 2.0 * chance);
    return Duration.ofMillis(Math.max(own, asked));
  }
}
