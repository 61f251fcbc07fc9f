package dev.starshell.host.relay;

import java.time.Duration;

/// How long a member waits before it connects again, and for a connection: up to twice the time the
/// relay has been gone, 2 s at least, the whole of it by chance so that members who were cut off
/// together do not come back together. That goes for the first wait as well: everybody loses a
/// relay that dies in the same moment. Time counts and not failures, because failures come faster
/// the shorter the waits happen to be, and who was unlucky would wait a minute for a relay that was
/// gone for three seconds.
///
/// The longest wait is 0.3 s for each who was there: of a star with up to two hundred members all
/// together knock some seven times a second. Ten are back within seconds of any outage, two hundred
/// take a minute.
///
/// Connecting may take longer after each failure. A relay that is slow because everybody comes has
/// worked in vain for each who gives up and begins anew; with few members it is not that slow.
public final class RelayBackoff {
  /// A session that lasted this long starts the waiting anew.
  public static final Duration STEADY_AFTER = Duration.ofSeconds(10);

  private static final Duration CEILING_MIN = Duration.ofSeconds(2);
  private static final Duration CEILING_MAX = Duration.ofSeconds(60);

  /// Below that nothing is gained for the relay.
  private static final Duration CEILING_MAX_LEAST = Duration.ofSeconds(4);

  private static final Duration CEILING_OF_EACH = Duration.ofMillis(300);

  /// How many are there, for a member that has not seen anybody yet.
  public static final int MANY = (int) CEILING_MAX.dividedBy(CEILING_OF_EACH);

  /// From so many on a relay may be slow because they come.
  private static final int CROWD = 20;

  private static final Duration OPEN_WITHIN = Duration.ofSeconds(6);

  /// With other addresses to try, one that swallows packets must not cost the whole time.
  private static final Duration OPEN_ONE_OF_MANY_WITHIN = Duration.ofSeconds(4);

  /// Patience grows up to so many times the first, in a crowd and else.
  private static final int PATIENCE_MAX = 4;

  private static final int PATIENCE_OF_FEW_MAX = 2;

  private RelayBackoff() {}

  /// Whether a session is asked for a sign of life because a link is silent. A relay that stalls
  /// silences many links at once: who gave its session up for that doubts the next one when that is
  /// steady, or all would come again every few seconds for as long as the relay is slow.
  ///
  /// @param gaveUp whether silence has cost this member a session before
  /// @param held since the Welcome
  public static boolean mayDoubt(boolean gaveUp, Duration held) {
    return !gaveUp || held.compareTo(STEADY_AFTER) >= 0;
  }

  /// How long an attempt may take to open one address.
  ///
  /// @param failures attempts that failed since the last steady session, at least 0
  /// @param isOnly whether there is no other address
  /// @param members that were at the relay together, this one among them
  public static Duration patience(int failures, boolean isOnly, int members) {
    Duration first = isOnly ? OPEN_WITHIN : OPEN_ONE_OF_MANY_WITHIN;
    int most = members < CROWD ? PATIENCE_OF_FEW_MAX : PATIENCE_MAX;
    return first.multipliedBy(Math.min(failures + 1, most));
  }

  /// The longest wait before an attempt.
  ///
  /// @param gone since the last steady session, or since the member wanted one
  /// @param members as in [#patience]
  static Duration ceiling(Duration gone, int members) {
    long most =
        Math.clamp(
            members * CEILING_OF_EACH.toMillis(),
            CEILING_MAX_LEAST.toMillis(),
            CEILING_MAX.toMillis());
    return Duration.ofMillis(Math.clamp(2 * gone.toMillis(), CEILING_MIN.toMillis(), most));
  }

  /// The wait before an attempt.
  ///
  /// @param gone as in [#ceiling]
  /// @param members as in [#patience]
  /// @param chance 0 inclusive to 1 exclusive
  /// @param leastMillis what the relay asked for; 0 if nothing. The wait is that and up to half as
  ///   much again, if that is more
  public static Duration delay(Duration gone, int members, double chance, long leastMillis) {
    if (chance < 0 || chance >= 1) {
      throw new IllegalArgumentException("chance=" + chance + " outside 0..1");
    }
    long own = (long) (ceiling(gone, members).toMillis() * chance);
    long asked = leastMillis + (long) (leastMillis / 2.0 * chance);
    return Duration.ofMillis(Math.max(own, asked));
  }
}
