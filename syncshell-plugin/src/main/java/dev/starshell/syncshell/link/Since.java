package dev.starshell.syncshell.link;

import dev.starshell.syncshell.machine.Moment;
import java.time.Duration;

/// A moment that may not have been.
public sealed interface Since {
  /// It was not.
  record Never() implements Since {}

  /// It was then.
  record At(Moment at) implements Since {}

  /// Since when it holds, after it was seen to hold or not.
  default Since seen(boolean holds, Moment now) {
    if (!holds) {
      return new Never();
    }
    return this instanceof At ? this : new At(now);
  }

  /// Whether it holds for so long.
  default boolean lasts(Duration span, Moment now) {
    return this instanceof At(Moment at) && now.since(at).compareTo(span) >= 0;
  }
}
