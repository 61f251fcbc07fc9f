package dev.starshell.syncshell.content;

/// Neighbouring chunks of one archive.
///
/// @param from index of the first, 0 or more
/// @param to index after the last, more than `from`
public record ChunkRange(int from, int to) {
  public ChunkRange {
    if (from < 0 || to <= from) {
      throw new IllegalArgumentException("range=" + from + ".." + to + " is empty or negative");
    }
  }

  /// How many chunks.
  public int count() {
    return to - from;
  }

  /// Whether a chunk is in it.
  public boolean contains(int chunk) {
    return from <= chunk && chunk < to;
  }
}
