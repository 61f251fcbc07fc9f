package dev.starshell.syncshell.link;

import dev.starshell.syncshell.machine.Moment;

/// Where the link to one member stands.
public sealed interface LinkState {
  /// What stays true from one state to the next.
  ///
  /// @param leading whether this side mints generations: the smaller key leads
  /// @param lastGeneration the highest generation seen or used; 0 when there was none
  /// @param failures attempts that failed since the link was last stable
  /// @param peerPresent what the relay says of the other member
  record Past(boolean leading, long lastGeneration, int failures, boolean peerPresent) {
    public Past {
      if (lastGeneration < 0 || failures < 0) {
        throw new IllegalArgumentException(
            "lastGeneration=" + lastGeneration + " or failures=" + failures + " is negative");
      }
    }

    Past withGeneration(long generation) {
      return new Past(leading, Math.max(lastGeneration, generation), failures, peerPresent);
    }

    Past failed() {
      return new Past(leading, lastGeneration, failures + 1, peerPresent);
    }

    Past stable() {
      return new Past(leading, lastGeneration, 0, peerPresent);
    }

    Past present(boolean now) {
      return new Past(leading, lastGeneration, failures, now);
    }
  }

  /// What stays true.
  Past past();

  /// No link, and no reason to make one.
  record Idle(Past past) implements LinkState {}

  /// The follower has asked the leader and waits for its handshake.
  record Asked(Past past) implements LinkState {}

  /// A generation is being made.
  ///
  /// @param asked whether the follower has asked once since it was begun; that one may have crossed
  ///   the handshake's first message, the next one means that that was lost
  record Connecting(Past past, long generation, boolean asked) implements LinkState {
    Connecting(Past past, long generation) {
      this(past, generation, false);
    }
  }

  /// A generation carries messages.
  ///
  /// @param since when it was bound
  /// @param suspected whether the other side was silent for longer than it should be
  record Bound(Past past, long generation, Moment since, boolean suspected) implements LinkState {}

  /// Waits before the next attempt.
  record Resting(Past past) implements LinkState {}
}
