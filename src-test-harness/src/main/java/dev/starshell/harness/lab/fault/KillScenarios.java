package dev.starshell.harness.lab.fault;

import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.Pause;
import dev.starshell.harness.lab.TreeCheck;
import dev.starshell.harness.lab.fault.LabScenario.NotHereException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/// Hosts that end as by `kill -9`.
final class KillScenarios {
  private static final long LIBRARY_BYTES = 24_000_000;
  private static final int ARCHIVES = 12;
  private static final Duration TRANSFER_MAX = Duration.ofMinutes(4);
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
    try (Stage stage = Stage.open(setting, settings -> settings.withUpload(upload));
        Progress progress = new Progress(stage.bob())) {
      Path mods = Libraries.usual(stage.folder(), stage.seed(), ARCHIVES, LIBRARY_BYTES);
      long unique = TreeCheck.uniqueBytes(mods);
      stage.share(mods);
      if (percent == 0) {
        stage.bob().await("a contract", TRANSFER_MAX, bob -> !bob.lanes().isEmpty());
      } else {
        progress.await(unique * percent / 100, TRANSFER_MAX);
      }
      Member victim = stage.lab().hosts().member(who);
      long pid = victim.process().pid();
      stage.say("killing " + who);
      stage.lab().kill9(who);
      boolean isDead = !victim.process().isAlive();
      double part = 100.0 * progress.bytes() / unique;
      long killed = System.nanoTime();
      stage.lab().restart(who);
      long back = System.nanoTime();
      findings.injected(
          isDead && victim.process().pid() != pid && part < 100,
          "%s ended by force at %.1f %%",
          who,
          part);

      stage.awaitCopy(mods, TRANSFER_MAX);
      Pause.millis(200);

      findings.figure("host answers again after %.1f s", (back - killed) / 1e9);
      OptionalDouble first = progress.seenAfter(back);
      if (first.isPresent()) {
        findings.atMost("first new bytes after that", first.getAsDouble(), 8, " s");
      } else {
        findings.figure("nothing was left to come");
      }
      stage.check(mods, progress.bytes(), findings);
      double again = Math.max(0, progress.bytes() - unique) / 1e6;
      double allowed = CHANNELS * CHUNK_BYTES_MAX / 1e6;
      findings.atMost("came again", again, allowed, " MB");
    }
  }

  private static void killRelay(Setting setting, Findings findings)
      throws IOException, InterruptedException, FaultNotInjectedException, NotHereException {
    try (Stage stage = Stage.open(setting, settings -> settings.withUpload("1 MiB/s"));
        Progress progress = new Progress(stage.bob())) {
      Path mods = Libraries.usual(stage.folder(), stage.seed(), ARCHIVES, LIBRARY_BYTES);
      stage.share(mods);
      progress.await(LIBRARY_BYTES / 5, TRANSFER_MAX);
      stage.say("killing the relay's host");
      long generation = Logs.losses(stage.bob(), Stage.ANN);
      stage.lab().kill9(Stage.HOST);
      long killed = System.nanoTime();
      boolean isDead = !stage.host().process().isAlive();
      Pause.millis(10_000);
      long atRestart = System.nanoTime();
      double without = progress.rate(killed, atRestart);
      stage.lab().restart(Stage.HOST);
      long back = System.nanoTime();
      findings.injected(
          isDead, "the relay's host ended by force, away for %.1f s", (back - killed) / 1e9);
      stage.bob().await("the relay", TRANSFER_MAX, bob -> relay(bob).equals("connected"));
      double attached = Stage.seconds(back);
      stage.awaitCopy(mods, TRANSFER_MAX);

      long lost = Logs.losses(stage.bob(), Stage.ANN) - generation;
      findings.holds(lost == 0, "%d losses of the link to Ann (none allowed)", lost);
      findings.atLeast("rate without the relay", without, 0.8, " MB/s of 1.05");
      findings.atMost("relay back after its host answers", attached, 45, " s");
      Pause.millis(200);
      stage.check(mods, progress.bytes(), findings);
      long again = progress.bytes() - TreeCheck.uniqueBytes(mods);
      findings.holds(again == 0, "%,d bytes came again (none allowed)", again);
    }
  }

  private static String relay(Member member) throws IOException {
    return member.run("sync status").data().path("relay").asText();
  }

  private static void away(Setting setting, Findings findings)
      throws IOException, InterruptedException, FaultNotInjectedException, NotHereException {
    try (Stage stage = Stage.open(setting, settings -> settings.withUpload("4 MiB/s"));
        Progress progress = new Progress(stage.bob())) {
      Path mods = Libraries.usual(stage.folder(), stage.seed(), ARCHIVES, LIBRARY_BYTES);
      stage.share(mods);
      progress.await(LIBRARY_BYTES / 3, TRANSFER_MAX);
      stage.say("killing Bob, and leaving him away for 45 s");
      stage.lab().kill9(Stage.BOB);
      long killed = System.nanoTime();
      Pause.millis(AWAY_MILLIS);
      Stats waiting = Stats.of(stage.ann());
      stage.lab().restart(Stage.BOB);
      long back = System.nanoTime();
      findings.injected(
          (back - killed) / 1e6 >= AWAY_MILLIS, "Bob away for %.0f s", (back - killed) / 1e9);

      double first = progress.firstAfter(back, TRANSFER_MAX);
      stage.awaitCopy(mods, TRANSFER_MAX);

      findings.figure("Ann parked %d times meanwhile", waiting.parked());
      findings.atMost("first new bytes after Bob answers", first, 8, " s");
      Pause.millis(200);
      stage.check(mods, progress.bytes(), findings);
    }
  }
}
