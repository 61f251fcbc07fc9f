package dev.starshell.syncshell.link;

import dev.starshell.syncshell.machine.Moment;
import java.time.Duration;

/// What happens to the link to one member.
public sealed interface LinkEvent {
  /// The relay reports that the member is connected to it.
  record PeerPresent() implements LinkEvent {}

  /// The relay reports that the member is not connected to it. Advice only.
  record PeerAbsent() implements LinkEvent {}

  /// The follower asks for a link.
  record LinkWantedCame(long lastGeneration) implements LinkEvent {}

  /// The leader begins a generation: the first message of its handshake came and was right.
  record OfferCame(long generation) implements LinkEvent {}

  /// The follower has answered the first message of a generation's handshake.
  record AnswerCame(long generation) implements LinkEvent {}

  /// The other side gave a generation up.
  record DeclineCame(long generation) implements LinkEvent {}

  /// Every channel of a generation is open.
  record BundleOpened(long generation, Moment at) implements LinkEvent {}

  /// A generation is of no use any more.
  record BundleFailed(long generation) implements LinkEvent {}

  /// The other side said goodbye, or broke the protocol.
  ///
  /// @param forGood whether no further attempt is to be made until the member appears anew
  record Ended(long generation, boolean forGood) implements LinkEvent {}

  /// A timer of this machine fired.
  record TimerFired(LinkTimer timer, long generation) implements LinkEvent {}

  /// Looks at the silence on a bound link.
  ///
  /// @param heard when something last came
  /// @param said when something was last sent
  /// @param answer how long the last answer to a heartbeat took, or how long the oldest one is
  ///   waited for if that is longer; zero before the first
  record Looked(Moment now, Moment heard, Moment said, Duration answer) implements LinkEvent {}

  /// The other side hears nothing on a generation.
  ///
  /// @param lasted for how long it had heard nothing when it said so
  /// @param heard when this side heard something on it last
  record SilenceTold(long generation, Duration lasted, Moment at, Moment heard)
      implements LinkEvent {}

  /// Looks at a generation that drains.
  ///
  /// @param over whether nothing is under way on it any more
  record DrainLooked(long generation, boolean over, Moment now) implements LinkEvent {}

  /// The present generation serves badly, or may soon not serve at all.
  record RenewWanted() implements LinkEvent {}

  /// The rest is over, or a person or a change of the network asks for an attempt now.
  record Nudged() implements LinkEvent {}

  /// This side knows more of the shell than at the last attempt, which failed for want of it.
  record Informed() implements LinkEvent {}
}
