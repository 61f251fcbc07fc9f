package dev.starshell.harness.lab.fault;

/// What happens to a member that is looked at, and to who looks. See [LookMachine]. When it happens
/// is told by what a witness has counted until then: time, or bytes.
sealed interface LookEvent {
  /// A look had an answer.
  ///
  /// @param askedAt when it began: what passed while the answer was under way is not in it
  /// @param seenAt when the answer was there
  /// @param seen the counters of this life
  record Answered(long askedAt, long seenAt, Totals seen) implements LookEvent {}

  /// A look had none.
  record Missed(long at) implements LookEvent {}

  /// The plugin is to end and to begin again.
  record ReloadAsked() implements LookEvent {}

  /// The life that was looked at is over by now.
  record LifeOver(long at) implements LookEvent {}

  /// There is something to look at again, as far as anybody knows.
  record LifeBegun() implements LookEvent {}

  /// Nobody wants to know more.
  record Ended() implements LookEvent {}
}
