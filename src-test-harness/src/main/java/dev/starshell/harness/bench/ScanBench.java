package dev.starshell.harness.bench;

import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.TreeCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/// How fast a host takes in a library: reading, chunking, hashing and writing the index, on one
/// thread, with the files in the system's cache.
final class ScanBench implements BenchMain.Bench {
  private static final int FILES = 40;
  private static final long FILE_BYTES = 25_000_000;
  private static final Duration WAIT_MAX = Duration.ofMinutes(3);
  private static final double MB_PER_SECOND_MIN = 600;
  private static final int WARM_FILES = 8;

  @Override
  public BenchReport run(HostLab lab) throws IOException, InterruptedException {
    BulkLibrary.requireRoom(lab.folder(), 3 * FILES * FILE_BYTES);
    Path folder = lab.folder().resolve("library");
    double bytes = BulkLibrary.write(folder, FILES, FILE_BYTES);
    Path warm = lab.folder().resolve("warm");
    BulkLibrary.write(warm, WARM_FILES, FILE_BYTES + 1);
    for (String name : TreeCheck.sizes(folder).keySet()) {
      // Reading once puts it into the cache.
      TreeCheck.sha256(folder.resolve(name));
    }
    Pair pair = Pair.start(lab, settings -> settings.withScanThreads(1));
    Member member = pair.sender();
    // Compiled code first: a host scans for hours, not for one second.
    member.share(warm, "warm");
    member.await("warm scan", WAIT_MAX, m -> !m.status().scanning() && archives(m) >= WARM_FILES);
    double seconds = pair.share(folder, WAIT_MAX);
    return new BenchReport("scan")
        .figure("bytes", "library", bytes, "B")
        .figure("seconds", "scan", seconds, "s")
        .atLeast(
            "mbPerSecond", "rate of one core", bytes / 1e6 / seconds, MB_PER_SECOND_MIN, "MB/s");
  }

  private static long archives(Member member) throws IOException {
    long archives = 0;
    for (var library : member.run("sync libraries").data().path("libraries")) {
      archives += library.path("archives").asLong();
    }
    return archives;
  }
}
