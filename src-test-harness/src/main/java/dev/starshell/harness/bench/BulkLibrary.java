package dev.starshell.harness.bench;

import dev.starshell.harness.archive.Dice;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.zip.CRC32;
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
    for (int i = 0; i < files; i++) {
      Path file = folder.resolve(String.format(Locale.ROOT, "bulk-%05d.zip", i));
      writeArchive(file, fileBytes, i);
      makeDurable(file);
      total += Files.size(file);
    }
    return total;
  }

  /// Stores instead of compressing, as tools do with what cannot be compressed.
  private static void writeArchive(Path file, long contentBytes, int seed) throws IOException {
    ZipEntry entry = new ZipEntry("content.bin");
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(contentBytes);
    CRC32 crc = new CRC32();
    forEachPiece(contentBytes, seed, crc::update);
    entry.setCrc(crc.getValue());
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 18);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(entry);
      forEachPiece(contentBytes, seed, zip::write);
      zip.closeEntry();
    }
  }

  private interface PieceUse {
    void take(byte[] piece, int offset, int sizeBytes) throws IOException;
  }

  private static void forEachPiece(long bytes, int seed, PieceUse use) throws IOException {
    byte[] piece = new byte[PIECE_BYTES];
    Dice dice = Dice.of(bytes, seed);
    for (long left = bytes; left > 0; left -= PIECE_BYTES) {
      int sizeBytes = (int) Math.min(left, PIECE_BYTES);
      dice.fill(piece, 0, sizeBytes);
      use.take(piece, 0, sizeBytes);
    }
  }

  /// Waits until the disk has a file: otherwise the system writes it out during the measurement,
  /// and slows down every other write while it does.
  private static void makeDurable(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
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
