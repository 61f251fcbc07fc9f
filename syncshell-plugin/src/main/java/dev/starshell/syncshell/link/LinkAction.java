package dev.starshell.syncshell.link;

import java.time.Duration;

/// What the link to one member wants done.
public sealed interface LinkAction {
  /// Ask the leader for a link.
  record SendLinkWanted(long lastGeneration) implements LinkAction {}

  /// Record the generation, then begin it: with the leader's handshake or the follower's reply.
  record OpenBundle(long generation) implements LinkAction {}

  /// Begin nothing new on a generation: what is under way on it arrives, then it is closed.
  record Drain(long generation) implements LinkAction {}

  /// Free a generation.
  record CloseBundle(long generation) implements LinkAction {}

  /// Tell the other side that a generation is given up.
  record SendDecline(long generation) implements LinkAction {}

  /// Start a timer. One timer of a kind runs at a time; a new one replaces it.
  record StartTimer(LinkTimer timer, long generation, Duration after) implements LinkAction {}

  /// Wait before the next attempt, then report [LinkEvent.Nudged]. How long, and what cuts it
  /// short, is decided by `recovery`.
  ///
  /// @param failures attempts that failed since the link was last stable, this one included
  record Rest(long generation, int failures) implements LinkAction {}

  /// Send a heartbeat.
  record SendHeartbeat(long generation) implements LinkAction {}

  /// Tell the other side, over the relay, that nothing is heard on a generation.
  ///
  /// @param lasted for how long this side has heard nothing
  record TellSilence(long generation, Duration lasted) implements LinkAction {}

  /// The link carries messages now.
  record AnnounceBound(long generation) implements LinkAction {}

  /// The link carries no messages any more.
  record AnnounceLost(long generation) implements LinkAction {}
}
