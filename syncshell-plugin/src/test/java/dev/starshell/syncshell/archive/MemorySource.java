package dev.starshell.syncshell.archive;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Bytes in memory. Counts what is read.
final class MemorySource implements ByteSource {
  private final byte[] bytes;
  long readBytes;

  MemorySource(byte[] bytes) {
    this.bytes = bytes;
  }

  @Override
  public long sizeBytes() {
    return bytes.length;
  }

  @Override
  public void read(long atBytes, ByteBuffer target) throws IOException {
    if (atBytes < 0 || atBytes + target.remaining() > bytes.length) {
      throw new EOFException(atBytes + " of " + bytes.length);
    }
    readBytes += target.remaining();
    target.put(bytes, (int) atBytes, target.remaining());
  }
}
