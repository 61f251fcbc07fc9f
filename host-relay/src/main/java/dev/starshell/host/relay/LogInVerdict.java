package dev.starshell.host.relay;

/// What the check of a log-in came to.
public sealed interface LogInVerdict {
  /// The key is proven and the doorkeeper lets the member in.
  record Admitted() implements LogInVerdict {}

  /// The member is not let in.
  ///
  /// @param isFailure whether it counts against the network it came from
  /// @param retryAfterMillis 0 if trying again does not help
  record TurnedAway(String code, String sentence, boolean isFailure, long retryAfterMillis)
      implements LogInVerdict {}
}
