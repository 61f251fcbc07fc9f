package dev.starshell.harness.lab.fault;

import dev.starshell.harness.lab.fault.LookEvent.Answered;

/// How a member is looked at, and what was seen of it so far. See [LookMachine].
sealed interface LookState {
  Counts counts();

  /// It is looked at now and then.
  record Watching(Counts counts) implements LookState {}

  /// Its plugin is about to end, and is looked at as often as possible.
  record Reloading(Counts counts) implements LookState {}

  /// Its life is over, and nobody looks. A look that is still under way may be answered.
  ///
  /// @param goneAt by when it was over
  record Gone(Counts counts, long goneAt) implements LookState {
    /// What the witness counted from the last look that was answered until it was over, at most.
    long unseen() {
      return Math.max(0, goneAt - counts.askedAt());
    }
  }

  /// Its next life has answered already, before anybody missed the one that ended.
  ///
  /// @param unseen what the witness counted from the last look that the old life answered until it
  ///   was over, at most
  record Turned(Counts counts, long unseen) implements LookState {}

  /// Nobody looks any more.
  record Closed(Counts counts) implements LookState {}

  /// Counters begin anew with a life; these do not.
  ///
  /// @param carried of the lives that are over
  /// @param last of the present life, as it was seen last
  /// @param askedAt when the last look began that was answered, by the witness
  record Counts(Totals carried, Totals last, long askedAt) {
    /// Over all lives.
    Totals all() {
      return carried.plus(last);
    }

    /// Whether an answer is of another life.
    boolean isTurnedBy(Answered answer) {
      return answer.seen().isBefore(last);
    }

    /// With one more answer.
    Counts with(Answered answer) {
      Totals over = isTurnedBy(answer) ? all() : carried;
      return new Counts(over, answer.seen(), answer.askedAt());
    }

    /// The present life is over.
    Counts closed() {
      return new Counts(all(), Totals.NONE, askedAt);
    }
  }
}
