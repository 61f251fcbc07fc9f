package dev.starshell.harness.sim;

import java.time.Duration;

/// One thing that goes wrong, planned before the run begins. Each one ends.
public sealed interface Fault {
  /// When it begins, since the start of the run. A crash at a step comes when the step does.
  Duration at();

  /// When it is over.
  default Duration until() {
    return at();
  }

  /// The direct path between two members carries nothing.
  record PathCut(int one, int other, Duration at, Duration span) implements Fault {
    @Override
    public Duration until() {
      return at.plus(span);
    }
  }

  /// An association ends at one member; the other hears of it or not.
  record AssociationKilled(int member, int other, Duration at, boolean isSilent) implements Fault {}

  /// An association ends just when its member sends a message.
  ///
  /// @param nth which message of its kind after `at`, from 1
  record KilledAtMessage(int member, SendMoment moment, int nth, boolean isSilent, Duration at)
      implements Fault {}

  /// A member finds that its link to another one serves badly.
  record Renewed(int member, int other, Duration at) implements Fault {}

  /// A member reaches nobody.
  ///
  /// @param isNoticed whether its machine sees that its network is back, by an address
  record Partitioned(int member, Duration at, Duration span, boolean isNoticed) implements Fault {
    @Override
    public Duration until() {
      return at.plus(span);
    }
  }

  /// The relay is down.
  record RelayDown(Duration at, Duration span, boolean isAnnounced) implements Fault {
    @Override
    public Duration until() {
      return at.plus(span);
    }
  }

  /// A member's connection to the relay ends.
  ///
  /// @param isSilent whether nobody hears of it
  record SocketCut(int member, Duration at, boolean isSilent) implements Fault {}

  /// A process ends before a step of its disk.
  ///
  /// @param nth which occurrence, from 1
  /// @param isPowerLoss whether the machine ends with it
  record CrashAtStep(
      int member, DiskStep step, int nth, boolean isPowerLoss, Duration at, Duration span)
      implements Fault {
    @Override
    public Duration until() {
      return at.plus(span);
    }
  }

  /// A process ends at a time.
  record CrashAtTime(int member, boolean isPowerLoss, Duration at, Duration span) implements Fault {
    @Override
    public Duration until() {
      return at.plus(span);
    }
  }

  /// A member's disk has no room.
  record DiskFull(int member, Duration at, Duration span) implements Fault {
    @Override
    public Duration until() {
      return at.plus(span);
    }
  }

  /// The next data chunks to a member are altered on their way.
  record ChunksAltered(int member, Duration at, int count) implements Fault {}

  /// A shared file gets other content.
  record SourceChanged(int member, int file, Duration at) implements Fault {}

  /// A person pauses the shell, then resumes it.
  record Paused(int member, Duration at, Duration span) implements Fault {
    @Override
    public Duration until() {
      return at.plus(span);
    }
  }

  /// The TURN server that is thought best is dead.
  record TurnDead(int server, Duration at, Duration span) implements Fault {
    @Override
    public Duration until() {
      return at.plus(span);
    }
  }

  /// The relay is hostile: it drops, doubles, delays, replays, misdelivers, alters and lies.
  record RelayHostile(Duration at, Duration span, int percent) implements Fault {
    @Override
    public Duration until() {
      return at.plus(span);
    }
  }
}
