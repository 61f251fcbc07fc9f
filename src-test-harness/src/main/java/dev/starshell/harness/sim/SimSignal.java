package dev.starshell.harness.sim;

import dev.starshell.syncshell.protocol.FaultCode;
import java.time.Duration;

/// A signed signal between two members. What travels through the relay is its number: a relay can
/// keep, double, delay and misdirect it, and cannot read or alter it without being found out.
record SimSignal(int from, int to, Body body) {
  /// What it says.
  sealed interface Body {}

  /// The follower asks for a link.
  record Wanted(long lastGeneration) implements Body {}

  /// First message of a handshake, of the leader.
  record Opening(long generation, long nonce) implements Body {}

  /// Second message, of the follower.
  record Reply(SessionKey key) implements Body {}

  /// Third message, of the leader.
  record Confirmed(SessionKey key) implements Body {}

  /// Sealed: how the leader's carrier is reached, and by which TURN server.
  record Offer(SessionKey key, int server) implements Body {}

  /// Sealed: how the follower's carrier is reached.
  record Answer(SessionKey key) implements Body {}

  /// Nothing has been heard on a generation for so long.
  record Silent(long generation, Duration lasted) implements Body {}

  /// A generation is given up.
  record Declined(long generation, FaultCode reason) implements Body {}

  /// What a handshake results in: fresh for each, known to the two sides alone.
  record SessionKey(int leader, int follower, long generation, long opened, long replied) {}
}
