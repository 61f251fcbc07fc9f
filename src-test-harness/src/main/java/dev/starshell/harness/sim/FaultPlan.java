package dev.starshell.harness.sim;

import dev.starshell.harness.sim.Scenario.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Draws the faults of a run from its seed.
final class FaultPlan {
  /// Faults begin within this span.
  private static final Duration HORIZON = Duration.ofSeconds(45);

  private final Scenario scenario;
  private final Chance chance;

  private FaultPlan(Scenario scenario, long seed) {
    this.scenario = scenario;
    this.chance = new Chance(seed * 0x9e37_79b9_7f4a_7c15L + 1);
  }

  static List<Fault> draw(Scenario scenario, long seed) {
    return new FaultPlan(scenario, seed).draw();
  }

  private List<Fault> draw() {
    List<Kind> kinds = Arrays.stream(Kind.values()).filter(scenario.kinds()::contains).toList();
    List<Fault> faults = new ArrayList<>();
    if (kinds.isEmpty()) {
      return faults;
    }
    int count = chance.between(1, scenario.faults());
    for (int i = 0; i < count; i++) {
      Fault fault = fault(chance.oneOf(kinds));
      faults.add(fault);
      if (fault instanceof Fault.RelayHostile hostile) {
        breakLinks(hostile, faults);
      }
    }
    return faults;
  }

  /// A relay can only harm while links are made: some are broken meanwhile.
  private void breakLinks(Fault.RelayHostile hostile, List<Fault> faults) {
    int count = chance.between(1, 3);
    for (int i = 0; i < count; i++) {
      int member = chance.below(scenario.members());
      int other = (member + 1) % scenario.members();
      Duration at = chance.span(hostile.at(), hostile.until());
      faults.add(new Fault.AssociationKilled(member, other, at, chance.percent(30)));
    }
  }

  private Fault fault(Kind kind) {
    int member = chance.below(scenario.members());
    int other = (member + chance.between(1, scenario.members() - 1)) % scenario.members();
    Duration at = chance.span(Duration.ofMillis(200), HORIZON);
    return switch (kind) {
      case LINK -> link(member, other, at);
      case PARTITION -> new Fault.Partitioned(member, at, outage(), chance.percent(50));
      case RELAY ->
          chance.percent(40)
              ? new Fault.SocketCut(member, at, chance.percent(40))
              : new Fault.RelayDown(at, outage(), chance.percent(40));
      case HOSTILE ->
          new Fault.RelayHostile(at, chance.millis(2_000, 40_000), chance.between(5, 60));
      case KILL -> crash(member, at, false);
      case POWER -> crash(member, at, true);
      case DISK -> new Fault.DiskFull(member, at, chance.millis(500, 20_000));
      case CONTENT ->
          chance.percent(50)
              ? new Fault.ChunksAltered(member, at, chance.between(1, 3))
              : new Fault.SourceChanged(member, chance.below(scenario.files()), at);
      case PAUSE -> new Fault.Paused(member, at, chance.millis(500, 15_000));
      case TURN -> new Fault.TurnDead(chance.below(3), at, chance.millis(5_000, 60_000));
      case RENEW -> new Fault.Renewed(member, other, at);
    };
  }

  private Fault link(int member, int other, Duration at) {
    if (chance.percent(40)) {
      return new Fault.PathCut(member, other, at, outage());
    }
    if (chance.percent(40)) {
      return new Fault.AssociationKilled(member, other, at, chance.percent(50));
    }
    SendMoment moment = chance.oneOf(List.of(SendMoment.values()));
    int nth = moment == SendMoment.CHUNK ? chance.between(1, 60) : chance.between(1, 4);
    Duration armed = chance.percent(50) ? Duration.ofMillis(100) : at;
    return new Fault.KilledAtMessage(member, moment, nth, chance.percent(50), armed);
  }

  private Fault crash(int member, Duration at, boolean isPowerLoss) {
    Duration span = chance.millis(100, 15_000);
    Duration armed = chance.percent(50) ? Duration.ofMillis(100) : at;
    if (chance.percent(25)) {
      return new Fault.CrashAtTime(member, isPowerLoss, at, span);
    }
    DiskStep step = chance.oneOf(List.of(DiskStep.values()));
    int nth = chance.percent(50) ? 1 : chance.between(1, 12);
    // Armed at its time: the nth such step after that is the last one.
    return new Fault.CrashAtStep(member, step, nth, isPowerLoss, armed, span);
  }

  /// Most outages are short, some are longer than every time-out.
  private Duration outage() {
    return chance.percent(70) ? chance.millis(100, 8_000) : chance.millis(8_000, 60_000);
  }
}
