package dev.starshell.harness.lab.fault;

import dev.starshell.harness.archive.Dice;
import dev.starshell.harness.lab.HostProcess;
import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.Pause;
import dev.starshell.harness.lab.TreeCheck;
import dev.starshell.harness.lab.fault.LabScenario.NotHereException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.OptionalDouble;
import java.util.concurrent.Semaphore;

/// One pair of members whose connection drops again and again during one sync.
///
/// Thread: one.
final class DropPair {
  /// What one member may upload. Without a limit, little would be left to come at a drop's end.
  static final long UPLOAD_BYTES = 4L << 20;

  private static final String UPLOAD = "4 MiB/s";

  private static final Duration DROP_MAX = Duration.ofMinutes(5);
  private static final Duration SYNC_MAX = Duration.ofMinutes(30);
  private static final Duration LINK_MAX = Duration.ofMinutes(2);

  /// After which nothing is on its way through the receiver that came before a drop.
  private static final long SETTLED_NANOS = 500_000_000L;

  private static final int LOOK_MILLIS = 100;
  private static final int WHOLE_LOOK_MILLIS = 1_000;
  private static final int CUT_MILLIS_MAX = 30_000;

  private final Setting setting;
  private final Share share;
  private final Semaphore starts;
  private final DropBook book;

  /// Its part of the whole.
  record Share(int pair, int drops, int files, long bytes) {}

  /// What surrounds a drop.
  private record Scene(Stage stage, Progress came, Progress gone, Path mods, Dice dice) {}

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
    try (Stage stage = open();
        Progress came = new Progress(stage.bob(), LOOK_MILLIS);
        Progress gone = new Progress(stage.ann(), LOOK_MILLIS)) {
      book.began(share.pair(), unique, came::totals, gone::totals);
      stage.path().rtt(20).rate(200);
      stage.share(mods);
      Scene scene = new Scene(stage, came, gone, mods, Dice.of(stage.seed(), 11));
      int count = 0;
      for (long at : moments(scene.dice(), share.drops(), unique)) {
        awaitBytes(scene, at);
        Drop drop = drop(scene);
        book.add(drop);
        stage.say(
            String.format(
                "drop %d of %d at %.1f %%: %s",
                ++count, share.drops(), 100.0 * at / unique, drop.shown()));
      }
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
  }

