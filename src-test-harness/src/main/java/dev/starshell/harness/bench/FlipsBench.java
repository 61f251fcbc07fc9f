package dev.starshell.harness.bench;

import dev.starshell.harness.lab.HostLab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A million single bits turned over in frames, manifests, chunks, objects and records, one at a
/// time, and how many are found. Docs: RELIABILITY, F06.
final class FlipsBench implements BenchMain.Bench {
  /// All of them, shared out by what one costs.
  static final long FLIPS = 1_000_000;

  private static final long PART_SLOW = 40;
  private static final long PART_SLOWEST = 1_000;
  private static final long SEED = 6;

  @Override
  public BenchReport run(HostLab lab) throws IOException {
    long begun = System.nanoTime();
    BenchReport report = new BenchReport("flips");
    long all = 0;
    long surfaced = 0;
    for (FlipCount count : count(FLIPS, Files.createDirectory(lab.folder().resolve("flips")))) {
      report.figure(count.key(), count.place() + ", found", count.found(), "of " + count.flips());
      all += count.flips();
      surfaced += count.surfaced();
    }
    return report
        .figure("seconds", "took", (System.nanoTime() - begun) / 1e9, "s")
        .atLeast("flips", "bits turned over", all, FLIPS, "")
        .atMost("surfaced", "not found", surfaced, 0, "");
  }

  /// Turns so many bits over, at all places.
  static List<FlipCount> count(long flips, Path folder) throws IOException {
    Random random = new Random(SEED);
    DiskFlips disk = new DiskFlips(folder);
    long slow = Math.max(1, flips / PART_SLOW);
    long slowest = Math.max(1, flips / PART_SLOWEST);
    long chunks = flips * 3 / 10;
    List<FlipCount> counts = new ArrayList<>();
    counts.add(MemoryFlips.manifests(slow, random));
    counts.add(disk.records(slow, random));
    counts.add(disk.objects(slowest, random));
    counts.add(disk.chunks(chunks, random));
    counts.add(MemoryFlips.frames(flips - 2 * slow - slowest - chunks, random));
    return counts;
  }
}
