package dev.starshell.harness.lab.fault;

import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.MemberSettings;
import dev.starshell.harness.lab.Pause;
import dev.starshell.harness.lab.fault.LabScenario.NotHereException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Members that reach each other over a TURN server only.
final class TurnScenarios {
  private static final long LIBRARY_BYTES = 8_000_000;
  private static final int ARCHIVES = 8;
  private static final int DEAD_PORT = 3479;
  private static final Duration TRANSFER_MAX = Duration.ofMinutes(4);

  private TurnScenarios() {}

  static List<LabScenario> all() {
    return List.of(
        new LabScenario(
            "wrong-turn",
            "no direct path; a dead TURN server, and one with wrong and with right credentials",
            TurnScenarios::wrongTurn),
        new LabScenario(
            "turn-dies",
            "no direct path; the TURN server ends while Bob receives, and comes back after 10 s",
            TurnScenarios::turnDies),
        new LabScenario(
            "nat",
            "both members behind routers with symmetric NAT, and a TURN server",
            TurnScenarios::nat));
  }

  private static MemberSettings three(MemberSettings settings, String address) {
    String url = "turn:" + address + ":" + TurnServer.PORT;
    return settings
        .withIceServer("turn:" + address + ":" + DEAD_PORT, TurnServer.USER, TurnServer.PASSWORD)
        .withIceServer(url, TurnServer.USER, "not the password")
        .withIceServer(url, TurnServer.USER, TurnServer.PASSWORD)
        .withUpload("1 MiB/s");
  }

  /// Nothing passes between Ann and Bob themselves.
  private static void withoutPath(Lab lab, List<TurnServer> servers, Path folder)
      throws IOException, InterruptedException, NotHereException {
    servers.add(TurnServer.start(lab, Stage.HOST, folder));
    lab.link(Stage.ANN, Stage.BOB).cut();
  }

  private static void wrongTurn(Setting setting, Findings findings)
      throws IOException, InterruptedException, FaultNotInjectedException, NotHereException {
    List<TurnServer> servers = new ArrayList<>();
    try (Stage stage = open(setting, servers);
        Progress progress = new Progress(stage.bob())) {
      findings.injected(
          stage.path().account().cut() > 0,
          "no direct path (%,d packets lost), two of three TURN entries of no use",
          stage.path().account().cut());
      copyRelayed(stage, progress, findings);
    } finally {
      close(servers);
    }
  }

  private static void turnDies(Setting setting, Findings findings)
      throws IOException, InterruptedException, FaultNotInjectedException, NotHereException {
    List<TurnServer> servers = new ArrayList<>();
    try (Stage stage = open(setting, servers);
        Progress progress = new Progress(stage.bob())) {
      Path mods = Libraries.usual(stage.folder(), stage.seed(), ARCHIVES, LIBRARY_BYTES);
      stage.share(mods);
      progress.await(LIBRARY_BYTES / 4, TRANSFER_MAX);
      stage.say("ending the TURN server for 10 s");
      close(servers);
      long ended = System.nanoTime();
      Pause.millis(10_000);
      servers.add(TurnServer.start(stage.lab(), Stage.HOST, setting.folder()));
      long back = System.nanoTime();

      double first = progress.firstAfter(back, TRANSFER_MAX);
      findings.injected(
          progress.series().longestGap(ended, System.nanoTime()) > 8,
          "no TURN server for %.1f s",
          (back - ended) / 1e9);
      findings.atMost("first new bytes after it is back", first, 8, " s");
      stage.awaitCopy(mods, TRANSFER_MAX);
      Pause.millis(200);
      stage.check(mods, progress.bytes(), findings);
    } finally {
      close(servers);
    }
  }

  private static void nat(Setting setting, Findings findings)
      throws IOException, InterruptedException, FaultNotInjectedException, NotHereException {
    List<TurnServer> servers = new ArrayList<>();
    List<String> address = new ArrayList<>();
    try (Stage stage =
            Stage.open(
                setting,
                settings -> working(settings, address.getFirst()),
                lab -> {
                  address.add(lab.address(Stage.HOST));
                  servers.add(TurnServer.start(lab, Stage.HOST, setting.folder()));
                  lab.hide(Stage.ANN);
                  lab.hide(Stage.BOB);
                });
        Progress progress = new Progress(stage.bob())) {
      long refused = stage.lab().refused(Stage.ANN) + stage.lab().refused(Stage.BOB);
      findings.injected(
          refused > 0, "both behind symmetric NAT, %,d packets refused by the routers", refused);
      copyRelayed(stage, progress, findings);
    } finally {
      close(servers);
    }
  }

  private static MemberSettings working(MemberSettings settings, String address) {
    return settings.withIceServer(
        "turn:" + address + ":" + TurnServer.PORT, TurnServer.USER, TurnServer.PASSWORD);
  }

  /// All of a library comes over the TURN server.
  private static void copyRelayed(Stage stage, Progress progress, Findings findings)
      throws IOException, InterruptedException {
    findings.atMost("linked after", stage.setupSeconds(), 35, " s");
    requireRelayed(stage, findings);
    Path mods = Libraries.usual(stage.folder(), stage.seed(), ARCHIVES, LIBRARY_BYTES);
    stage.share(mods);
    stage.awaitCopy(mods, TRANSFER_MAX);
    Pause.millis(200);
    stage.check(mods, progress.bytes(), findings);
  }

  /// One end is enough: the other one may speak to the server without a place on it.
  private static void requireRelayed(Stage stage, Findings findings) throws IOException {
    int relayed = relayed(stage.ann()) + relayed(stage.bob());
    findings.holds(relayed > 0, "%d ends of connections on the TURN server", relayed);
  }

  private static int relayed(Member member) throws IOException {
    return member.run("sync status").data().path("connections").path("relayed").asInt();
  }

  private static Stage open(Setting setting, List<TurnServer> servers)
      throws IOException, InterruptedException, NotHereException {
    List<String> address = new ArrayList<>();
    return Stage.open(
        setting,
        settings -> three(settings, address.getFirst()),
        lab -> {
          address.add(lab.address(Stage.HOST));
          withoutPath(lab, servers, setting.folder());
        });
  }

  private static void close(List<TurnServer> servers) throws InterruptedException {
    for (TurnServer server : servers) {
      server.close();
    }
    servers.clear();
  }
}
