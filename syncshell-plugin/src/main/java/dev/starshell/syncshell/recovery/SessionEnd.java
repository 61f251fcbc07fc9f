package dev.starshell.syncshell.recovery;

import dev.starshell.syncshell.machine.Moment;
import java.time.Duration;
import java.util.Optional;

/// When a recovery session has come to its end: the link is back, and for a while neither side has
/// anything under way or asked for. The while gives the other side time to compare manifest and
/// store and to ask; one that asks later gets all it lacks all the same.
///
/// @param quietSince since when nothing is under way on a link that is up; empty while something is
public record SessionEnd(Optional<Moment> quietSince) {
  /// How long it must be quiet. Source: a NEED follows a manifest within a second, with 20,000
  /// entries too.
  public static final Duration QUIET = Duration.ofSeconds(2);

  /// Nothing was seen yet.
  public static final SessionEnd FAR = new SessionEnd(Optional.empty());

  /// After a look at the link.
  ///
  /// @param quiet whether it is up with nothing under way, asked for or missing
  public SessionEnd seen(boolean quiet, Moment now) {
    if (!quiet) {
      return FAR;
    }
    return quietSince.isPresent() ? this : new SessionEnd(Optional.of(now));
  }

  /// Whether the session is over.
  public boolean isReached(Moment now) {
    return quietSince.map(since -> now.since(since).compareTo(QUIET) >= 0).orElse(false);
  }
}
