package dev.starshell.harness.lab.fault;

import dev.starshell.harness.lab.fault.LookEvent.Answered;
import dev.starshell.harness.lab.fault.LookEvent.Ended;
import dev.starshell.harness.lab.fault.LookEvent.LifeBegun;
import dev.starshell.harness.lab.fault.LookEvent.LifeOver;
import dev.starshell.harness.lab.fault.LookEvent.Missed;
import dev.starshell.harness.lab.fault.LookEvent.ReloadAsked;
import dev.starshell.harness.lab.fault.LookState.Closed;
import dev.starshell.harness.lab.fault.LookState.Counts;
import dev.starshell.harness.lab.fault.LookState.Gone;
import dev.starshell.harness.lab.fault.LookState.Reloading;
import dev.starshell.harness.lab.fault.LookState.Turned;
import dev.starshell.harness.lab.fault.LookState.Watching;

/// Decides how a member is looked at next, and what counts as seen.
///
/// - Watching → Reloading: its plugin is to end and to begin again.
/// - Watching → Gone: its host was ended.
/// - Reloading → Gone: it did not answer, or the reload is over.
/// - Reloading → Turned: its counters went back, so that the next life has answered.
/// - Gone → Turned: the same, by a look that was under way.
/// - Reloading, Gone, Turned → Watching: it has begun again, or what was done to it has failed.
/// - each of these → Closed, which is terminal.
///
/// A counter that goes back while it is watched means a life that ended by itself.
final class LookMachine {
  private LookMachine() {}

  static LookState next(LookState state, LookEvent event) {
    if (event instanceof Ended) {
      return new Closed(state.counts());
    }
    return switch (state) {
      case Watching now -> whenWatching(now, event);
      case Reloading now -> whenReloading(now, event);
      case Gone now -> whenGone(now, event);
      case Turned now -> whenTurned(now, event);
      case Closed _ -> state;
    };
  }

  private static LookState whenWatching(Watching now, LookEvent event) {
    return switch (event) {
      case Answered answer -> new Watching(now.counts().with(answer));
      case ReloadAsked _ -> new Reloading(now.counts());
      case LifeOver(long at) -> new Gone(now.counts(), at);
      case Missed _, LifeBegun _, Ended _ -> now;
    };
  }

  private static LookState whenReloading(Reloading now, LookEvent event) {
    Counts counts = now.counts();
    return switch (event) {
      case Answered answer when counts.isTurnedBy(answer) ->
          // Nobody knows when between the two answers the old life ended.
          new Turned(counts.with(answer), answer.seenAt() - counts.askedAt());
      case Answered answer -> new Reloading(counts.with(answer));
      case Missed(long at) -> new Gone(counts, at);
      case LifeOver(long at) -> new Gone(counts, at);
      case LifeBegun _ -> new Watching(counts);
      case ReloadAsked _, Ended _ -> now;
    };
  }

  private static LookState whenGone(Gone now, LookEvent event) {
    Counts counts = now.counts();
    return switch (event) {
      case Answered answer when counts.isTurnedBy(answer) ->
          new Turned(counts.with(answer), now.unseen());
      case Answered answer -> new Gone(counts.with(answer), now.goneAt());
      // What it did last may take a while to be counted.
      case LifeOver(long at) -> new Gone(counts, at);
      case LifeBegun _ -> new Watching(counts.closed());
      case Missed _, ReloadAsked _, Ended _ -> now;
    };
  }

  private static LookState whenTurned(Turned now, LookEvent event) {
    return switch (event) {
      case Answered answer -> new Turned(now.counts().with(answer), now.unseen());
      case LifeBegun _ -> new Watching(now.counts());
      case Missed _, ReloadAsked _, LifeOver _, Ended _ -> now;
    };
  }
}
