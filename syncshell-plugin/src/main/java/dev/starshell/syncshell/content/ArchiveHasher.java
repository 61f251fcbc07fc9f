package dev.starshell.syncshell.content;

import dev.starshell.syncshell.limits.Limits;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Cuts and hashes one archive after the other, each fed in pieces of any size. It holds one buffer
/// and the growing chunk list, never the archive. Thread: one at a time.
///
/// ```
/// while (channel.read(hasher.room()) >= 0) { hasher.take(); }
/// ChunkList chunks = hasher.finish();
/// ```
public final class ArchiveHasher {
  /// Buffer size that was fastest from a warm page cache. Unit: bytes.
  public static final int BUFFER_BYTES = 512 * 1024;

  private final byte[] buffer;
  private final ByteBuffer view;
  private final ChunkHasher hasher = new ChunkHasher();
  private int start;
  private byte[] packed = new byte[64 * ChunkList.ENTRY_BYTES];
  private int packedBytes;

  /// Makes a hasher with a buffer of [#BUFFER_BYTES].
  public ArchiveHasher() {
    this(BUFFER_BYTES);
  }

  /// @param bufferBytes at least two largest chunks
  public ArchiveHasher(int bufferBytes) {
    if (bufferBytes < 2 * Limits.CHUNK_BYTES_MAX) {
      throw new IllegalArgumentException("bufferBytes=" + bufferBytes + " under two chunks");
    }
    buffer = new byte[bufferBytes];
    view = ByteBuffer.wrap(buffer);
  }

  /// Where the next bytes are put, at the buffer's position. It always has room for a byte.
  public ByteBuffer room() {
    return view;
  }

  /// Takes what was put into [#room]: cuts and hashes all chunks whose end is certain.
  public void take() {
    drain(Limits.CHUNK_BYTES_MAX);
    int rest = view.position() - start;
    if (start > 0 && view.remaining() < buffer.length / 2) {
      System.arraycopy(buffer, start, buffer, 0, rest);
      start = 0;
      view.clear().position(rest);
    }
  }

  /// Ends the archive and gives its chunks. The hasher is ready for the next one.
  public ChunkList finish() {
    drain(1);
    byte[] whole = Arrays.copyOf(packed, packedBytes);
    discard();
    return ChunkList.ofTrusted(whole);
  }

  /// Forgets what was fed since the last archive.
  public void discard() {
    start = 0;
    view.clear();
    packedBytes = 0;
    if (packed.length > 4096 * ChunkList.ENTRY_BYTES) {
      packed = new byte[64 * ChunkList.ENTRY_BYTES];
    }
  }

  private void drain(int least) {
    int end = view.position();
    while (end - start >= least) {
      int length = Chunker.cut(buffer, start, end);
      append(start, length);
      start += length;
    }
  }

  private void append(int offset, int length) {
    if (packedBytes == packed.length) {
      packed = Arrays.copyOf(packed, packed.length * 2);
    }
    hasher.hashInto(buffer, offset, length, packed, packedBytes);
    ByteBuffer.wrap(packed).putInt(packedBytes + Digest.LENGTH_BYTES, length);
    packedBytes += ChunkList.ENTRY_BYTES;
  }
}
