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

  /// What this side holds beside the current generation: one more at most.
  sealed interface Beside {
    /// Nothing.
    record Alone() implements Beside {}

    /// The follower has asked for the next generation.
    record Asked() implements Beside {}

    /// The next generation is being made.
    ///
    /// @param asked as in [Connecting]
    record Making(long generation, boolean asked) implements Beside {}

    /// The generation before is emptied: what was under way on it arrives, nothing new begins.
    ///
    /// @param until when it is closed at the latest
    record Draining(long generation, Moment until) implements Beside {}
  }

  /// What stays true.
  Past past();

  /// No link, and no reason to make one.
  record Idle(Past past) implements LinkState {}

  /// The relay says that the member is away; an offer for it lies there. The leader's is of a
  /// generation that it has begun, the follower's a wish.
  ///
  /// @param generation the leader's; for a follower the last one it knows
  record Called(Past past, long generation) implements LinkState {}

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
  /// @param beside what this side holds beside it
  /// @param silence what is said about silence on it
  record Bound(
      Past past, long generation, Moment since, boolean suspected, Beside beside, Silence silence)
      implements LinkState {
    static final Beside ALONE = new Beside.Alone();

    Bound(Past past, long generation, Moment since, boolean suspected, Beside beside) {
      this(past, generation, since, suspected, beside, Silence.NONE);
    }

    /// Whether the next generation is asked for or made.
    public boolean isRenewed() {
      return beside instanceof Beside.Asked || beside instanceof Beside.Making;
    }

    Bound with(Past changed) {
      return new Bound(changed, generation, since, suspected, beside, silence);
    }

    Bound with(Beside changed) {
      return new Bound(past, generation, since, suspected, changed, silence);
    }

    Bound with(Silence changed) {
      return new Bound(past, generation, since, suspected, beside, changed);
    }
  }

  /// Waits before the next attempt.
  record Resting(Past past) implements LinkState {}

  /// Whether a generation is being made, alone or beside a current one.
  default boolean isMaking(long generation) {
    return switch (this) {
      case Connecting now -> now.generation() == generation;
      case Called now -> past().leading() && now.generation() == generation;
      case Bound now when now.beside() instanceof Beside.Making(long next, boolean _) ->
          next == generation;
      case Bound _, Idle _, Asked _, Resting _ -> false;
    };
  }
}
