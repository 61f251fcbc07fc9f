package dev.starshell.harness.lab.fault;

import dev.starshell.harness.archive.Dice;
import dev.starshell.harness.lab.Pause;
import dev.starshell.harness.lab.TreeCheck;
import dev.starshell.harness.lab.fault.LabScenario.NotHereException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;

/// One pair of members whose connection drops again and again during one sync.
///
/// Thread: one.
final class DropPair {
  private static final Duration SYNC_MAX = Duration.ofMinutes(30);
  private static final Duration LINK_MAX = Duration.ofMinutes(2);
  private static final int LOOK_MILLIS = 100;

  /// Round trips of the path.
  private static final int FAR_MILLIS = 20;

  /// The same, where links over TCP are to be possible.
  private static final int NEAR_MILLIS = 5;

  /// No drop comes later than this part of all: the last one must meet a sync under way too.
  private static final double LAST_MOMENT = 0.95;

  private final Setting setting;
  private final Share share;
  private final Semaphore starts;
  private final DropBook book;

  /// Its part of the whole.
  record Share(int pair, int drops, int files, long bytes) {}

  /// @param starts how many hosts may start at once, over all pairs
  /// @param book gets each drop, and what came of the pair
  DropPair(Setting setting, Share share, Semaphore starts, DropBook book) {
    this.setting = setting;
    this.share = share;
    this.starts = starts;
    this.book = book;
  }

  /// Goes through all drops and compares both sides.
  void run() throws IOException, InterruptedException, NotHereException {
    Path mods =
        Libraries.mixed(
            setting.folder().resolve("library of Ann"),
            setting.seed(),
            share.files(),
            share.bytes());
    long unique = TreeCheck.uniqueBytes(mods);
    try (Stage stage = open(Pace.between(unique, share.drops()));
        Progress came =
            new Progress(stage.bob(), LOOK_MILLIS, () -> stage.path().account().bytes());
        Progress gone =
            new Progress(stage.ann(), LOOK_MILLIS, () -> stage.path().account().bytes())) {
      book.began(share.pair(), unique, came::totals, gone::totals);
      stage.path().rtt(setting.options().isTcp() ? NEAR_MILLIS : FAR_MILLIS).rate(200);
      stage.share(mods);
      Dice dice = Dice.of(stage.seed(), 11);
      DropScene scene =
          new DropScene(stage, came, gone, new DropScene.Sync(mods, unique, share.drops()), starts);
      int count = 0;
      for (long at : moments(dice, share.drops(), unique)) {
        scene.awaitBytes(at);
        long reached = came.bytes();
        DropKind kind = DropKind.of(dice);
        Drop drop = scene.drop(kind, dice, () -> book.dropBegins(kind));
        book.recovered(share.pair(), drop);
        stage.say(
            String.format(
                "drop %d of %d at %.1f %%: %s; sent and not come so far: %,d KiB",
                ++count,
                share.drops(),
                100.0 * reached / unique,
                drop.shown(),
                (gone.totals().sent() - came.totals().received()) / 1_024));
      }
      compare(stage, mods);
    }
  }

  private void compare(Stage stage, Path mods) throws IOException, InterruptedException {
    stage.awaitCopy(mods, SYNC_MAX);
    Stats.awaitRelay(stage.bob(), LINK_MAX);
    Pause.millis(3 * LOOK_MILLIS);
    stage.say("comparing");
    TreeCheck.Result result =
        TreeCheck.compare(mods, stage.bob().installed(Stage.ANN, Stage.LIBRARY));
    book.compared(share.pair(), result, stage.path().account().flowEnded());
    stage
        .lab()
        .shuttle()
        .trouble()
        .ifPresent(trouble -> book.failed(share.pair(), share.files(), trouble));
  }

  /// @param pace that the hosts begin each of their lives with. Unit: bytes per second
  private Stage open(long pace) throws IOException, InterruptedException, NotHereException {
    double scale = setting.options().drops().waitScale();
    starts.acquire();
    try {
      return Stage.open(
          setting,
          settings -> settings.withUpload(DropScene.rate(pace)),
          lab -> lab.property(LabOptions.WAIT_SCALE_PROPERTY, Double.toString(scale)));
    } finally {
      starts.release();
    }
  }

  /// Random places in the whole, but for its very ends, in order.
  private static long[] moments(Dice dice, int drops, long bytes) {
    long[] moments = new long[drops];
    for (int i = 0; i < drops; i++) {
      moments[i] = (long) (bytes * (0.01 + (LAST_MOMENT - 0.01) * dice.nextDouble()));
    }
    Arrays.sort(moments);
    return moments;
  }
}
