package dev.starshell.harness.lab.fault;

import dev.starshell.harness.archive.Dice;
import dev.starshell.harness.lab.HostProcess;
import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.Pause;
import dev.starshell.harness.lab.TreeCheck;
import dev.starshell.syncshell.limits.Limits;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/// A sync under way between two members, and what can be done to their connection.
///
/// Thread: one.
final class DropScene {
  private static final Duration DROP_MAX = Duration.ofMinutes(5);
  private static final Duration LINK_MAX = Duration.ofMinutes(2);

  private static final int LOOK_MILLIS = 50;
  private static final int WHOLE_LOOK_MILLIS = 1_000;
  private static final int CUT_MILLIS_MAX = 30_000;

  /// What a host has sent has gone through by then, ten times over.
  private static final int WAY_MILLIS = 200;

  private final Stage stage;
  private final Progress came;
  private final Progress gone;
  private final Sync sync;
  private final Semaphore starts;
  private int dropsLeft;

  /// Whether the last drop met a sync under way. Written by who does the deed, while the scene
  /// waits for it.
  private boolean metSync;

  /// What is synced.
  ///
  /// @param mods the folder that Ann shares
  /// @param unique its bytes without what is in it twice
  /// @param drops that it is to meet
  record Sync(Path mods, long unique, int drops) {}

  /// @param came counts for Bob
  /// @param gone counts for Ann
  /// @param starts how many hosts may start at once, over all pairs
  DropScene(Stage stage, Progress came, Progress gone, Sync sync, Semaphore starts) {
    this.stage = stage;
    this.came = came;
    this.gone = gone;
    this.sync = sync;
    this.starts = starts;
    this.dropsLeft = sync.drops();
  }

