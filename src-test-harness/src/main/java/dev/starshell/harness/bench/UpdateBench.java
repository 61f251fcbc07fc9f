package dev.starshell.harness.bench;

import dev.starshell.harness.archive.ArchiveEditor;
import dev.starshell.harness.archive.ArchiveGenerator;
import dev.starshell.harness.archive.LibraryPlan;
import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.MemberStatus.Traffic;
import dev.starshell.harness.lab.TreeCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// What a small change of large archives costs.
final class UpdateBench implements BenchMain.Bench {
  private static final int ARCHIVES = 40;
  private static final long TOTAL_BYTES = 96_000_000;
  private static final int CHANGED = 4;
  private static final int INSERTED_BYTES = 1_000;
  private static final Duration WAIT_MAX = Duration.ofMinutes(3);
  private static final double PART_MAX = 0.03;
  private static final double OVERHEAD_MAX = 1.03;

  @Override
  public BenchReport run(HostLab lab) throws IOException, InterruptedException {
    Path folder = lab.folder().resolve("library");
    ArchiveGenerator.generate(LibraryPlan.of(7, ARCHIVES, TOTAL_BYTES, 12), folder);
    Pair pair = Pair.start(lab, settings -> settings);
    pair.join();
    pair.share(folder, WAIT_MAX);
    pair.awaitCopy(folder, WAIT_MAX);
    Traffic first = wire(pair);
    double unique = TreeCheck.uniqueBytes(folder);

    List<Path> files = new ArrayList<>();
    TreeCheck.sizes(folder).entrySet().stream()
        .filter(file -> !file.getKey().startsWith("backup/"))
        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder()))
        .limit(CHANGED)
        .forEach(file -> files.add(folder.resolve(file.getKey())));
    double changedBytes = 0;
    long from = System.nanoTime();
    for (int i = 0; i < files.size(); i++) {
      ArchiveEditor.insertNearFront(files.get(i), INSERTED_BYTES, i);
      changedBytes += Files.size(files.get(i));
    }
    pair.awaitCopy(folder, WAIT_MAX);
    double seconds = Pair.seconds(from);
    pair.requireSame(folder);
    Traffic second = wire(pair).minus(first);
    double sent = second.wireSent();
    return new BenchReport("update")
        .figure("libraryBytes", "different content of the library", unique, "B")
        .atMost(
            "firstRatio",
            "first sync: bytes sent by content",
            first.wireSent() / unique,
            OVERHEAD_MAX,
            "")
        .figure("changedBytes", "the four changed archives", changedBytes, "B")
        .figure(
            "updateContentBytes",
            "content sent for the update",
            (double) second.contentReceived(),
            "B")
        .figure("updateWireBytes", "bytes sent for the update", sent, "B")
        .atMost("ofArchives", "as a part of the four archives", sent / changedBytes, PART_MAX, "")
        .figure("seconds", "from the change to the last file", seconds, "s");
  }

  private static Traffic wire(Pair pair) throws IOException {
    return pair.sender().status().traffic().plus(pair.receiver().status().traffic());
  }
}
