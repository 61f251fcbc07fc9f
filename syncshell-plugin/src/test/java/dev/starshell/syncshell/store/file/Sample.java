package dev.starshell.syncshell.store.file;

import dev.starshell.syncshell.content.ArchiveHasher;
import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Root;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;

/// Bytes, their chunks and their name.
@SuppressWarnings("ArrayRecordComponent") // large, and never compared
record Sample(byte[] bytes, ChunkList chunks, Root root) {
  static Sample of(byte[] bytes) {
    ArchiveHasher hasher = new ArchiveHasher(Math.max(bytes.length, 1 << 18));
    hasher.room().put(bytes);
    hasher.take();
    ChunkList chunks = hasher.finish();
    return new Sample(bytes, chunks, chunks.root());
  }

  static Sample random(long seed, int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return of(bytes);
  }

  ByteBuffer chunk(int index) {
    return ByteBuffer.wrap(bytes, (int) chunks.offsetBytes(index), chunks.lengthBytes(index));
  }
}
