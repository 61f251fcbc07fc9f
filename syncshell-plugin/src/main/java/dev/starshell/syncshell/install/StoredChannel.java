package dev.starshell.syncshell.install;

import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.store.ArchiveStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/// Reads an archive anywhere, through the store, which checks each chunk. One chunk is kept.
/// Thread: one.
final class StoredChannel implements SeekableByteChannel {
  private final ArchiveStore.Reader reader;
  private final byte[] chunk = new byte[Limits.CHUNK_BYTES_MAX];
  private int kept = -1;
  private long position;
  private boolean isOpen = true;

  StoredChannel(ArchiveStore.Reader reader) {
    this.reader = reader;
  }

  @Override
  public int read(ByteBuffer target) throws IOException {
    if (!isOpen) {
      throw new ClosedChannelException();
    }
    if (position >= size()) {
      return -1;
    }
    int wanted = chunkAt(position);
    if (wanted != kept) {
      kept = -1;
      reader.read(wanted, chunk, 0);
      kept = wanted;
    }
    int from = (int) (position - reader.chunks().offsetBytes(wanted));
    int count = Math.min(target.remaining(), reader.chunks().lengthBytes(wanted) - from);
    target.put(chunk, from, count);
    position += count;
    return count;
  }

  /// The chunk that a byte is in.
  private int chunkAt(long at) {
    int low = 0;
    int high = reader.chunks().count() - 1;
    while (low < high) {
      int middle = (low + high + 1) >>> 1;
      if (reader.chunks().offsetBytes(middle) <= at) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return low;
  }

  @Override
  public long size() {
    return reader.chunks().sizeBytes();
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long newPosition) {
    if (newPosition < 0) {
      throw new IllegalArgumentException("position=" + newPosition + " below 0");
    }
    position = newPosition;
    return this;
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return isOpen;
  }

  @Override
  public void close() throws IOException {
    if (isOpen) {
      isOpen = false;
      reader.close();
    }
  }
}
