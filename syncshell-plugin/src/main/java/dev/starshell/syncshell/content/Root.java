package dev.starshell.syncshell.content;

/// Names an archive by its bytes: equal bytes have equal roots, wherever they lie.
///
/// SHA-256(0x02 ‖ size as 8 bytes ‖ top), where top is the Merkle top of the archive's [ChunkList].
public record Root(Digest digest) implements Comparable<Root> {
  @Override
  public int compareTo(Root other) {
    return digest.compareTo(other.digest);
  }

  /// 64 lower-case hex digits.
  public String toHex() {
    return digest.toHex();
  }

  @Override
  public String toString() {
    return digest.toString();
  }
}
