package dev.starshell.syncshell.archive;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/// Reads from a channel, which stays its owner's to close.
final class ChannelSource implements ByteSource {
  private final SeekableByteChannel channel;
  private final long sizeBytes;

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
    channel.position(atBytes);
    while (target.hasRemaining()) {
      if (channel.read(target) < 0) {
        throw new EOFException("the archive ended at byte " + channel.position());
      }
    }
  }
}
