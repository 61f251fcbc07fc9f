package dev.starshell.harness.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Optional;

/// The central directory of a plain ZIP: one part, no comment, no Zip64.
///
/// Source: APPNOTE.TXT 6.3.10, §4.3.12 and §4.3.16.
///
/// @param offset where it begins in the file
/// @param secondOffset where the second local header begins; `offset` when there is only one
/// @param entries the headers as they are in the file
/// @param end the end record as it is in the file
record ZipDirectory(long offset, long secondOffset, ByteBuffer entries, ByteBuffer end) {
  /// Size of a central header without its names. Unit: bytes.
  static final int CENTRAL_BYTES = 46;

  private static final int CENTRAL_HEADER = 0x02014b50;
  private static final int END_RECORD = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int DIRECTORY_BYTES_MAX = 64 << 20;
  private static final int OFFSET_AT = 42;

  /// Reads the directory; empty for a file that is no plain ZIP.
  static Optional<ZipDirectory> read(FileChannel file) throws IOException {
    if (file.size() < END_BYTES) {
      return Optional.empty();
    }
    ByteBuffer end = read(file, file.size() - END_BYTES, END_BYTES);
    long sizeBytes = Integer.toUnsignedLong(end.getInt(12));
    long offset = Integer.toUnsignedLong(end.getInt(16));
    int count = Short.toUnsignedInt(end.getShort(10));
    boolean isPlain =
        end.getInt(0) == END_RECORD
            && count < 0xffff
            && sizeBytes <= DIRECTORY_BYTES_MAX
            && offset + sizeBytes + END_BYTES == file.size();
    if (!isPlain) {
      return Optional.empty();
    }
    ByteBuffer entries = read(file, offset, (int) sizeBytes);
    long first = offset;
    long second = offset;
    int at = 0;
    for (int i = 0; i < count; i++) {
      if (at + CENTRAL_BYTES > entries.limit() || entries.getInt(at) != CENTRAL_HEADER) {
        return Optional.empty();
      }
      long local = Integer.toUnsignedLong(entries.getInt(at + OFFSET_AT));
      if (local < first) {
        second = first;
        first = local;
      } else if (local < second) {
        second = local;
      }
      at += entryBytes(entries, at);
    }
    return at == entries.limit()
        ? Optional.of(new ZipDirectory(offset, second, entries, end))
        : Optional.empty();
  }

  /// Size of the header at a place, with its names.
  static int entryBytes(ByteBuffer entries, int at) {
    return CENTRAL_BYTES
        + Short.toUnsignedInt(entries.getShort(at + 28))
        + Short.toUnsignedInt(entries.getShort(at + 30))
        + Short.toUnsignedInt(entries.getShort(at + 32));
  }

  private static ByteBuffer read(FileChannel file, long offset, int sizeBytes) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(sizeBytes).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, offset + bytes.position()) < 0) {
        throw new IOException("file ended at " + (offset + bytes.position()));
      }
    }
    return bytes.flip();
  }
}
