package dev.starshell.syncshell.store.file;

import dev.starshell.syncshell.content.ChunkHasher;
import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.limits.Limits;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// Writes partial files. Chunks of one archive may be written at once by several threads.
final class PartWriter {
  private final OpenFiles files;
  private final Room room;

  PartWriter(OpenFiles files, Room room) {
    this.files = files;
    this.room = room;
  }

  /// Checks what an earlier attempt left, chunk by chunk. The hash is the truth.
  void verify(Incoming incoming) throws IOException {
    ChunkList chunks = incoming.chunks();
    ChunkHasher hasher = new ChunkHasher();
    byte[] buffer = new byte[Limits.CHUNK_BYTES_MAX];
    try (FileChannel channel =
        FileChannel.open(incoming.part(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      long offset = 0;
      for (int i = 0; i < chunks.count(); i++) {
        int length = chunks.lengthBytes(i);
        if (readFully(channel, offset, ByteBuffer.wrap(buffer, 0, length)) < length) {
          return;
        }
        if (!isHole(buffer, length) && hasher.matches(chunks, i, buffer, 0, length)) {
          incoming.mark(i);
        }
        offset += length;
      }
    }
  }

  /// A chunk that begins with so many zeros is taken for a hole that nothing was written to. Where
  /// it is not, it is only fetched once more.
  private static boolean isHole(byte[] buffer, int length) {
    return Arrays.mismatch(buffer, 0, length, ZEROS, 0, length) < 0;
  }

  private static final byte[] ZEROS = new byte[Limits.CHUNK_BYTES_MAX];

  /// Makes the file at its full size, or cuts or stretches it to that. It takes no room yet.
  void prepare(Incoming incoming) throws IOException {
    Path part = incoming.part();
    long size = incoming.chunks().sizeBytes();
    if (Files.exists(part, LinkOption.NOFOLLOW_LINKS) && Files.size(part) == size) {
      return;
    }
    try (RandomAccessFile file = new RandomAccessFile(part.toFile(), "rw")) {
      file.setLength(size);
    } catch (IOException e) {
      throw room.explain(e, size);
    }
  }

  /// Writes a verified chunk everywhere it belongs in its archive.
  void write(Incoming incoming, int chunk, ByteBuffer payload) throws IOException {
    int length = payload.remaining();
    try {
      if (incoming.isSmall()) {
        writeSmall(incoming, payload.duplicate());
        room.settle(incoming.mark(chunk));
        return;
      }
      try (OpenFiles.Loan loan = files.lend(incoming.part())) {
        for (int place : incoming.placesOf(chunk)) {
          if (!incoming.has(place)) {
            writeFully(loan.channel(), incoming.chunks().offsetBytes(place), payload.duplicate());
            room.settle(incoming.mark(place));
          }
        }
      }
    } catch (IOException e) {
      throw room.explain(e, length);
    }
  }

  private static void writeSmall(Incoming incoming, ByteBuffer payload) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            incoming.part(),
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING,
            LinkOption.NOFOLLOW_LINKS)) {
      writeFully(channel, 0, payload);
    }
  }

  /// Forces what was written to the disk.
  void force(Incoming incoming) throws IOException {
    try {
      if (incoming.isSmall()) {
        forceSmall(incoming);
        return;
      }
      try (OpenFiles.Loan loan = files.lend(incoming.part())) {
        loan.channel().force(false);
      }
    } catch (IOException e) {
      throw room.explain(e, 0);
    }
  }

  private static void forceSmall(Incoming incoming) throws IOException {
    // An archive without bytes has no chunk that would have made its file.
    StandardOpenOption[] options =
        incoming.chunks().count() == 0
            ? new StandardOpenOption[] {StandardOpenOption.CREATE, StandardOpenOption.WRITE}
            : new StandardOpenOption[] {StandardOpenOption.WRITE};
    try (FileChannel channel = FileChannel.open(incoming.part(), options)) {
      channel.force(false);
    }
  }

  private static void writeFully(FileChannel channel, long offset, ByteBuffer bytes)
      throws IOException {
    long at = offset;
    while (bytes.hasRemaining()) {
      at += channel.write(bytes, at);
    }
  }

  /// Reads until the buffer is full or the file ends.
  ///
  /// @return how many bytes were read
  static int readFully(FileChannel channel, long offset, ByteBuffer target) throws IOException {
    int total = 0;
    while (target.hasRemaining()) {
      int count = channel.read(target, offset + total);
      if (count < 0) {
        break;
      }
      total += count;
    }
    return total;
  }
}
