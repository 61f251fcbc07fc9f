package dev.starshell.syncshell.schedule;

import dev.starshell.syncshell.machine.Moment;
import java.time.Duration;

/// The shortest delay of the last one to two [#SPAN]s in which there was one: a path that has
/// become longer is believed after that. Delays are differences of two clocks: only how they
/// compare counts, and they may be negative. Immutable and pure.
///
/// @param current shortest since `since`; [#NONE] before the first
/// @param before shortest of the span before that; [#NONE] if there was none
/// @param since when the span began
public record BaseDelay(Duration current, Duration before, Moment since) {
  static final Duration SPAN = Duration.ofSeconds(30);

  static final Duration NONE = Duration.ofNanos(Long.MAX_VALUE);

  static BaseDelay unknown(Moment now) {
    return new BaseDelay(NONE, NONE, now);
  }

  BaseDelay with(Duration delay, Moment now) {
    if (now.since(since).compareTo(SPAN) >= 0) {
      return new BaseDelay(delay, current, now);
    }
    return new BaseDelay(shorter(current, delay), before, since);
  }

  Duration shortest() {
    return shorter(current, before);
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) <= 0 ? one : other;
  }
}
