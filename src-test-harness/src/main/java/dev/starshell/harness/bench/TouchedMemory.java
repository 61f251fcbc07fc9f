package dev.starshell.harness.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Touches the memory that a benchmark's files will go through. A virtual machine gets each page
/// from its host when it is first touched, for ten times what a write of that page costs
/// afterwards: what is measured is not to be the machine below.
final class TouchedMemory {
  private static final int PIECE_BYTES = 1 << 20;

  private TouchedMemory() {}

  /// Writes a file and deletes it, so that its pages of the file cache are the next to be used.
  /// Memory of the process would not do: the system keeps it apart.
  static void prepare(Path folder, long bytes) throws IOException {
    Path file = folder.resolve("touched-memory");
    ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (long done = 0; done < bytes; done += PIECE_BYTES) {
        out.write(piece.rewind());
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }
}
