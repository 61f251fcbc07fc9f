package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.link.PathCondition;
import dev.starshell.syncshell.link.PathWatch;
import dev.starshell.syncshell.link.RenewPace;
import dev.starshell.syncshell.machine.Moment;
import java.time.Duration;
import java.util.Locale;

/// Watches how well the bound generation of a link serves: carries out what [PathWatch] and
/// [RenewPace] decide. Belongs to the shell's loop.
final class PathKeeper {
  private RenewPace pace;
  private PathWatch watch = PathWatch.begin();
  private long generation;

  PathKeeper(Moment now) {
    pace = RenewPace.begin(now);
  }

  /// Looks at the generation.
  ///
  /// @param seen of this generation
  /// @param isSettled whether no other one is made or drains: else none could be made now, and no
  ///   turn is spent
  /// @return whether the next one is to be made now
  boolean look(long current, PathWatch.Sample seen, boolean isSettled) {
    if (current != generation) {
      generation = current;
      watch = PathWatch.begin();
    }
    watch = watch.seen(seen);
    if (watch.condition() instanceof PathCondition.Good || !isSettled || !pace.allows(seen.at())) {
      return false;
    }
    pace = pace.taken(seen.at());
    return true;
  }

  /// What is wrong and what is done about it, as a code and a sentence; empty while nothing is.
  ///
  /// @param isRenewed whether the next generation is asked for or made
  String trouble(boolean isRenewed) {
    String done =
        isRenewed
            ? " A second link is made beside this one, and takes over."
            : " A new link did not help or was just made; it is tried again in some minutes.";
    return switch (watch.condition()) {
      case PathCondition.Good _ -> "";
      case PathCondition.Late(Duration answer, Duration best) ->
          "LINK_LATE: answers take %s instead of %s.".formatted(seconds(answer), seconds(best))
              + done;
      case PathCondition.Collapsed(long rate, long peak) ->
          "LINK_STUCK: %d kB leave in a second, %d did a moment ago."
                  .formatted(rate / 1_000, peak / 1_000)
              + done;
    };
  }

  private static String seconds(Duration span) {
    return String.format(Locale.ROOT, "%.1f s", span.toMillis() / 1_000.0);
  }
}
