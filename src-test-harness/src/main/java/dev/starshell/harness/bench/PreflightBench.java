package dev.starshell.harness.bench;

import dev.starshell.harness.lab.HostLab;
import dev.starshell.syncshell.archive.ArchiveLimits;
import dev.starshell.syncshell.archive.Preflight;
import dev.starshell.syncshell.archive.Verdict;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// The examination of an archive of 100 MB before it is installed, stored and deflated.
final class PreflightBench implements BenchMain.Bench {
  private static final int PIECES = 400;
  private static final int PIECE_BYTES = 250_000;
  private static final int RUNS = 5;
  private static final double SECONDS_MAX = 1;

  @Override
  public BenchReport run(HostLab lab) throws IOException {
    Path stored = write(lab.folder().resolve("stored.zip"), false);
    Path deflated = write(lab.folder().resolve("deflated.zip"), true);
    return new BenchReport("preflight")
        .figure("storedBytes", "stored archive", Files.size(stored), "B")
        .atMost("storedSeconds", "its examination, best of five", best(stored), SECONDS_MAX, "s")
        .figure("deflatedBytes", "deflated archive", Files.size(deflated), "B")
        .atMost(
            "deflatedSeconds", "its examination, best of five", best(deflated), SECONDS_MAX, "s");
  }

  private static double best(Path file) throws IOException {
    Preflight preflight = new Preflight(ArchiveLimits.DEFAULT);
    double best = Double.MAX_VALUE;
    for (int i = 0; i < RUNS; i++) {
      long begun = System.nanoTime();
      Verdict verdict = preflight.examine(file);
      best = Math.min(best, Pair.seconds(begun));
      if (!(verdict instanceof Verdict.Clean)) {
        throw new IOException(file.getFileName() + " is not clean: " + verdict);
      }
    }
    return best;
  }

  /// Pieces that deflate makes a little smaller, as textures and models are.
  private static Path write(Path file, boolean deflated) throws IOException {
    Random random = new Random(1);
    byte[] piece = new byte[PIECE_BYTES];
    try (ZipOutputStream zip =
        new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
      zip.setLevel(1);
      for (int i = 0; i < PIECES; i++) {
        random.nextBytes(piece);
        for (int at = 0; deflated && at < piece.length; at += 4) {
          piece[at] = 0;
        }
        zip.putNextEntry(entry("assets/texture" + i + ".dds", piece, deflated));
        zip.write(piece);
        zip.closeEntry();
      }
    }
    return file;
  }

  private static ZipEntry entry(String name, byte[] content, boolean deflated) {
    ZipEntry entry = new ZipEntry(name);
    if (!deflated) {
      CRC32 crc = new CRC32();
      crc.update(content);
      entry.setMethod(ZipEntry.STORED);
      entry.setSize(content.length);
      entry.setCrc(crc.getValue());
    }
    return entry;
  }
}
