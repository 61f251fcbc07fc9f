package dev.starshell.harness.lab.fault;

import dev.starshell.harness.archive.ArchiveGenerator;
import dev.starshell.harness.archive.Dice;
import dev.starshell.harness.archive.LibraryPlan;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// What members share in the lab: valid archives with content that nothing can compress.
final class Libraries {
  private static final int PIECE_BYTES = 1 << 16;

  private Libraries() {}

  /// A library as people have them: sizes from 50 kB to 20 MB.
  static Path usual(Path folder, long seed, int archives, long bytes) throws IOException {
    Files.createDirectories(folder);
    ArchiveGenerator.generate(LibraryPlan.of(seed, archives, bytes, 0), folder);
    return folder;
  }

  /// Archives of about the same size, as small or large as wanted.
  static Path even(Path folder, long seed, int archives, long archiveBytes) throws IOException {
    Files.createDirectories(folder);
    for (int i = 0; i < archives; i++) {
      Path file = folder.resolve(String.format(Locale.ROOT, "part %02d/mod-%05d.zip", i / 500, i));
      Files.createDirectories(file.getParent());
      write(file, Dice.of(seed, i).nextLong(), archiveBytes);
    }
    return folder;
  }

  /// Sizes from 1 KiB to 64 MiB, evenly spread over their logarithms, made to have this sum.
  static Path mixed(Path folder, long seed, int archives, long bytes) throws IOException {
    Files.createDirectories(folder);
    Dice dice = Dice.of(seed, 7);
    double[] weights = new double[archives];
    double sum = 0;
    for (int i = 0; i < archives; i++) {
      weights[i] = Math.pow(2, 16 * dice.nextDouble());
      sum += weights[i];
    }
    for (int i = 0; i < archives; i++) {
      long size = Math.clamp((long) (weights[i] / sum * bytes), 1 << 10, 64 << 20);
      Path file = folder.resolve(String.format(Locale.ROOT, "part %02d/mod-%05d.zip", i / 500, i));
      Files.createDirectories(file.getParent());
      write(file, dice.nextLong(), size);
    }
    return folder;
  }

  /// Two passes over the same numbers: an entry that is stored tells its checksum first.
  private static void write(Path file, long seed, long bytes) throws IOException {
    CRC32 crc = new CRC32();
    forEachPiece(seed, bytes, (piece, size) -> crc.update(piece, 0, size));
    ZipEntry entry = new ZipEntry("content.bin");
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes);
    entry.setCrc(crc.getValue());
    try (ZipOutputStream zip =
        new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(file), PIECE_BYTES))) {
      zip.putNextEntry(entry);
      forEachPiece(seed, bytes, (piece, size) -> zip.write(piece, 0, size));
      zip.closeEntry();
    }
  }

  private interface PieceUse {
    void take(byte[] piece, int sizeBytes) throws IOException;
  }

  private static void forEachPiece(long seed, long bytes, PieceUse use) throws IOException {
    Dice dice = new Dice(seed);
    byte[] piece = new byte[PIECE_BYTES];
    for (long left = bytes; left > 0; left -= PIECE_BYTES) {
      int size = (int) Math.min(left, PIECE_BYTES);
      dice.fill(piece, 0, size);
      use.take(piece, size);
    }
  }
}
