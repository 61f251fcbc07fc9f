package dev.starshell.syncshell.content;

import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;

/// Computes chunk hashes, one after the other. Thread: one at a time.
public final class ChunkHasher {
  private static final byte LEAF = 0;

  private final MessageDigest sha = Sha256.create();
  private final byte[] hash = new byte[Digest.LENGTH_BYTES];

  /// The hash of one chunk.
  public ChunkHash hash(byte[] bytes, int offsetBytes, int lengthBytes) {
    hashInto(bytes, offsetBytes, lengthBytes, hash, 0);
    return new ChunkHash(Digest.of(hash));
  }

  /// Writes the hash of one chunk into an array, 32 bytes from `targetOffset`.
  public void hashInto(
      byte[] bytes, int offsetBytes, int lengthBytes, byte[] target, int targetOffset) {
    sha.update(LEAF);
    sha.update(bytes, offsetBytes, lengthBytes);
    finishInto(target, targetOffset);
  }

  /// Whether these bytes are that chunk of the list: right length, right hash.
  public boolean matches(
      ChunkList list, int chunk, byte[] bytes, int offsetBytes, int lengthBytes) {
    if (list.lengthBytes(chunk) != lengthBytes) {
      return false;
    }
    hashInto(bytes, offsetBytes, lengthBytes, hash, 0);
    return list.hashEquals(chunk, hash);
  }

  /// Whether the bytes that remain in the buffer are that chunk of the list. The buffer's position
  /// stays.
  public boolean matches(ChunkList list, int chunk, ByteBuffer bytes) {
    if (list.lengthBytes(chunk) != bytes.remaining()) {
      return false;
    }
    sha.update(LEAF);
    sha.update(bytes.duplicate());
    finishInto(hash, 0);
    return list.hashEquals(chunk, hash);
  }

  private void finishInto(byte[] target, int offset) {
    try {
      sha.digest(target, offset, Digest.LENGTH_BYTES);
    } catch (DigestException e) {
      throw new IllegalArgumentException("no room for 32 bytes at " + offset, e);
    }
  }
}
