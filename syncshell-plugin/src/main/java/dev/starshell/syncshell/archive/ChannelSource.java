package dev.starshell.syncshell.archive;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/// Reads from a channel, which stays its owner's to close. It reads a little ahead, because headers
/// and small entries stand one after another: a JAR of small classes takes a system call for each
/// few of them instead of several for each.
final class ChannelSource implements ByteSource {
  private static final int WINDOW_BYTES = 32 * 1024;

  private final SeekableByteChannel channel;
  private final long sizeBytes;
  private final ByteBuffer window = ByteBuffer.allocate(WINDOW_BYTES).limit(0);
  private long windowAtBytes;

  ChannelSource(SeekableByteChannel channel) throws IOException {
    this.channel = channel;
    this.sizeBytes = channel.size();
  }

  @Override
  public long sizeBytes() {
    return sizeBytes;
  }

  @Override
  public void read(long atBytes, ByteBuffer target) throws IOException {
    int wanted = target.remaining();
    if (wanted > WINDOW_BYTES) {
      fill(atBytes, target);
      return;
    }
    if (atBytes < windowAtBytes || atBytes + wanted > windowAtBytes + window.limit()) {
      int ahead = (int) Math.max(wanted, Math.min(WINDOW_BYTES, sizeBytes - atBytes));
      window.clear().limit(ahead);
      try {
        fill(atBytes, window);
        windowAtBytes = atBytes;
      } catch (IOException e) {
        window.limit(0);
        throw e;
      }
    }
    target.put(target.position(), window, (int) (atBytes - windowAtBytes), wanted);
    target.position(target.position() + wanted);
  }

  private void fill(long atBytes, ByteBuffer target) throws IOException {
    channel.position(atBytes);
    while (target.hasRemaining()) {
      if (channel.read(target) < 0) {
        throw new EOFException("the archive ended at byte " + channel.position());
      }
    }
  }
}