  private Stage open() throws IOException, InterruptedException, NotHereException {
    double scale = setting.options().drops().waitScale();
    starts.acquire();
    try {
      return Stage.open(
          setting,
          settings -> settings.withUpload(UPLOAD),
          lab -> lab.property(LabOptions.WAIT_SCALE_PROPERTY, Double.toString(scale)));
    } finally {
      starts.release();
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

  /// Waits until so many bytes have come. A byte that came between a last look and a kill is not
  /// counted, so that the whole may be there before the count is.
  private void awaitBytes(Scene scene, long bytes) throws IOException, InterruptedException {
    long end = System.nanoTime() + DROP_MAX.toNanos();
    long nextLook = System.nanoTime();
    while (scene.came().bytes() < bytes) {
      long now = System.nanoTime();
      if (now > nextLook) {
        if (isWhole(scene)) {
          return;
        }
        nextLook = now + Duration.ofMillis(WHOLE_LOOK_MILLIS).toNanos();
      }
      if (now > end) {
        throw stuck(scene, "not at " + bytes + " bytes");
      }
      Pause.millis(LOOK_MILLIS / 2);
    }
  }

  private Drop drop(Scene scene) throws IOException, InterruptedException {
    DropKind kind = DropKind.of(scene.dice());
    return switch (kind) {
      case PATH, CUT -> dropPath(scene, kind);
      case RELAY -> {
        int sessions = scene.stage().lab().link(Stage.HOST, Stage.BOB).dropSessions();
        yield done(scene, kind, sessions > 0, 0, System.nanoTime(), Drop.Unseen.NOTHING);
      }
      case RECEIVER, SENDER -> kill(scene, kind);
      case CLOSED -> close(scene);
    };
  }

  private Drop dropPath(Scene scene, DropKind kind) throws IOException, InterruptedException {
    LabLink path = scene.stage().path();
    int flows = path.drop();
    if (kind == DropKind.PATH) {
      long settled = System.nanoTime() + SETTLED_NANOS;
      return done(scene, kind, flows > 0, 0, settled, Drop.Unseen.NOTHING);
    }
    // Short cuts more often than long ones.
    double part = scene.dice().nextDouble();
    int millis = 1 + (int) (part * part * CUT_MILLIS_MAX);
    path.cut();
    Pause.millis(millis);
    path.restore();
    return done(scene, kind, flows > 0, millis, System.nanoTime(), Drop.Unseen.NOTHING);
  }

  private Drop kill(Scene scene, DropKind kind) throws IOException, InterruptedException {
    boolean isReceiver = kind == DropKind.RECEIVER;
    HostProcess victim = victim(scene, isReceiver).process();
    long before = victim.pid();
    starts.acquire();
    long nanos;
    try {
      nanos = counter(scene, isReceiver).kill(victim::kill, victim::restart);
    } finally {
      starts.release();
    }
    boolean isAnother = victim.pid() != before;
    return done(scene, kind, isAnother, 0, System.nanoTime(), unseen(isReceiver, nanos));
  }

  private Drop close(Scene scene) throws IOException, InterruptedException {
    boolean isReceiver = scene.dice().nextInt(2) == 0;
    Member closer = victim(scene, isReceiver);
    long nanos = counter(scene, isReceiver).reload(() -> closer.run("plugins reload syncshell"));
    Drop.Unseen unseen = unseen(isReceiver, nanos);
    return done(scene, DropKind.CLOSED, true, 0, System.nanoTime(), unseen);
  }

  private static Member victim(Scene scene, boolean isReceiver) {
    return isReceiver ? scene.stage().bob() : scene.stage().ann();
  }

  private static Progress counter(Scene scene, boolean isReceiver) {
    return isReceiver ? scene.came() : scene.gone();
  }

  private static Drop.Unseen unseen(boolean isReceiver, long nanos) {
    long bytes = (long) (nanos / 1e9 * UPLOAD_BYTES);
    return isReceiver ? new Drop.Unseen(bytes, 0) : new Drop.Unseen(0, bytes);
  }

  /// Waits for new bytes.
  ///
  /// @param fromNanos what comes after this has come because of the new connection
  private Drop done(
      Scene scene,
      DropKind kind,
      boolean isEffective,
      int cutMillis,
      long fromNanos,
      Drop.Unseen unseen)
      throws IOException, InterruptedException {
    return new Drop(kind, isEffective, cutMillis, firstAfter(scene, fromNanos), unseen);
  }

  private OptionalDouble firstAfter(Scene scene, long fromNanos)
      throws IOException, InterruptedException {
    long end = fromNanos + DROP_MAX.toNanos();
    long nextLook = fromNanos + Duration.ofMillis(WHOLE_LOOK_MILLIS).toNanos();
    while (true) {
      long now = System.nanoTime();
      OptionalDouble seen =
          now < fromNanos ? OptionalDouble.empty() : scene.came().seenAfter(fromNanos);
      if (seen.isPresent()) {
        return seen;
      }
      if (now > nextLook) {
        if (isWhole(scene)) {
          return OptionalDouble.empty();
        }
        nextLook = now + Duration.ofMillis(WHOLE_LOOK_MILLIS).toNanos();
      }
      if (now > end) {
        throw stuck(scene, "no new bytes");
      }
      Pause.millis(LOOK_MILLIS / 2);
    }
  }

  /// Whether Bob has everything in its size.
  private static boolean isWhole(Scene scene) throws IOException {
    return TreeCheck.sizes(scene.stage().bob().installed(Stage.ANN, Stage.LIBRARY))
        .equals(TreeCheck.sizes(scene.mods()));
  }

  private static IOException stuck(Scene scene, String what) throws IOException {
    return new IOException(
        String.format(
            "%s after %d s%n%s%s",
            what,
            DROP_MAX.toSeconds(),
            scene.stage().ann().process().logTail(10),
            scene.stage().bob().process().logTail(10)));
  }
}
