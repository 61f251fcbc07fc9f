package dev.starshell.harness.lab.fault;

import dev.starshell.harness.archive.Dice;
import dev.starshell.harness.lab.Pause;
import dev.starshell.harness.lab.TreeCheck;
import dev.starshell.harness.lab.fault.LabScenario.NotHereException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Many drops at random bytes of one sync. Every drop ends all flows of the path for good, so that
/// no association can go on; some leave the path cut for a while.
final class DropsScenario {
  private static final Duration DROP_MAX = Duration.ofMinutes(5);
  private static final Duration SYNC_MAX = Duration.ofMinutes(30);

  /// After which nothing is on its way through the receiver that came before a drop.
  private static final long SETTLED_NANOS = 500_000_000L;

  private static final double CUT_PART = 0.5;
  private static final int CUT_MILLIS_MAX = 30_000;
  private static final int CHANNELS = 7;

  private DropsScenario() {}

  static List<LabScenario> all() {
    return List.of(
        new LabScenario(
            "drops",
            "many drops at random bytes of one sync (--drops --files --gib --pairs)",
            DropsScenario::run));
  }

  /// What one drop cost.
  ///
  /// @param cutMillis how long the path was cut after it; 0 if it was open at once
  /// @param seconds from when the path was open to the first new bytes
  private record Drop(int cutMillis, double seconds, int flows) {}

  /// What one pair went through.
  private record PairRun(
      List<Drop> drops,
      TreeCheck.Result result,
      long unique,
      long received,
      long sent,
      long installed,
      Stats stats) {}

