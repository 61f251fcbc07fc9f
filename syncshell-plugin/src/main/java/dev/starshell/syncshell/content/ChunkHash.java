package dev.starshell.syncshell.content;

/// Names a chunk by its bytes: SHA-256(0x00 ‖ bytes).
public record ChunkHash(Digest digest) implements Comparable<ChunkHash> {
  @Override
  public int compareTo(ChunkHash other) {
    return digest.compareTo(other.digest);
  }

  @Override
  public String toString() {
    return digest.toString();
  }
}
