package dev.starshell.syncshell.link;

import java.time.Duration;

/// How long to wait before the next attempt: 0.5, 2, 4, 8, 16, 32 s, then a minute. Source:
/// docs/LIMITS.md. The edge adds jitter, because chance does not belong in a decision.
public final class BackoffPolicy {
  private static final long[] MILLIS = {500, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000};

  private BackoffPolicy() {}

  /// The wait after so many failures in a row.
  ///
  /// @param failures 1 or more
  public static Duration after(int failures) {
    int index = Math.clamp(failures - 1L, 0, MILLIS.length - 1);
    return Duration.ofMillis(MILLIS[index]);
  }
}
