package dev.starshell.harness.lab.fault;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// All scenarios of the lab.
final class LabScenarios {
  /// Not run unless they are named: they take many minutes or gigabytes.
  private static final Set<String> LONGEST = Set.of("big", "bottleneck-100", "drops-1000");

  private LabScenarios() {}

  static List<LabScenario> all() {
    return Stream.of(
            ShuttleScenario.all(),
            OutageScenarios.all(),
            PathScenarios.all(),
            KillScenarios.all(),
            MomentScenarios.all(),
            TurnScenarios.all(),
            ContentScenarios.all(),
            DropsScenario.all())
        .flatMap(List::stream)
        .toList();
  }

  /// Those that are run when none is named.
  static List<LabScenario> usual() {
    return all().stream().filter(one -> !LONGEST.contains(one.name())).toList();
  }

  static Optional<LabScenario> named(String name) {
    return all().stream().filter(one -> one.name().equals(name)).findFirst();
  }
}
