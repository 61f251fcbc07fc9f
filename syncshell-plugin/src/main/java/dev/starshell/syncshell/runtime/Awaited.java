package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.machine.Moment;
import java.time.Duration;

/// What waits for a relay to be there for certain, after the network has changed.
///
/// @param since when the network has changed
/// @param task what is to be done then
record Awaited(Moment since, Runnable task) {
  /// A relay that answers later was away for a reason of its own, and links have found their way
  /// over the new network without it. Source: docs/LIMITS.md.
  static final Duration KEPT_FOR = Duration.ofSeconds(30);

  /// The relay is there.
  void proven(Moment now) {
    if (now.since(since).compareTo(KEPT_FOR) <= 0) {
      task.run();
    }
  }
}
