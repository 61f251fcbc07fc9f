package dev.starshell.harness.bench;

import dev.starshell.harness.archive.Dice;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Large libraries, streamed to disk: ZIPs with pseudo-random content that nothing can compress and
/// of which no two chunks are the same.
final class BulkLibrary {
  private static final int PIECE_BYTES = 1 << 20;

  private BulkLibrary() {}

  /// Writes `files` archives of about `fileBytes` each.
  ///
  /// @return bytes of all of them
  static long write(Path folder, int files, long fileBytes) throws IOException {
    Files.createDirectories(folder);
    long total = 0;
    byte[] piece = new byte[PIECE_BYTES];
    for (int i = 0; i < files; i++) {
      Path file = folder.resolve(String.format(java.util.Locale.ROOT, "bulk-%05d.zip", i));
      Dice dice = Dice.of(fileBytes, i);
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 18);
          ZipOutputStream zip = new ZipOutputStream(out)) {
        zip.setLevel(Deflater.NO_COMPRESSION);
        zip.putNextEntry(new ZipEntry("content.bin"));
        for (long left = fileBytes; left > 0; left -= PIECE_BYTES) {
          int sizeBytes = (int) Math.min(left, PIECE_BYTES);
          dice.fill(piece, 0, sizeBytes);
          zip.write(piece, 0, sizeBytes);
        }
        zip.closeEntry();
      }
      total += Files.size(file);
    }
    return total;
  }

  /// Writes files of exactly one size.
  static void writeSmall(Path folder, int files, int fileBytes) throws IOException {
    for (int i = 0; i < files; i++) {
      Path file = folder.resolve("part " + i / 500 + "/small-" + i + ".zip");
      Files.createDirectories(file.getParent());
      Files.write(file, Dice.of(fileBytes, i).bytes(fileBytes));
    }
  }

  /// Refuses to begin what the disk has no room for.
  static void requireRoom(Path folder, long bytes) throws IOException {
    FileStore store = Files.getFileStore(folder);
    if (store.getUsableSpace() < bytes) {
      throw new IOException(
          folder
              + " has "
              + store.getUsableSpace() / 1_000_000_000
              + " GB free, this needs "
              + bytes / 1_000_000_000
              + " GB; name another with --folder DIR");
    }
  }
}
