package dev.starshell.syncshell.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// Numbers of the ZIP format, all unsigned and little-endian.
final class LittleEndian {
  /// A 32-bit field with this value stands in a ZIP64 field instead.
  static final long FULL_32 = 0xFFFF_FFFFL;

  static final int FULL_16 = 0xFFFF;

  private LittleEndian() {}

  static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Reads so many bytes from a place on.
  static ByteBuffer read(ByteSource source, long atBytes, int bytes) throws IOException {
    ByteBuffer buffer = buffer(bytes);
    source.read(atBytes, buffer);
    return buffer.flip();
  }

  static int u16(ByteBuffer from, int at) {
    return from.getShort(at) & 0xFFFF;
  }

  static long u32(ByteBuffer from, int at) {
    return from.getInt(at) & FULL_32;
  }
}
