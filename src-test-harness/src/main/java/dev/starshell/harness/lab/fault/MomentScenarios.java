package dev.starshell.harness.lab.fault;

import dev.starshell.harness.lab.Lane;
import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.Pause;
import dev.starshell.harness.lab.TreeCheck;
import dev.starshell.harness.lab.fault.LabScenario.NotHereException;
import dev.starshell.harness.lab.wire.PacketKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Links that are lost just when something is agreed.
final class MomentScenarios {
  private static final long LIBRARY_BYTES = 8_000_000;
  private static final int ARCHIVES = 8;
  private static final Duration TRANSFER_MAX = Duration.ofMinutes(4);
  private static final double WAIT_SCALE = 0.1;

  private MomentScenarios() {}

  static List<LabScenario> all() {
    return List.of(
        new LabScenario(
            "drop-in-handshake",
            "the relay's link to Bob is cut for 10 s while the two exchange keys over it",
            MomentScenarios::handshake),
        new LabScenario(
            "drop-in-dtls",
            "the path is cut for 8 s at the first packet of the associations' key exchange",
            MomentScenarios::dtls),
        new LabScenario(
            "drop-in-high-five",
            "the path is cut for 30 s while channels are closed by both sides",
            MomentScenarios::highFive),
        new LabScenario(
            "no-path",
            "no path until all fast attempts have failed (waits shortened to a tenth)",
            MomentScenarios::noPath));
  }

  private static void handshake(Setting setting, Findings findings)
      throws IOException, InterruptedException, FaultNotInjectedException, NotHereException {
    try (Stage stage = Stage.open(setting, settings -> settings);
        Progress progress = new Progress(stage.bob())) {
      LabLink toRelay = stage.lab().link(Stage.HOST, Stage.BOB);
      // A slow relay makes the handshake last seconds.
      toRelay.rtt(1200);
      stage.lab().kill9(Stage.BOB);
      stage.lab().restart(Stage.BOB);
      Stats.awaitLink(stage.bob(), Stage.ANN, "connecting", TRANSFER_MAX);
      toRelay.cut();
      String word = Stats.link(stage.bob(), Stage.ANN).orElse("");
      stage.say("cut while " + word);
      Pause.millis(10_000);
      toRelay.rtt(0);
      toRelay.restore();
      long back = System.nanoTime();
      findings.injected(
          word.equals("connecting") && toRelay.account().cut() > 0,
          "cut for 10 s while keys were exchanged, %,d packets lost in it",
          toRelay.account().cut());

      linkAndCopy(stage, progress, back, findings);
    }
  }

  private static void dtls(Setting setting, Findings findings)
      throws IOException, InterruptedException, FaultNotInjectedException, NotHereException {
    try (Stage stage = Stage.open(setting, settings -> settings);
        Progress progress = new Progress(stage.bob())) {
      LabLink path = stage.path();
      stage.lab().kill9(Stage.BOB);
      long before = path.count(PacketKind.DTLS_HANDSHAKE);
      path.cutAt(PacketKind.DTLS_HANDSHAKE, 1);
      stage.lab().restart(Stage.BOB);
      stage.bob().await("a cut", TRANSFER_MAX, bob -> path.account().cut() > 0);
      stage.say("cut in the key exchange");
      Pause.millis(8_000);
      path.restore();
      long back = System.nanoTime();
      findings.injected(
          path.count(PacketKind.DTLS_HANDSHAKE) > before,
          "cut for 8 s at the first of %,d packets of DTLS handshakes, %,d packets lost in it",
          path.count(PacketKind.DTLS_HANDSHAKE) - before,
          path.account().cut());

      linkAndCopy(stage, progress, back, findings);
    }
  }

  /// The link must come back soon, and then carry a library.
  private static void linkAndCopy(Stage stage, Progress progress, long back, Findings findings)
      throws IOException, InterruptedException {
    Stats.awaitLink(stage.bob(), Stage.ANN, "connected", TRANSFER_MAX);
    findings.atMost("linked after link-back", Stage.seconds(back), 35, " s");
    Path mods = Libraries.usual(stage.folder(), stage.seed(), ARCHIVES, LIBRARY_BYTES);
    stage.share(mods);
    stage.awaitCopy(mods, TRANSFER_MAX);
    Pause.millis(200);
    stage.check(mods, progress.bytes(), findings);
  }

