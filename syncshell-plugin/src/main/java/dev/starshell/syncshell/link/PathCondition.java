package dev.starshell.syncshell.link;

import java.time.Duration;

/// How well the path of a generation serves.
public sealed interface PathCondition {
  /// As it should.
  record Good() implements PathCondition {}

  /// Answers come late.
  ///
  /// @param answer how long the last one takes
  /// @param best how long the shortest one took
  record Late(Duration answer, Duration best) implements PathCondition {}

  /// What is handed over hardly leaves any more.
  ///
  /// @param rate now. Unit: bytes a second
  /// @param peak at best, of late. Unit: bytes a second
  record Collapsed(long rate, long peak) implements PathCondition {}
}
