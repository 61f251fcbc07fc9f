package dev.starshell.syncshell.recovery;

import dev.starshell.syncshell.machine.Moment;
import java.time.Duration;

/// What happens to the recovery of the link to one member.
public sealed interface RecoveryEvent {
  /// The link carries nothing any more.
  record Lost(LossCause cause, Moment at) implements RecoveryEvent {}

  /// The link has begun an attempt: its own, or one that the other side asked for.
  record Began(Moment at) implements RecoveryEvent {}

  /// The link rests: an attempt failed, or it was just lost.
  ///
  /// @param failures failures since the link was last stable, as the link counts them; 1 or more
  /// @param searched how long the last attempt looked for a way between the two, once the member
  ///   had answered through the relay; zero if it did not answer
  /// @param relayLost whether the relay was lost since the last attempt began
  /// @param chance from 0 to 1, drawn evenly
  record Rested(
      int failures, LossCause cause, Duration searched, boolean relayLost, Moment at, double chance)
      implements RecoveryEvent {}

  /// The link carries messages.
  record Bound(Moment at) implements RecoveryEvent {}

  /// A timer of this machine fired.
  ///
  /// @param chance from 0 to 1, drawn evenly
  record TimerFired(long ticket, Reach reach, Moment at, double chance) implements RecoveryEvent {}

  /// There is nobody to try with: the member went away, or the relay did.
  ///
  /// @param chance from 0 to 1, drawn evenly
  record PeerGone(LossCause cause, Moment at, double chance) implements RecoveryEvent {}

  /// The relay is away: until it is back, that is why there is no link.
  record RelayLost() implements RecoveryEvent {}

  /// Something says that an attempt is worth it now.
  record Woken(WakeCause cause, Moment at) implements RecoveryEvent {}
}
