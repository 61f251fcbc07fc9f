package dev.starshell.syncshell.link;

import dev.starshell.syncshell.machine.Moment;
import java.time.Duration;

/// How often a link may be made anew because it serves badly: a path that stays bad is not a reason
/// to do nothing else. Immutable and pure.
///
/// @param hold how long to wait after the next time
/// @param notBefore when the next time may come
public record RenewPace(Duration hold, Moment notBefore) {
  static final Duration HOLD_MIN = Duration.ofSeconds(60);
  static final Duration HOLD_MAX = Duration.ofMinutes(16);

  /// Nothing was made anew yet.
  public static RenewPace begin(Moment now) {
    return new RenewPace(HOLD_MIN, now);
  }

  /// Whether the link may be made anew.
  public boolean allows(Moment now) {
    return now.compareTo(notBefore) >= 0;
  }

  /// After it was. Each time that soon follows another doubles the wait.
  public RenewPace taken(Moment now) {
    boolean calm = now.since(notBefore).compareTo(HOLD_MAX) > 0;
    Duration wait = calm ? HOLD_MIN : hold;
    Duration next = wait.multipliedBy(2);
    return new RenewPace(next.compareTo(HOLD_MAX) > 0 ? HOLD_MAX : next, now.plus(wait));
  }
}
