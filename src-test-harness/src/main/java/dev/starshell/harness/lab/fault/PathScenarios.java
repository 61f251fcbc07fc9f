package dev.starshell.harness.lab.fault;

import dev.starshell.harness.lab.Pause;
import dev.starshell.harness.lab.fault.LabScenario.NotHereException;
import dev.starshell.harness.lab.wire.Cable.Account;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// Links that are bad all the time.
final class PathScenarios {
  private static final Duration TRANSFER_MAX = Duration.ofMinutes(6);
  private static final Duration WINDOW = Duration.ofSeconds(5);

  /// Where a transfer's rate is taken: what comes last comes over fewer channels.
  private static final double MEASURED_PART = 0.9;

  private PathScenarios() {}

  static List<LabScenario> all() {
    return List.of(
        plan("loss-5", Bad.CLEAR.rtt(100).loss(5).rate(200), 24_000_000, new Rate(0.45)),
        plan("loss-1", Bad.CLEAR.rtt(100).loss(1).rate(200), 48_000_000, new Rate(1.0)),
        plan("burst", Bad.CLEAR.rtt(60).burst(2, 8).rate(100), 16_000_000, new Complete()),
        plan("bottleneck-20", Bad.CLEAR.rtt(50).rate(20), 60_000_000, new Line()),
        plan("bottleneck-50", Bad.CLEAR.rtt(50).rate(50), 150_000_000, new Line()),
        plan("bottleneck-100", Bad.CLEAR.rtt(50).rate(100), 300_000_000, new Line()),
        plan("rtt-300", Bad.CLEAR.rtt(300).rate(100), 24_000_000, new Complete()),
        plan("rate-1", Bad.CLEAR.rtt(50).rate(1), 3_000_000, new Complete()));
  }

  /// How bad a path is, each direction alike. The queue before the narrow place holds 250 ms.
  private record Bad(double rtt, double loss, double burst, double burstLength, double rate) {
    static final Bad CLEAR = new Bad(0, 0, 0, 1, 0);

    Bad rtt(double millis) {
      return new Bad(millis, loss, burst, burstLength, rate);
    }

    Bad loss(double percent) {
      return new Bad(rtt, percent, burst, burstLength, rate);
    }

    Bad burst(double percent, double length) {
      return new Bad(rtt, loss, percent, length, rate);
    }

    Bad rate(double megabits) {
      return new Bad(rtt, loss, burst, burstLength, megabits);
    }

    void applyTo(LabLink link) {
      link.rtt(rtt).rate(rate).queueMs(250).loss(loss);
      if (burst > 0) {
        link.burstLoss(burst, burstLength);
      }
    }

    String said() {
      String lost = loss > 0 ? String.format(", %.0f %% loss each way", loss) : "";
      String bursts =
          burst > 0 ? String.format(", %.0f %% loss in bursts of %.0f", burst, burstLength) : "";
      return String.format("%.0f Mbit/s, %.0f ms%s%s", rate, rtt, lost, bursts);
    }
  }

  /// What is asked of the rate.
  private sealed interface Ask {}

  private record Rate(double mbPerSecond) implements Ask {}

  /// Most of the line soon, and never nearly nothing.
  private record Line() implements Ask {}

  private record Complete() implements Ask {}

  private static LabScenario plan(String name, Bad bad, long bytes, Ask ask) {
    return new LabScenario(
        name, bad.said(), (setting, findings) -> run(bad, bytes, ask, setting, findings));
  }

  private static void run(Bad bad, long bytes, Ask ask, Setting setting, Findings findings)
      throws IOException, InterruptedException, FaultNotInjectedException, NotHereException {
    try (Stage stage =
            Stage.open(
                setting,
                settings -> settings.withLanes(8, 16),
                lab -> bad.applyTo(lab.link(Stage.ANN, Stage.BOB)));
        Progress progress = new Progress(stage.bob())) {
      Path mods = Libraries.even(stage.folder(), stage.seed(), 48, Math.max(50_000, bytes / 48));
      Account before = stage.path().account();
      stage.share(mods);
      progress.await(1, Duration.ofSeconds(60));
      long from = progress.series().when(1);
      stage.path().clearRtt();
      stage.awaitCopy(mods, TRANSFER_MAX);
      long to = progress.series().when((long) (bytes * MEASURED_PART));

      requireBad(bad, stage, stage.path().account().minus(before), findings);
      findings.figure("linked after %.1f s", stage.setupSeconds());
      tell(bad, ask, progress, from, to, findings);
      Pause.millis(200);
      stage.check(mods, progress.bytes(), findings);
    }
  }

  private static void requireBad(Bad bad, Stage stage, Account account, Findings findings)
      throws FaultNotInjectedException {
    double rtt = stage.path().rttMillis();
    findings.injected(
        rtt >= bad.rtt() * 0.95,
        "round trip %.0f ms at the median (%.0f without queues)",
        rtt,
        bad.rtt());
    double wanted = bad.loss() + bad.burst();
    if (wanted > 0) {
      double loss = account.lossPercent();
      findings.injected(
          loss > wanted * 0.6 && loss < wanted * 1.4, "%.2f %% of packets lost", loss);
    } else {
      findings.injected(
          account.bytes() > 0,
          "%,d packets dropped before the narrow place of %,d",
          account.queueFull(),
          account.passed() + account.queueFull());
    }
    double late = stage.lab().shuttle().lateMillis(0.99);
    findings.figure("packets left %.1f ms late at the 99th percentile", late);
  }

  private static void tell(
      Bad bad, Ask ask, Progress progress, long from, long to, Findings findings)
      throws FaultNotInjectedException {
    double mean = progress.series().rate(from, to);
    findings.injected(mean <= bad.rate() / 8 * 1.03, "no faster than %.0f Mbit/s", bad.rate());
    double gap = progress.series().longestGap(from, to);
    switch (ask) {
      case Rate rate -> {
        findings.atLeast("mean", mean, rate.mbPerSecond(), " MB/s");
        findings.atMost("longest time without a byte", gap, 10, " s");
      }
      case Line _ -> {
        double line = bad.rate() / 8;
        double soon = progress.series().reaches(0.7 * line, from, to);
        findings.figure("mean %.2f MB/s, %.0f %% of the line", mean, mean / line * 100);
        findings.holds(
            soon >= 0 && soon <= 15, "70 %% of the line from %s on (within 15 s)", second(soon));
        findings.atLeast(
            "worst 5 s",
            progress.series().worstWindow(from, to, WINDOW) / line * 100,
            20,
            " % of the line");
      }
      case Complete _ -> {
        findings.figure("mean %.3f MB/s", mean);
        findings.figure("longest time without a byte %.1f s", gap);
      }
    }
  }

  private static String second(double seconds) {
    return seconds < 0 ? "never" : String.format("%.1f s", seconds);
  }
}
