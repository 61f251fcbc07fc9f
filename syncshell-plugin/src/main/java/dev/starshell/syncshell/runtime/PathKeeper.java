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
  private RenewPace pace = RenewPace.begin(new Moment(System.nanoTime()));
  private PathWatch watch = PathWatch.begin();
  private long generation;
  private boolean renewing;

  /// Looks at the generation.
  ///
  /// @return whether the next one is to be made now
  boolean look(LinkSession session, Moment now) {
    if (session.generation() != generation) {
      generation = session.generation();
      watch = PathWatch.begin();
      renewing = false;
    }
    watch = watch.seen(session.sample(now));
    if (watch.condition() instanceof PathCondition.Good || !pace.allows(now)) {
      return false;
    }
    pace = pace.taken(now);
    renewing = true;
    return true;
  }

  /// What is wrong and what is done about it, as a code and a sentence; empty while nothing is.
  String trouble() {
    String done =
        renewing
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
