package dev.starshell.harness.lab.fault;

import dev.starshell.harness.lab.Pause;
import dev.starshell.harness.lab.fault.LabScenario.NotHereException;
import java.io.IOException;
import java.util.List;

/// Links that are gone for a while, with a transfer on them.
final class OutageScenarios {
  private static final String UPLOAD = "2 MiB/s";

  private OutageScenarios() {}

  static List<LabScenario> all() {
    return List.of(
        outage(new Outage("outage-4", 4, true, true)),
        outage(new Outage("outage-12", 12, true, true)),
        outage(new Outage("outage-60", 60, true, false)),
        outage(new Outage("path-60", 60, false, false)),
        new LabScenario(
            "address",
            "Bob's machine gets another address while it receives",
            OutageScenarios::address),
        new LabScenario(
            "frozen",
            "Bob's host stands still for 10 s while it receives",
            OutageScenarios::frozen));
  }

  /// @param isWhole whether Bob's whole network is gone, the relay too
  /// @param heals whether the same associations must go on
  private record Outage(String name, int seconds, boolean isWhole, boolean heals) {}

  private static LabScenario outage(Outage outage) {
    return new LabScenario(
        outage.name(),
        String.format(
            "%s is gone for %d s while Bob receives",
            outage.isWhole() ? "Bob's network" : "the path between Ann and Bob", outage.seconds()),
        (setting, findings) -> run(outage, setting, findings));
  }

  private static void run(Outage outage, Setting setting, Findings findings)
      throws IOException, InterruptedException, FaultNotInjectedException, NotHereException {
    try (Transfer transfer = Transfer.begin(setting, UPLOAD, 25)) {
      Stage stage = transfer.stage();
      Progress progress = transfer.progress();
      Stats before = Stats.of(stage.bob());
      long generation = Stats.generation(stage.bob(), Stage.ANN);
      List<LabLink> links =
          outage.isWhole() ? stage.lab().linksOf(Stage.BOB) : List.of(stage.path());
      stage.say("cutting for " + outage.seconds() + " s");
      links.forEach(LabLink::cut);
      long cutNanos = System.nanoTime();
      Pause.millis(outage.seconds() * 1000L);
      links.forEach(LabLink::restore);
      long backNanos = System.nanoTime();
      findings.injected(
          stage.path().account().cut() > 0,
          "cut for %.1f s, %,d packets of the path lost in it",
          (backNanos - cutNanos) / 1e9,
          stage.path().account().cut());

      double first = progress.firstAfter(backNanos, Transfer.MAX);
      transfer.awaitCopy();

      findings.atMost("first new bytes after link-back", first, 8, " s");
      tellOutages(outage, before, Stats.of(stage.bob()), findings);
      tellGeneration(outage, generation, Stats.generation(stage.bob(), Stage.ANN), findings);
      transfer.check(findings);
      if (outage.heals()) {
        long again = transfer.again();
        findings.holds(again == 0, "%,d bytes sent again (none allowed)", again);
      }
    }
  }

  private static void tellOutages(Outage outage, Stats before, Stats after, Findings findings) {
    long lost = after.outages() - before.outages();
    if (outage.heals()) {
      findings.holds(lost == 0, "%d links given up (none allowed)", lost);
    } else {
      findings.figure("%d links given up", lost);
    }
    findings.figure("%d attempts", after.attempts() - before.attempts());
  }

  /// One that is made beside the present one is neither an outage nor an attempt.
  private static void tellGeneration(Outage outage, long before, long after, Findings findings) {
    if (outage.heals()) {
      findings.holds(
          before > 0 && after == before,
          "generation %d before and %d after (the same asked)",
          before,
          after);
    } else {
      findings.figure("generation %d before and %d after", before, after);
    }
  }

  private static void address(Setting setting, Findings findings)
      throws IOException, InterruptedException, FaultNotInjectedException, NotHereException {
    try (Transfer transfer = Transfer.begin(setting, UPLOAD, 25)) {
      Stage stage = transfer.stage();
      Progress progress = transfer.progress();
      String before = stage.lab().address(Stage.BOB);
      stage.say("changing Bob's address");
      stage.lab().readdress(Stage.BOB);
      long changed = System.nanoTime();
      String after = stage.lab().address(Stage.BOB);

      transfer.awaitCopy();
      // What was on its way still comes in the first moments, so the pause is what counts.
      double gap = progress.series().longestGap(changed, System.nanoTime());

      long strays = stage.lab().shuttle().strays();
      findings.injected(
          !before.equals(after) && strays > 0,
          "address changed, %,d packets sent to the old one",
          strays);
      findings.atMost("longest time without a byte after the change", gap, 8, " s");
      transfer.check(findings);
    }
  }

  private static void frozen(Setting setting, Findings findings)
      throws IOException, InterruptedException, FaultNotInjectedException, NotHereException {
    try (Transfer transfer = Transfer.begin(setting, UPLOAD, 25)) {
      Stage stage = transfer.stage();
      Progress progress = transfer.progress();
      stage.say("halting Bob's host for 10 s");
      stage.lab().pause(Stage.BOB);
      long halted = System.nanoTime();
      Pause.millis(10_000);
      stage.lab().resume(Stage.BOB);
      long resumed = System.nanoTime();

      double first = progress.firstAfter(resumed, Transfer.MAX);
      findings.injected(
          progress.series().longestGap(halted, System.nanoTime()) > 9.5,
          "halted for %.1f s",
          (resumed - halted) / 1e9);
      transfer.awaitCopy();

      findings.atMost("first new bytes after it goes on", first, 8, " s");
      transfer.check(findings);
    }
  }
}
