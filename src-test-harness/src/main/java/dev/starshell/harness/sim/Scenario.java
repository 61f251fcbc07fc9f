package dev.starshell.harness.sim;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a run is like, but for its seed.
///
/// @param name for people and tests
/// @param members two to four
/// @param files archives that each member shares
/// @param faults most faults of a run
/// @param kinds which kinds of faults there are
/// @param lossPercent packets of direct paths that are lost, doubled and reordered, each
public record Scenario(
    String name, int members, int files, int faults, Set<Kind> kinds, int lossPercent) {
  /// A kind of fault.
  public enum Kind {
    /// Direct paths are cut, and associations end.
    LINK,
    /// Members are parted from everybody.
    PARTITION,
    /// The relay goes away, or members lose it.
    RELAY,
    /// The relay is hostile.
    HOSTILE,
    /// Processes are killed, between any two steps.
    KILL,
    /// Machines lose their power.
    POWER,
    /// Disks are full.
    DISK,
    /// Content is altered on its way, or at its source.
    CONTENT,
    /// People pause and resume.
    PAUSE,
    /// TURN servers die.
    TURN,
    /// Links are made anew while they carry.
    RENEW
  }

  public Scenario {
    kinds = Set.copyOf(kinds);
    if (members < 2 || members > 4 || files < 1 || files > 64) {
      throw new IllegalArgumentException("members=" + members + " files=" + files);
    }
  }

  /// Everything at once, between two members with ten files: what is measured and run most.
  public static final Scenario PAIR = new Scenario("pair", 2, 10, 6, Set.of(Kind.values()), 3);

  /// All scenarios; a plain run takes them in turn by its seed.
  public static final List<Scenario> ALL =
      List.of(
          PAIR,
          new Scenario("quiet", 2, 10, 0, Set.of(), 0),
          new Scenario("drops", 2, 10, 12, Set.of(Kind.LINK, Kind.PARTITION), 5),
          new Scenario("relay", 2, 6, 6, Set.of(Kind.RELAY, Kind.HOSTILE, Kind.LINK), 1),
          new Scenario("crashes", 2, 10, 8, Set.of(Kind.KILL, Kind.POWER), 1),
          new Scenario("disk", 2, 10, 6, Set.of(Kind.DISK, Kind.POWER, Kind.CONTENT), 1),
          new Scenario("three", 3, 5, 6, Set.of(Kind.values()), 2),
          new Scenario("four", 4, 4, 6, Set.of(Kind.values()), 2),
          new Scenario("renew", 2, 10, 16, Set.of(Kind.RENEW, Kind.LINK, Kind.PARTITION), 3),
          new Scenario("storm", 2, 16, 30, Set.of(Kind.values()), 4),
          new Scenario("mob", 4, 3, 24, Set.of(Kind.values()), 2));

  /// The scenario of this name.
  public static Optional<Scenario> named(String name) {
    return ALL.stream().filter(one -> one.name().equals(name)).findFirst();
  }
}
