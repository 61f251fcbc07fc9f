package dev.starshell.syncshell.archive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.archive.Verdict.Clean;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What an examination of 100 MB takes, on real files.
final class PreflightFiguresIT {
  private static final Logger LOG = LoggerFactory.getLogger(PreflightFiguresIT.class);
  private static final int PIECES = 400;
  private static final int PIECE_BYTES = 250_000;

  @TempDir Path temp;

  @Test
  void aHundredMegabytesTakeASecondAtMost() throws IOException {
    Path stored = write(temp.resolve("stored.zip"), false);
    Path packed = write(temp.resolve("packed.zip"), true);

    assertThat(best(stored)).isLessThan(Duration.ofSeconds(1));
    assertThat(best(packed)).isLessThan(Duration.ofSeconds(1));
  }

  private static Duration best(Path file) throws IOException {
    Preflight preflight = new Preflight(ArchiveLimits.DEFAULT);
    Duration best = Duration.ofDays(1);
    for (int i = 0; i < 3; i++) {
      long begun = System.nanoTime();
      Verdict verdict = preflight.examine(file);
      Duration took = Duration.ofNanos(System.nanoTime() - begun);
      assertThat(verdict).isInstanceOf(Clean.class);
      best = took.compareTo(best) < 0 ? took : best;
    }
    LOG.info(
        "pre-flight file={} bytes={} millis={}",
        file.getFileName(),
        Files.size(file),
        best.toMillis());
    return best;
  }

  /// Pieces that deflate makes a little smaller, as textures and models are.
  private static Path write(Path file, boolean isPacked) throws IOException {
    Random random = new Random(1);
    byte[] piece = new byte[PIECE_BYTES];
    try (ZipOutputStream zip =
        new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16))) {
      zip.setLevel(1);
      for (int i = 0; i < PIECES; i++) {
        random.nextBytes(piece);
        for (int at = 0; isPacked && at < piece.length; at += 4) {
          piece[at] = 0;
        }
        ZipEntry entry = new ZipEntry("assets/texture" + i + ".dds");
        if (!isPacked) {
          CRC32 crc = new CRC32();
          crc.update(piece);
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(piece.length);
          entry.setCrc(crc.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(piece);
        zip.closeEntry();
      }
    }
    return file;
  }
}
