package dev.starshell.syncshell.carrier.webrtc;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Reads which shared objects an ELF64 object needs (its `DT_NEEDED` entries), in order.
final class NeededLibraries {
  private static final int PROGRAM_HEADER_BYTES = 56;
  private static final int LOAD = 1;
  private static final int DYNAMIC = 2;
  private static final int TAG_NEEDED = 1;
  private static final int TAG_STRINGS = 5;
  private static final int NAME_BYTES_MAX = 256;
  private static final int DYNAMIC_BYTES_MAX = 64 * 1024;

  private final FileChannel file;
  private final List<Segment> segments = new ArrayList<>();

  private record Segment(int type, long fileAt, long memoryAt, long size) {}

  private NeededLibraries(FileChannel file) {
    this.file = file;
  }

  /// The sonames that the object at `path` needs.
  ///
  /// @throws IOException if it cannot be read or is no ELF64 little-endian object
  static List<String> of(Path path) throws IOException {
    try (FileChannel file = FileChannel.open(path)) {
      return new NeededLibraries(file).read();
    }
  }

  private List<String> read() throws IOException {
    ByteBuffer header = at(0, 64);
    // Magic, 64 bits, little-endian.
    if (header.getInt(0) != 0x464c457f || header.get(4) != 2 || header.get(5) != 1) {
      throw new IOException("not an ELF64 little-endian object");
    }
    long headersAt = header.getLong(32);
    int headerCount = Short.toUnsignedInt(header.getShort(56));
    ByteBuffer headers = at(headersAt, headerCount * PROGRAM_HEADER_BYTES);
    for (int i = 0; i < headerCount; i++) {
      int from = i * PROGRAM_HEADER_BYTES;
      segments.add(
          new Segment(
              headers.getInt(from),
              headers.getLong(from + 8),
              headers.getLong(from + 16),
              headers.getLong(from + 32)));
    }
    return names();
  }

  private List<String> names() throws IOException {
    List<Long> offsets = new ArrayList<>();
    long stringsAt = -1;
    for (Segment segment : segments) {
      if (segment.type() == DYNAMIC) {
        ByteBuffer table = at(segment.fileAt(), (int) Math.min(segment.size(), DYNAMIC_BYTES_MAX));
        while (table.remaining() >= 16) {
          long tag = table.getLong();
          long value = table.getLong();
          if (tag == TAG_NEEDED) {
            offsets.add(value);
          } else if (tag == TAG_STRINGS) {
            stringsAt = inFile(value);
          }
        }
      }
    }
    List<String> names = new ArrayList<>();
    for (long offset : offsets) {
      names.add(name(stringsAt + offset));
    }
    return List.copyOf(names);
  }

  private long inFile(long memoryAt) throws IOException {
    for (Segment segment : segments) {
      long within = memoryAt - segment.memoryAt();
      if (segment.type() == LOAD && within >= 0 && within < segment.size()) {
        return segment.fileAt() + within;
      }
    }
    throw new IOException("string table outside of every segment");
  }

  private String name(long from) throws IOException {
    int size = (int) Math.min(NAME_BYTES_MAX, file.size() - from);
    ByteBuffer bytes = at(from, Math.max(size, 0));
    StringBuilder name = new StringBuilder();
    while (bytes.hasRemaining()) {
      byte next = bytes.get();
      if (next == 0) {
        return name.toString();
      }
      name.append(US_ASCII.decode(ByteBuffer.wrap(new byte[] {next})));
    }
    throw new IOException("a needed name has no end");
  }

  private ByteBuffer at(long from, int size) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      if (file.read(bytes, from + bytes.position()) < 0) {
        throw new EOFException("object ends at " + (from + bytes.position()));
      }
    }
    return bytes.flip();
  }
}