  private static void highFive(Setting setting, Findings findings)
      throws IOException, InterruptedException, FaultNotInjectedException, NotHereException {
    // A long way makes the moment long.
    try (Stage stage =
            Stage.open(
                setting, settings -> settings, lab -> lab.link(Stage.ANN, Stage.BOB).rtt(800));
        Progress progress = new Progress(stage.bob())) {
      Path mods = Libraries.usual(stage.folder(), stage.seed(), ARCHIVES, LIBRARY_BYTES);
      stage.share(mods);
      String state = awaitClosing(stage.ann());
      stage.path().cut();
      stage.say("cut while a channel of Ann's was in state " + state);
      Pause.millis(30_000);
      stage.path().restore();
      long back = System.nanoTime();
      findings.injected(
          stage.path().account().cut() > 0,
          "cut for 30 s in state %s, %,d packets lost in it",
          state,
          stage.path().account().cut());

      Stats.awaitLink(stage.bob(), Stage.ANN, "connected", TRANSFER_MAX);
      findings.figure("linked again %.1f s after link-back", Stage.seconds(back));
      stage.awaitCopy(mods, TRANSFER_MAX);
      for (Member member : List.of(stage.ann(), stage.bob())) {
        member.await("no open channel", TRANSFER_MAX, MomentScenarios::isAllClosed);
      }

      findings.holds(true, "no channel is left open at either end");
      Pause.millis(200);
      stage.check(mods, progress.bytes(), findings);
      long again = progress.bytes() - TreeCheck.uniqueBytes(mods);
      findings.atMost("came again", again / 1e6, 1, " MB");
    }
  }

  private static String awaitClosing(Member sender) throws IOException, InterruptedException {
    long end = System.nanoTime() + TRANSFER_MAX.toNanos();
    while (System.nanoTime() < end) {
      for (Lane lane : sender.lanes()) {
        if (lane.state().equals("high five")) {
          return lane.state();
        }
      }
      Pause.millis(10);
    }
    throw new IOException("no channel came to its high five within " + TRANSFER_MAX.toSeconds());
  }

  private static boolean isAllClosed(Member member) throws IOException {
    return member.lanes().stream().allMatch(Lane::isClosed);
  }

  private static void noPath(Setting setting, Findings findings)
      throws IOException, InterruptedException, FaultNotInjectedException, NotHereException {
    try (Stage stage =
            Stage.open(
                setting,
                settings -> settings.withUpload("2 MiB/s"),
                lab -> lab.property(LabOptions.WAIT_SCALE_PROPERTY, Double.toString(WAIT_SCALE)));
        Progress progress = new Progress(stage.bob())) {
      Path mods = Libraries.usual(stage.folder(), stage.seed(), ARCHIVES, LIBRARY_BYTES);
      stage.share(mods);
      progress.await(LIBRARY_BYTES / 3, TRANSFER_MAX);
      Stats before = Stats.of(stage.bob());
      stage.say("cutting the path until Bob has parked");
      stage.path().cut();
      long cut = System.nanoTime();
      stage
          .bob()
          .await("parked", Duration.ofMinutes(8), bob -> Stats.of(bob).parked() > before.parked());
      Stats parked = Stats.of(stage.bob());
      stage.path().restore();
      long back = System.nanoTime();
      findings.injected(
          stage.path().account().cut() > 0,
          "no path for %.0f s, %,d packets lost in it, %d attempts failed",
          (back - cut) / 1e9,
          stage.path().account().cut(),
          parked.attempts() - before.attempts());

      double first = progress.firstAfter(back, TRANSFER_MAX);
      stage.awaitCopy(mods, TRANSFER_MAX);

      findings.atMost("first new bytes after link-back", first, 100 * WAIT_SCALE + 15, " s");
      Pause.millis(200);
      stage.check(mods, progress.bytes(), findings);
    }
  }
}
