package dev.starshell.syncshell.recovery;

import java.time.Duration;

/// What the recovery of a link wants done.
public sealed interface RecoveryAction {
  /// Have the link try now.
  ///
  /// @param attempt how many were begun since the loss; chooses the TURN server ([TurnBook#choose])
  record Attempt(int attempt) implements RecoveryAction {}

  /// Report [RecoveryEvent.TimerFired] with this ticket after the span. A later one replaces it.
  record StartTimer(long ticket, Duration after) implements RecoveryAction {}

  /// All fast attempts failed: tell people, once in an outage.
  record TellParked(LossCause cause, int attempts) implements RecoveryAction {}

  /// The link is back.
  ///
  /// @param took from the loss to the return
  /// @param attempts how many it took
  record CountRecovered(LossCause cause, Duration took, int attempts) implements RecoveryAction {}

  /// The link is gone for longer than anything is kept for: forget the session.
  record ForgetSession() implements RecoveryAction {}
}