  /// Waits until so many bytes have come. A byte that came between a last look and a kill is not
  /// counted, so that the whole may be there before the count is.
  void awaitBytes(long bytes) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    long nextLook = begun;
    while (came.bytes() < bytes) {
      long now = System.nanoTime();
      if (now > nextLook) {
        if (isWhole()) {
          return;
        }
        nextLook = now + Duration.ofMillis(WHOLE_LOOK_MILLIS).toNanos();
      }
      if (now - begun > DROP_MAX.toNanos()) {
        throw stuck("not at " + bytes + " bytes");
      }
      Pause.millis(LOOK_MILLIS);
    }
  }

  /// Drops the connection and waits until it has recovered.
  ///
  /// @param begins is run immediately before the deed: until then it may be waited for
  Drop drop(DropKind kind, Dice dice, Runnable begins) throws IOException, InterruptedException {
    Drop drop =
        switch (kind) {
          case PATH, CUT -> dropPath(kind, dice, begins);
          case RELAY -> dropRelay(begins);
          case RECEIVER, SENDER -> kill(kind, begins);
          case CLOSED -> close(dice.nextInt(2) == 0, begins);
        };
    dropsLeft--;
    // Also when it has not changed: a host that was started again has its first one.
    limit(Pace.between(bytesLeft(), dropsLeft));
    return new Drop(
        kind, metSync && drop.isEffective(), drop.cutMillis(), drop.seconds(), drop.unseen());
  }

  /// Comes after all that is waited for, which may have let the rest of the sync come.
  private void begin(Runnable begins) throws IOException {
    metSync = !isWhole();
    begins.run();
  }

  private Drop dropPath(DropKind kind, Dice dice, Runnable begins)
      throws IOException, InterruptedException {
    LabLink path = stage.path();
    int millis = kind == DropKind.CUT ? cutMillis(dice) : 0;
    begin(begins);
    int flows = path.drop();
    long dropped = System.nanoTime();
    if (millis > 0) {
      path.cut();
      Pause.millis(millis);
      path.restore();
    }
    Reopened reopened = new Reopened(dropped, millis > 0 ? System.nanoTime() : dropped);
    OptionalDouble first = firstAfter(reopened.newFromNanos());
    OptionalDouble seconds =
        first.isPresent()
            ? OptionalDouble.of(reopened.seconds(first.getAsDouble()))
            : OptionalDouble.empty();
    return new Drop(kind, flows > 0, millis, seconds, Drop.Unseen.NOTHING);
  }

  /// Short cuts more often than long ones.
  private static int cutMillis(Dice dice) {
    double part = dice.nextDouble();
    return 1 + (int) (part * part * CUT_MILLIS_MAX);
  }

  /// Bytes go on coming: what recovers is the session with the relay.
  private Drop dropRelay(Runnable begins) throws IOException, InterruptedException {
    limit(Pace.withoutRelay(bytesLeft(), dropsLeft));
    LabLink toRelay = stage.lab().link(Stage.HOST, Stage.BOB);
    begin(begins);
    long begun = System.nanoTime();
    int sessions = toRelay.dropSessions();
    // The time without a session may be too short to be seen in the status; a new one is not.
    await("the lost relay noticed", bob -> !Stats.isAtRelay(bob) || toRelay.hasSession());
    await("the relay back", bob -> Stats.isAtRelay(bob) && toRelay.hasSession());
    OptionalDouble seconds = OptionalDouble.of(Stage.seconds(begun));
    return new Drop(DropKind.RELAY, sessions > 0, 0, seconds, Drop.Unseen.NOTHING);
  }

  private void await(String what, Member.Question question)
      throws IOException, InterruptedException {
    stage.bob().await(what, LINK_MAX, question);
  }

  private Drop kill(DropKind kind, Runnable begins) throws IOException, InterruptedException {
    boolean isReceiver = kind == DropKind.RECEIVER;
    HostProcess victim = victim(isReceiver).process();
    long before = victim.pid();
    starts.acquire();
    long unseen;
    try {
      unseen =
          counter(isReceiver)
              .kill(
                  () -> {
                    begin(begins);
                    victim.kill();
                    Pause.millis(WAY_MILLIS);
                  },
                  victim::restart);
    } finally {
      starts.release();
    }
    boolean isAnother = victim.pid() != before;
    return new Drop(kind, isAnother, 0, firstAfter(System.nanoTime()), unseen(isReceiver, unseen));
  }

  private Drop close(boolean isReceiver, Runnable begins) throws IOException, InterruptedException {
    Member closer = victim(isReceiver);
    String other = isReceiver ? Stage.ANN : Stage.BOB;
    Stats.awaitLink(closer, other, "connected", LINK_MAX);
    AtomicLong backNanos = new AtomicLong();
    boolean isLinked = Stats.link(closer, other).filter("connected"::equals).isPresent();
    long unseen =
        counter(isReceiver)
            .reload(() -> {
              begin(begins);
              closer.run("plugins reload syncshell");
              backNanos.set(System.nanoTime());
              Pause.millis(WAY_MILLIS);
            });
    OptionalDouble first = firstAfter(backNanos.get());
    return new Drop(DropKind.CLOSED, isLinked, 0, first, unseen(isReceiver, unseen));
  }

  private Member victim(boolean isReceiver) {
    return isReceiver ? stage.bob() : stage.ann();
  }

  private Progress counter(boolean isReceiver) {
    return isReceiver ? came : gone;
  }

  /// A receiver counts a frame when it is whole: most of one may have passed before the last look.
  private static Drop.Unseen unseen(boolean isReceiver, long passed) {
    return isReceiver
        ? new Drop.Unseen(passed + Limits.FRAME_BYTES_MAX, 0)
        : new Drop.Unseen(0, passed);
  }

  private long bytesLeft() {
    return Math.max(0, sync.unique() - came.bytes());
  }

  /// Without an answer the pace stays as it is, until the next drop.
  private void limit(long wanted) {
    try {
      stage.ann().run("sync limit upload " + rate(wanted));
    } catch (IOException e) {
      stage.say("the pace was not set: " + e.getMessage());
    }
  }

  /// As settings and commands have it.
  static String rate(long bytesPerSecond) {
    return bytesPerSecond / 1_024 + " KiB/s";
  }

  /// Waits for new bytes.
  ///
  /// @param fromNanos what comes after this has come because of the new connection
  private OptionalDouble firstAfter(long fromNanos) throws IOException, InterruptedException {
    long end = fromNanos + DROP_MAX.toNanos();
    long nextLook = fromNanos + Duration.ofMillis(WHOLE_LOOK_MILLIS).toNanos();
    while (true) {
      long now = System.nanoTime();
      OptionalDouble seen =
          now < fromNanos ? OptionalDouble.empty() : came.series().seenAfter(fromNanos);
      if (seen.isPresent()) {
        return seen;
      }
      if (now > nextLook) {
        if (isWhole()) {
          return OptionalDouble.empty();
        }
        nextLook = now + Duration.ofMillis(WHOLE_LOOK_MILLIS).toNanos();
      }
      if (now > end) {
        throw stuck("no new bytes");
      }
      Pause.millis(LOOK_MILLIS);
    }
  }

  /// Whether Bob has everything in its size.
  private boolean isWhole() throws IOException {
    return TreeCheck.sizes(stage.bob().installed(Stage.ANN, Stage.LIBRARY))
        .equals(TreeCheck.sizes(sync.mods()));
  }

  private IOException stuck(String what) throws IOException {
    return new IOException(
        String.format(
            "%s after %d s%n%s%s",
            what,
            DROP_MAX.toSeconds(),
            stage.ann().process().logTail(10),
            stage.bob().process().logTail(10)));
  }
}
