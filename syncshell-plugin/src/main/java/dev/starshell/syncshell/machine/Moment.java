package dev.starshell.syncshell.machine;

import java.time.Duration;

/// A point on the monotonic clock. It means nothing outside the process and is never shown.
///
/// @param nanos as given by `System.nanoTime`; may be negative
public record Moment(long nanos) implements Comparable<Moment> {
  /// The moment that much later.
  public Moment plus(Duration span) {
    return new Moment(nanos + span.toNanos());
  }

  /// How long after `earlier` this is; negative if it is before.
  public Duration since(Moment earlier) {
    return Duration.ofNanos(nanos - earlier.nanos);
  }

  /// Whether this is later than `other`, also across a wrap of the clock.
  public boolean isAfter(Moment other) {
    return nanos - other.nanos > 0;
  }

  @Override
  public int compareTo(Moment other) {
    return Long.signum(nanos - other.nanos);
  }
}
