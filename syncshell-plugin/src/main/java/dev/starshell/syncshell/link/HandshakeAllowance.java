package dev.starshell.syncshell.link;

import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.machine.Moment;
import java.time.Duration;

/// How many handshakes with one member may still begin: a token bucket. Immutable and pure; the
/// time comes with each call.
///
/// @param left tokens, as the span in which they come back; negative when more were taken than
///   there were
/// @param at when that was so
public record HandshakeAllowance(Duration left, Moment at) {
  private static final Duration FULL = Limits.HANDSHAKE_SPAN.multipliedBy(Limits.HANDSHAKES_BURST);

  /// A full bucket.
  public static HandshakeAllowance full(Moment now) {
    return new HandshakeAllowance(FULL, now);
  }

  /// Whether a handshake may begin.
  public boolean allowsOne(Moment now) {
    return leftAt(now).compareTo(Limits.HANDSHAKE_SPAN) >= 0;
  }

  /// Whether more was taken than there was.
  public boolean isOverdrawn(Moment now) {
    return leftAt(now).isNegative();
  }

  /// The state after one was taken, whether it was there or not.
  public HandshakeAllowance taken(Moment now) {
    return new HandshakeAllowance(leftAt(now).minus(Limits.HANDSHAKE_SPAN), now);
  }

  private Duration leftAt(Moment now) {
    Duration grown = left.plus(now.since(at));
    return grown.compareTo(FULL) > 0 ? FULL : grown;
  }
}
