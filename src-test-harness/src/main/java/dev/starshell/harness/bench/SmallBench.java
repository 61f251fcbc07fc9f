package dev.starshell.harness.bench;

import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.MemberStatus;
import dev.starshell.harness.lab.MemberStatus.Traffic;
import dev.starshell.harness.lab.Pause;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Very many small files: where a protocol with a round trip for each would stand still.
final class SmallBench implements BenchMain.Bench {
  private static final int FILES = 10_000;
  private static final int FILE_BYTES = 4_096;
  private static final Duration WAIT_MAX = Duration.ofMinutes(5);
  private static final long SETTLE_MILLIS = 3_000;
  private static final int POLL_MILLIS = 25;
  private static final int ROUNDS = 3;
  private static final double FIRST_SECONDS_MAX = 30;
  private static final double AGAIN_SECONDS_MAX = 2;
  private static final double AGAIN_BYTES_MAX = 65_536;

  @Override
  public BenchReport run(HostLab lab) throws IOException, InterruptedException {
    Path folder = lab.folder().resolve("library");
    BulkLibrary.writeSmall(folder, FILES, FILE_BYTES);
    Pair pair = Pair.start(lab, settings -> settings);
    pair.join();
    long from = System.nanoTime();
    pair.share(folder, WAIT_MAX);
    double scanned = Pair.seconds(from);
    pair.awaitCopy(folder, WAIT_MAX);
    double first = Pair.seconds(from);
    pair.requireSame(folder);

    List<Again> rounds = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      rounds.add(again(pair));
    }
    rounds.sort(Comparator.comparingDouble(Again::inStepSeconds));
    Again middle = rounds.get(ROUNDS / 2);
    double wire = rounds.stream().mapToDouble(Again::wireBytes).max().orElseThrow();
    return new BenchReport("small")
        .figure("files", "files", FILES, "")
        .figure("scanSeconds", "scan", scanned, "s")
        .atMost("firstSeconds", "first sync, scan included", first, FIRST_SECONDS_MAX, "s")
        .figure("startSeconds", "start of the receiver's host", middle.startSeconds, "s")
        .figure("linkSeconds", "from there to the new link", middle.linkSeconds, "s")
        .atMost(
            "againSeconds", "new link, nothing to do", middle.inStepSeconds, AGAIN_SECONDS_MAX, "s")
        .atMost("againBytes", "bytes on its channels", wire, AGAIN_BYTES_MAX, "B");
  }

  /// The receiver's host ends and starts: a new link, over which nothing has to travel.
  ///
  /// @param startSeconds from the process's begin to its first answer to a command
  /// @param linkSeconds from that answer until both ends have the link
  /// @param inStepSeconds from that answer until both ends are in step as well
  private record Again(
      double startSeconds, double linkSeconds, double inStepSeconds, double wireBytes) {}

  private static Again again(Pair pair) throws IOException, InterruptedException {
    pair.receiver().process().stop();
    long begun = System.nanoTime();
    pair.receiver().process().restart();
    double start = Pair.seconds(begun);
    long answered = System.nanoTime();
    double linked = until(pair, answered, SmallBench::isLinked);
    double inStep = until(pair, answered, SmallBench::isInStep);
    // What is said after that belongs to it as well.
    Pause.millis(SETTLE_MILLIS);
    Traffic traffic = pair.receiver().status().traffic();
    return new Again(start, linked, inStep, traffic.wireSent() + traffic.wireReceived());
  }

  /// Asks often: the answer is a matter of a second.
  private static double until(Pair pair, long from, Member.Question question)
      throws IOException, InterruptedException {
    while (!question.isTrue(pair.receiver()) || !question.isTrue(pair.sender())) {
      if (System.nanoTime() - from > WAIT_MAX.toNanos()) {
        throw new IOException("no new link within " + WAIT_MAX.toSeconds() + " s");
      }
      Pause.millis(POLL_MILLIS);
    }
    return Pair.seconds(from);
  }

  private static boolean isLinked(Member member) throws IOException {
    return member.status().links() > 0;
  }

  /// In step, and not only because nothing was heard of the other end yet.
  private static boolean isInStep(Member member) throws IOException {
    MemberStatus status = member.status();
    return status.links() > 0
        && status.inSync()
        && !status.scanning()
        && status.traffic().wireReceived() > 0;
  }
}
