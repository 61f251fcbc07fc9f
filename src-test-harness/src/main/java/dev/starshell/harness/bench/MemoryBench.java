package dev.starshell.harness.bench;

import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.MemberSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/// Peak resident memory of both ends, as members have it who configure nothing: a library a hundred
/// times as large must not need more.
final class MemoryBench implements BenchMain.Bench {
  private static final long FILE_BYTES = 50_000_000;
  private static final int SMALL_FILES = 2;
  private static final int LARGE_FILES = 200;
  private static final Duration WAIT_MAX = Duration.ofMinutes(40);
  private static final double MIB = 1 << 20;
  private static final double RESIDENT_MIB_MAX = 300;

  private record Peaks(double senderMib, double receiverMib, double seconds) {}

  @Override
  public BenchReport run(HostLab lab) throws IOException, InterruptedException {
    BulkLibrary.requireRoom(lab.folder(), 3 * LARGE_FILES * FILE_BYTES);
    Peaks small = peaks(lab, "small", SMALL_FILES);
    Peaks large = peaks(lab, "large", LARGE_FILES);
    return new BenchReport("memory")
        .atMost("sender100MB", "sender, 100 MB", small.senderMib, RESIDENT_MIB_MAX, "MiB")
        .atMost("receiver100MB", "receiver, 100 MB", small.receiverMib, RESIDENT_MIB_MAX, "MiB")
        .atMost("sender10GB", "sender, 10 GB", large.senderMib, RESIDENT_MIB_MAX, "MiB")
        .atMost("receiver10GB", "receiver, 10 GB", large.receiverMib, RESIDENT_MIB_MAX, "MiB")
        .figure("seconds10GB", "10 GB from share to the last file", large.seconds, "s");
  }

  private static Peaks peaks(HostLab outer, String name, int files)
      throws IOException, InterruptedException {
    Path top = Files.createDirectory(outer.folder().resolve(name));
    Path folder = top.resolve("library");
    BulkLibrary.write(folder, files, FILE_BYTES);
    try (HostLab lab = outer.inside(name)) {
      Pair pair = Pair.start(lab, MemberSettings::withDirectTcp);
      pair.join();
      long from = System.nanoTime();
      pair.share(folder, WAIT_MAX);
      pair.awaitCopy(folder, WAIT_MAX);
      double seconds = Pair.seconds(from);
      return new Peaks(
          pair.sender().process().peakResidentBytes() / MIB,
          pair.receiver().process().peakResidentBytes() / MIB,
          seconds);
    } finally {
      HostLab.deleteTree(top);
    }
  }
}
