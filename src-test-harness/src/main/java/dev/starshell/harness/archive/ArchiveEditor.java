package dev.starshell.harness.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.zip.CRC32;

/// Changes an archive the way an author does: about a thousand bytes more near the front, all that
/// follows moved along. A ZIP stays a valid ZIP.
public final class ArchiveEditor {
  private static final int LOCAL_HEADER = 0x04034b50;
  private static final int CENTRAL_HEADER = 0x02014b50;
  private static final int LOCAL_BYTES = 30;
  private static final int CENTRAL_BYTES = ZipDirectory.CENTRAL_BYTES;
  private static final int NEAR_BYTES = 16_384;

  private ArchiveEditor() {}

  /// Puts a stored entry of `insertedBytes` near the front of a ZIP, or as many bytes into any
  /// other file. The file is replaced in one step.
  ///
  /// @return by how many bytes the file has grown
  public static long insertNearFront(Path file, int insertedBytes, long seed) throws IOException {
    byte[] content = new Dice(seed).bytes(insertedBytes);
    Path changed = Files.createTempFile(file.toAbsolutePath().getParent(), ".edit", ".tmp");
    try (FileChannel from = FileChannel.open(file);
        FileChannel to = FileChannel.open(changed, StandardOpenOption.WRITE)) {
      Optional<ZipDirectory> directory = ZipDirectory.read(from);
      if (directory.isEmpty()) {
        long at = Math.min(from.size(), 100);
        copy(from, 0, at, to);
        write(to, ByteBuffer.wrap(content));
        copy(from, at, from.size() - at, to);
      } else {
        String name = "changes-" + Long.toHexString(seed) + ".txt";
        insertEntry(from, directory.get(), name, content, to);
      }
    }
    long grown = Files.size(changed) - Files.size(file);
    Files.move(changed, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    return grown;
  }

  private static void insertEntry(
      FileChannel from, ZipDirectory directory, String name, byte[] content, FileChannel to)
      throws IOException {
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    int addedLocal = LOCAL_BYTES + nameBytes.length + content.length;
    long at = directory.secondOffset() <= NEAR_BYTES ? directory.secondOffset() : 0;
    CRC32 crc = new CRC32();
    crc.update(content);

    copy(from, 0, at, to);
    ByteBuffer local = little(addedLocal).putInt(LOCAL_HEADER).putShort((short) 10);
    putCommon(local, crc.getValue(), content.length, nameBytes.length).putShort((short) 0);
    write(to, local.put(nameBytes).put(content).flip());
    copy(from, at, directory.offset() - at, to);

    ByteBuffer own = little(CENTRAL_BYTES + nameBytes.length).putInt(CENTRAL_HEADER);
    own.putShort((short) 10).putShort((short) 10);
    putCommon(own, crc.getValue(), content.length, nameBytes.length);
    own.putShort((short) 0).putShort((short) 0).putShort((short) 0).putShort((short) 0);
    own.putInt(0).putInt((int) at).put(nameBytes).flip();
    writeDirectory(directory, at, addedLocal, own, to);
  }

  /// Flags to name length, which stand the same in both headers.
  private static ByteBuffer putCommon(ByteBuffer header, long crc, int sizeBytes, int nameBytes) {
    return header
        .putShort((short) 0x800)
        .putShort((short) 0)
        .putInt(0x5ac16000)
        .putInt((int) crc)
        .putInt(sizeBytes)
        .putInt(sizeBytes)
        .putShort((short) nameBytes);
  }

  private static void writeDirectory(
      ZipDirectory directory, long at, int addedLocal, ByteBuffer own, FileChannel to)
      throws IOException {
    ByteBuffer entries = directory.entries();
    int ownBytes = own.remaining();
    ByteBuffer out = little(entries.limit() + ownBytes);
    boolean isPlaced = false;
    for (int i = 0; i < entries.limit(); i += ZipDirectory.entryBytes(entries, i)) {
      long offset = Integer.toUnsignedLong(entries.getInt(i + 42));
      if (!isPlaced && offset >= at) {
        out.put(own);
        isPlaced = true;
      }
      int start = out.position();
      out.put(entries.slice(i, ZipDirectory.entryBytes(entries, i)));
      if (offset >= at) {
        out.putInt(start + 42, (int) (offset + addedLocal));
      }
    }
    if (!isPlaced) {
      out.put(own);
    }
    write(to, out.flip());
    ByteBuffer end = directory.end();
    end.putShort(8, (short) (end.getShort(8) + 1)).putShort(10, (short) (end.getShort(10) + 1));
    end.putInt(12, end.getInt(12) + ownBytes).putInt(16, end.getInt(16) + addedLocal);
    write(to, end.rewind());
  }

  private static ByteBuffer little(int sizeBytes) {
    return ByteBuffer.allocate(sizeBytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static void copy(FileChannel from, long offset, long sizeBytes, FileChannel to)
      throws IOException {
    long done = 0;
    while (done < sizeBytes) {
      long moved = from.transferTo(offset + done, sizeBytes - done, to);
      if (moved <= 0) {
        throw new IOException("file ended " + (sizeBytes - done) + " bytes early");
      }
      done += moved;
    }
  }

  private static void write(FileChannel to, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      to.write(bytes);
    }
  }
}
