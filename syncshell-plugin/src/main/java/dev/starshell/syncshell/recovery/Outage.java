package dev.starshell.syncshell.recovery;

import dev.starshell.syncshell.machine.Moment;
import java.time.Duration;

/// One span without a link, from its loss to its return.
///
/// @param lostAt when it began
/// @param cause why it began
/// @param last why the last attempt failed; the cause while none did
/// @param attempts how many attempts were begun
/// @param parked whether all fast attempts have failed
/// @param calls how often an offer was left with the relay because the member was away
/// @param kept whether what is needed to go on is still kept
public record Outage(
    Moment lostAt,
    LossCause cause,
    LossCause last,
    int attempts,
    int calls,
    boolean parked,
    boolean kept) {
  /// For so long after a loss an offer is left with the relay for a member that is away. Source:
  /// how long the relay keeps it (docs/PROTOCOL.md §4).
  public static final Duration CALL_FOR = Duration.ofMinutes(10);

  /// For so long after a loss a link that only lacks a way between the two is tried without a
  /// pause.
  public static final Duration SEARCH_FOR = Duration.ofMinutes(15);

  /// An attempt that looked for a way for so long has looked to its end.
  public static final Duration SEARCH_MIN = Duration.ofSeconds(5);

  public Outage {
    if (attempts < 0 || calls < 0) {
      throw new IllegalArgumentException(
          "attempts=" + attempts + " or calls=" + calls + " is negative");
    }
  }

  /// Whether an offer is to be left for a member that is away: not if it said goodbye.
  boolean isCallable(Moment now) {
    return cause != LossCause.PEER_AWAY && now.since(lostAt).compareTo(CALL_FOR) < 0;
  }

  /// Whether a way between the two is looked for without a pause: there was one, and the last
  /// attempt looked for it to its end. One that fails at once would be made without end.
  boolean isSearched(Duration searched, Moment now) {
    return searched.compareTo(SEARCH_MIN) >= 0
        && cause != LossCause.FIRST_LINK
        && now.since(lostAt).compareTo(SEARCH_FOR) < 0;
  }

  static Outage begun(Moment at, LossCause cause) {
    return new Outage(at, cause, cause, 0, 0, false, true);
  }

  Outage attempted() {
    return new Outage(lostAt, cause, last, attempts + 1, calls, parked, kept);
  }

  Outage failed(LossCause reason, boolean nowParked) {
    return new Outage(lostAt, cause, reason, attempts, calls, parked || nowParked, kept);
  }

  Outage called() {
    return new Outage(lostAt, cause, last, attempts, calls + 1, parked, kept);
  }

  Outage expired() {
    return new Outage(lostAt, cause, last, attempts, calls, parked, false);
  }
}
