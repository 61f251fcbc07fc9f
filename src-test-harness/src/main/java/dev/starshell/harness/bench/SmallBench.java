package dev.starshell.harness.bench;

import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.MemberStatus.Traffic;
import dev.starshell.harness.lab.Pause;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// Very many small files: where a protocol with a round trip for each would stand still.
final class SmallBench implements BenchMain.Bench {
  private static final int FILES = 10_000;
  private static final int FILE_BYTES = 4_096;
  private static final Duration WAIT_MAX = Duration.ofMinutes(5);
  private static final long SETTLE_MILLIS = 3_000;
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

    pair.receiver().process().stop();
    pair.receiver().process().restart();
    long again = System.nanoTime();
    pair.receiver()
        .await(
            "in step after a restart",
            WAIT_MAX,
            member -> {
              var status = member.status();
              return status.links() > 0 && status.inSync() && !status.scanning();
            });
    double seconds = Pair.seconds(again);
    // What is said after that belongs to it as well.
    Pause.millis(SETTLE_MILLIS);
    Traffic traffic = pair.receiver().status().traffic();
    double wire = traffic.wireSent() + traffic.wireReceived();
    return new BenchReport("small")
        .figure("files", "files", FILES, "")
        .figure("scanSeconds", "scan", scanned, "s")
        .atMost("firstSeconds", "first sync, scan included", first, FIRST_SECONDS_MAX, "s")
        .atMost("againSeconds", "new link, nothing to do", seconds, AGAIN_SECONDS_MAX, "s")
        .atMost("againBytes", "bytes on its channels", wire, AGAIN_BYTES_MAX, "B");
  }
}
