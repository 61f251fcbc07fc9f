package dev.starshell.host.relay;

import dev.starshell.api.signal.MemberId;
import dev.starshell.api.signal.StarId;
import dev.starshell.host.frame.Bytes;

/// One connection.
///
/// @param network where it comes from
/// @param stage how far it has come
/// @param waiting what is to be written
/// @param heardNanos when it last showed life
/// @param pingedNanos when it was last pinged
record RelayConnection(
    Network network, Stage stage, Waiting waiting, long heardNanos, long pingedNanos) {
  /// How far a connection has come.
  sealed interface Stage {}

  /// Has the challenge and owes an answer.
  record Greeted(Bytes nonce, long deadlineNanos) implements Stage {}

  /// Has answered; the answer is being checked, and a place in the star is kept.
  record Entering(StarId star, MemberId member, long deadlineNanos) implements Stage {}

  /// Is a member of a star.
  record Joined(StarId star, MemberId member, Allowance allowance) implements Stage {}

  /// Is to close, and is cut at the deadline.
  record Ending(long deadlineNanos) implements Stage {}

  /// What a member may still send.
  record Allowance(TokenBucket envelopes, TokenBucket bytes, TokenBucket excess) {
    static Allowance full(RelayLimits.Traffic traffic, long nowNanos) {
      return new Allowance(
          TokenBucket.full(traffic.envelopes(), nowNanos),
          TokenBucket.full(traffic.bytes(), nowNanos),
          TokenBucket.full(traffic.excessMax(), nowNanos));
    }

    Allowance filled(RelayLimits.Traffic traffic, long nowNanos) {
      return new Allowance(
          envelopes.filled(traffic.envelopes(), nowNanos),
          bytes.filled(traffic.bytes(), nowNanos),
          excess.filled(traffic.excessMax(), nowNanos));
    }
  }

  /// Whether it counts as not logged in yet.
  boolean isPending() {
    return stage instanceof Greeted || stage instanceof Entering;
  }

  RelayConnection at(Stage next) {
    return new RelayConnection(network, next, waiting, heardNanos, pingedNanos);
  }

  RelayConnection with(Waiting next) {
    return new RelayConnection(network, stage, next, heardNanos, pingedNanos);
  }

  RelayConnection heard(long atNanos) {
    return new RelayConnection(network, stage, waiting, atNanos, pingedNanos);
  }

  RelayConnection pinged(long atNanos) {
    return new RelayConnection(network, stage, waiting, heardNanos, atNanos);
  }
}
