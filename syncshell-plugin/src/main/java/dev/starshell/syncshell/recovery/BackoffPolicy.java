package dev.starshell.syncshell.recovery;

import java.time.Duration;

/// How long to wait before the next attempt: 0 to 0.5 s, then 2, 4, 8, 16, 32 s, each ± 25 %, then
/// a minute ± 50 %, for ever. When the relay was lost, all its members lost it in the same moment:
/// the waits are then spread evenly from zero to their length. When only the way between the two is
/// missing, it is looked for again within a second. Source: docs/RELIABILITY.md.
public final class BackoffPolicy {
  /// Attempts before a link is parked.
  public static final int FAST_ATTEMPTS = 6;

  private static final Duration FIRST_MAX = Duration.ofMillis(500);
  private static final Duration SEARCH_PAUSE = Duration.ofSeconds(1);
  private static final Duration PARKED = Duration.ofSeconds(60);

  private BackoffPolicy() {}

  /// The wait before an attempt.
  ///
  /// @param attempt 0 is the first after a loss
  /// @param relayLost whether the relay was lost too
  /// @param chance from 0 to 1, drawn evenly by the edge
  /// @throws IllegalArgumentException if an argument is outside its range
  public static Duration wait(int attempt, boolean relayLost, double chance) {
    if (attempt < 0 || !(chance >= 0 && chance <= 1)) {
      throw new IllegalArgumentException("attempt=" + attempt + " chance=" + chance);
    }
    if (attempt == 0) {
      return share(FIRST_MAX, chance);
    }
    if (isParked(attempt)) {
      return share(PARKED, 0.5 + chance);
    }
    Duration base = Duration.ofSeconds(1L << attempt);
    return share(base, relayLost ? chance : 0.75 + chance / 2);
  }

  /// The wait before a way between two members that both answer is looked for again. An attempt
  /// looks for 15 s, so it is looked for nearly all the time.
  ///
  /// @param chance from 0 to 1, drawn evenly by the edge
  public static Duration pause(double chance) {
    return share(SEARCH_PAUSE, 0.5 + chance / 2);
  }

  /// Whether the attempts before this one were all the fast ones.
  public static boolean isParked(int attempt) {
    return attempt >= FAST_ATTEMPTS;
  }

  private static Duration share(Duration base, double part) {
    return Duration.ofNanos((long) (base.toNanos() * part));
  }
}