  private static void run(Setting setting, Findings findings)
      throws IOException, InterruptedException, FaultNotInjectedException, NotHereException {
    int pairs = setting.options().drops().pairs();
    List<PairRun> runs = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<PairRun>> futures = new ArrayList<>();
      for (int pair = 0; pair < pairs; pair++) {
        futures.add(threads.submit(onePair(setting, pair, pairs)));
      }
      for (Future<PairRun> future : futures) {
        runs.add(future.get());
      }
    } catch (ExecutionException e) {
      throw new IOException(e.getCause() == null ? e : e.getCause());
    }
    tell(setting, runs, findings);
  }

  private static Callable<PairRun> onePair(Setting whole, int pair, int pairs) {
    return () -> {
      Path folder = Files.createDirectories(whole.folder().resolve("pair-" + pair));
      Setting setting =
          new Setting(
              whole.installation(),
              folder,
              whole.seed() * 1_000 + pair,
              whole.options(),
              said -> whole.say().accept("pair " + pair + ": " + said));
      LabOptions.Drops asked = whole.options().drops();
      return pairRun(
          setting,
          share(asked.drops(), pair, pairs),
          share(asked.files(), pair, pairs),
          asked.bytes() / pairs);
    };
  }

  private static int share(int all, int pair, int pairs) {
    return all / pairs + (pair < all % pairs ? 1 : 0);
  }

  private static PairRun pairRun(Setting setting, int drops, int files, long bytes)
      throws IOException, InterruptedException, NotHereException {
    double scale = setting.options().drops().waitScale();
    try (Stage stage =
            Stage.open(
                setting,
                settings -> settings,
                lab -> lab.property(LabOptions.WAIT_SCALE_PROPERTY, Double.toString(scale)));
        Progress progress = new Progress(stage.bob())) {
      stage.path().rtt(20).rate(200);
      Path mods = Libraries.mixed(stage.folder(), stage.seed(), files, bytes);
      long unique = TreeCheck.uniqueBytes(mods);
      stage.share(mods);
      Dice dice = Dice.of(stage.seed(), 11);
      List<Drop> done = new ArrayList<>();
      for (long at : moments(dice, drops, unique)) {
        progress.await(at, DROP_MAX);
        done.add(drop(stage, progress, dice));
        Drop last = done.getLast();
        stage.say(
            String.format(
                "drop %d of %d at %.1f %%: cut for %.1f s, new bytes after %.1f s",
                done.size(), drops, 100.0 * at / unique, last.cutMillis() / 1e3, last.seconds()));
      }
      stage.awaitCopy(mods, SYNC_MAX);
      Pause.millis(300);
      stage.say("comparing");
      return new PairRun(
          done,
          TreeCheck.compare(mods, stage.bob().installed(Stage.ANN, Stage.LIBRARY)),
          unique,
          progress.bytes(),
          stage.ann().status().traffic().contentSent(),
          stage.bob().run("sync status").data().path("archivesInstalled").asLong(),
          Stats.of(stage.bob()));
    }
  }

  /// Random places in the whole, but for its very ends, in order.
  private static long[] moments(Dice dice, int drops, long bytes) {
    long[] moments = new long[drops];
    for (int i = 0; i < drops; i++) {
      moments[i] = (long) (bytes * (0.01 + 0.96 * dice.nextDouble()));
    }
    Arrays.sort(moments);
    return moments;
  }

  private static Drop drop(Stage stage, Progress progress, Dice dice)
      throws IOException, InterruptedException {
    boolean isCut = dice.nextDouble() < CUT_PART;
    int millis = isCut ? dice.nextInt(CUT_MILLIS_MAX) : 0;
    int flows = stage.path().drop();
    if (isCut) {
      stage.path().cut();
      Pause.millis(millis);
      stage.path().restore();
    }
    long open = System.nanoTime();
    long from = isCut ? open : open + SETTLED_NANOS;
    double seconds = progress.firstAfter(from, DROP_MAX) + (from - open) / 1e9;
    return new Drop(millis, seconds, flows);
  }

  private static void tell(Setting setting, List<PairRun> runs, Findings findings)
      throws FaultNotInjectedException {
    List<Drop> drops = runs.stream().map(PairRun::drops).flatMap(Collection::stream).toList();
    int asked = setting.options().drops().drops();
    long effective = drops.stream().filter(drop -> drop.flows() > 0).count();
    long lost = runs.stream().mapToLong(run -> run.stats().outages()).sum();
    findings.injected(
        effective == asked && lost > 0,
        "%d drops that ended live flows, %d of them left the path cut; Bob counted %d lost links",
        effective,
        drops.stream().filter(drop -> drop.cutMillis() > 0).count(),
        lost);
    long files = runs.stream().mapToLong(run -> run.result().files()).sum();
    long wrong = runs.stream().mapToLong(run -> run.result().differences().size()).sum();
    long installed = runs.stream().mapToLong(PairRun::installed).sum();
    findings.holds(wrong == 0, "%d of %,d files lost or wrong (none allowed)", wrong, files);
    findings.holds(
        installed <= files, "%d installed twice (none allowed)", Math.max(0, installed - files));
    findings.holds(
        drops.size() == asked, "%d of %d recovered without a person", drops.size(), asked);
    long unique = runs.stream().mapToLong(PairRun::unique).sum();
    long came = runs.stream().mapToLong(run -> Math.max(0, run.received() - run.unique())).sum();
    long again = runs.stream().mapToLong(run -> Math.max(0, run.sent() - run.unique())).sum();
    findings.figure("came again %.3f MB", came / 1e6);
    findings.atMost("sent again", 100.0 * again / unique, 5, " %");
    findings.atMost("sent again a drop", again / 1e6 / asked, CHANNELS * 1.048576, " MB");
    times("path open at once", drops.stream().filter(drop -> drop.cutMillis() == 0), findings);
    times("after a cut", drops.stream().filter(drop -> drop.cutMillis() > 0), findings);
    double p50 = percentile(drops.stream(), 0.5);
    findings.atMost("all: half within", p50, 3, " s");
    findings.atMost("all: 95 % within", percentile(drops.stream(), 0.95), 8, " s");
    findings.figure("%d attempts", runs.stream().mapToLong(run -> run.stats().attempts()).sum());
  }

  private static void times(String what, java.util.stream.Stream<Drop> drops, Findings findings) {
    List<Drop> some = drops.toList();
    if (!some.isEmpty()) {
      findings.figure(
          "%s, %d drops: new bytes after %.1f s (half), %.1f s (95 %%), %.1f s (all)",
          what,
          some.size(),
          percentile(some.stream(), 0.5),
          percentile(some.stream(), 0.95),
          percentile(some.stream(), 1));
    }
  }

  private static double percentile(java.util.stream.Stream<Drop> drops, double part) {
    double[] sorted = drops.mapToDouble(Drop::seconds).sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[Math.max(0, (int) Math.ceil(sorted.length * part) - 1)];
  }
}
