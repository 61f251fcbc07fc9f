package dev.starshell.harness.lab.fault;

import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.Pause;
import dev.starshell.harness.lab.fault.LabScenario.NotHereException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// Hosts that end as by `kill -9`.
final class KillScenarios {
  private static final int AWAY_MILLIS = 45_000;

  /// What may be under way on each of the seven channels for archives.
  private static final long CHUNK_BYTES_MAX = 128 << 10;

  private static final int CHANNELS = 7;

  private KillScenarios() {}

  static List<LabScenario> all() {
    List<LabScenario> all = new ArrayList<>();
    for (String who : List.of(Stage.BOB, Stage.ANN)) {
      for (int percent : List.of(0, 50, 99)) {
        String word = who.equals(Stage.BOB) ? "receiver" : "sender";
        all.add(
            new LabScenario(
                "kill-" + word + "-" + percent,
                "kill -9 of the " + word + " at " + percent + " %",
                (setting, findings) -> kill(who, percent, setting, findings)));
      }
    }
    all.add(
        new LabScenario(
            "kill-relay",
            "kill -9 of the relay's host while Bob receives; it comes back after 10 s",
            KillScenarios::killRelay));
    all.add(
        new LabScenario(
            "away",
            "Bob is away for 45 s in the middle, so that nobody is there to be tried",
            KillScenarios::away));
    return all;
  }

  private static void kill(String who, int percent, Setting setting, Findings findings)
      throws IOException, InterruptedException, FaultNotInjectedException, NotHereException {
    // The last part of a hundred must last longer than a look at it.
    String upload = percent > 90 ? "1 MiB/s" : "4 MiB/s";
    try (Transfer transfer = Transfer.begin(setting, upload, percent)) {
      Stage stage = transfer.stage();
      Progress progress = transfer.progress();
      if (percent == 0) {
        stage.bob().await("a contract", Transfer.MAX, bob -> !bob.lanes().isEmpty());
      }
      Member victim = stage.lab().hosts().member(who);
      long pid = victim.process().pid();
      stage.say("killing " + who);
      stage.lab().kill9(who);
      boolean isDead = !victim.process().isAlive();
      double part = 100.0 * progress.bytes() / transfer.unique();
      long killed = System.nanoTime();
      stage.lab().restart(who);
      long back = System.nanoTime();
      findings.injected(
          isDead && victim.process().pid() != pid && part < 100,
          "%s ended by force at %.1f %%",
          who,
          part);

      transfer.awaitCopy();

      findings.figure("host answers again after %.1f s", (back - killed) / 1e9);
      transfer.check(findings);
      OptionalDouble first = progress.series().seenAfter(back);
      if (first.isPresent()) {
        findings.atMost("first new bytes after that", first.getAsDouble(), 8, " s");
      } else {
        findings.figure("nothing was left to come");
      }
      double again = Math.max(0, transfer.again()) / 1e6;
      double allowed = CHANNELS * CHUNK_BYTES_MAX / 1e6;
      findings.atMost("came again", again, allowed, " MB");
    }
  }

  private static void killRelay(Setting setting, Findings findings)
      throws IOException, InterruptedException, FaultNotInjectedException, NotHereException {
    try (Transfer transfer = Transfer.begin(setting, "1 MiB/s", 20)) {
      Stage stage = transfer.stage();
      Progress progress = transfer.progress();
      stage.say("killing the relay's host");
      long generation = Logs.losses(stage.bob(), Stage.ANN);
      stage.lab().kill9(Stage.HOST);
      long killed = System.nanoTime();
      boolean isDead = !stage.host().process().isAlive();
      Pause.millis(10_000);
      long atRestart = System.nanoTime();
      double without = progress.series().rate(killed, atRestart);
      stage.lab().restart(Stage.HOST);
      long back = System.nanoTime();
      findings.injected(
          isDead, "the relay's host ended by force, away for %.1f s", (back - killed) / 1e9);
      Stats.awaitRelay(stage.bob(), Transfer.MAX);
      double attached = Stage.seconds(back);
      transfer.awaitCopy();

      long lost = Logs.losses(stage.bob(), Stage.ANN) - generation;
      findings.holds(lost == 0, "%d losses of the link to Ann (none allowed)", lost);
      findings.atLeast("rate without the relay", without, 0.8, " MB/s of 1.05");
      findings.atMost("relay back after its host answers", attached, 45, " s");
      transfer.check(findings);
      long again = transfer.again();
      findings.holds(again == 0, "%,d bytes came again (none allowed)", again);
    }
  }

  private static void away(Setting setting, Findings findings)
      throws IOException, InterruptedException, FaultNotInjectedException, NotHereException {
    try (Transfer transfer = Transfer.begin(setting, "4 MiB/s", 33)) {
      Stage stage = transfer.stage();
      Progress progress = transfer.progress();
      stage.say("killing Bob, and leaving him away for 45 s");
      stage.lab().kill9(Stage.BOB);
      long killed = System.nanoTime();
      Pause.millis(AWAY_MILLIS);
      Stats waiting = Stats.of(stage.ann());
      stage.lab().restart(Stage.BOB);
      long back = System.nanoTime();
      findings.injected(
          (back - killed) / 1e6 >= AWAY_MILLIS, "Bob away for %.0f s", (back - killed) / 1e9);

      double first = progress.firstAfter(back, Transfer.MAX);
      transfer.awaitCopy();

      findings.figure("Ann parked %d times meanwhile", waiting.parked());
      findings.atMost("first new bytes after Bob answers", first, 8, " s");
      transfer.check(findings);
    }
  }
}
