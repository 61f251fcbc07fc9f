package dev.starshell.syncshell.recovery;

import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.Bytes;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Which chunks of an archive were here when a link was lost. A hint: what counts is what the store
/// finds when it compares hashes.
///
/// @param root the archive
/// @param chunks how many it has
/// @param bitmap a bit for each chunk, the first in the lowest bit of the first byte; bits after
///   the last chunk are zero
public record PartialArchive(Root root, int chunks, Bytes bitmap) {
  public PartialArchive {
    if (chunks < 1 || chunks > Limits.ARCHIVE_CHUNKS_MAX) {
      throw new IllegalArgumentException(
          "chunks=" + chunks + " outside 1.." + Limits.ARCHIVE_CHUNKS_MAX);
    }
    if (!fits(chunks, bitmap.toArray())) {
      throw new IllegalArgumentException(
          "bitmap of " + bitmap.length() + " bytes does not fit chunks=" + chunks);
    }
  }

  /// Whether a bitmap is one of so many chunks.
  static boolean fits(int chunks, byte[] bitmap) {
    if (bitmap.length != (chunks + 7) / 8) {
      return false;
    }
    return BitSet.valueOf(bitmap).length() <= chunks;
  }

  /// Takes what is here.
  public static PartialArchive of(Root root, int chunks, BitSet here) {
    byte[] bits = new byte[(chunks + 7) / 8];
    byte[] set = here.toByteArray();
    System.arraycopy(set, 0, bits, 0, Math.min(set.length, bits.length));
    return new PartialArchive(root, chunks, Bytes.copyOf(bits));
  }

  /// The chunks that are here.
  public BitSet here() {
    return BitSet.valueOf(bitmap.toArray());
  }

  /// How many chunks are here.
  public int hereCount() {
    return here().cardinality();
  }

  /// What is missing, ascending and apart from each other.
  public List<ChunkRange> missing() {
    BitSet here = here();
    List<ChunkRange> missing = new ArrayList<>();
    int from = here.nextClearBit(0);
    while (from < chunks) {
      int set = here.nextSetBit(from);
      int to = set < 0 ? chunks : set;
      missing.add(new ChunkRange(from, to));
      from = here.nextClearBit(to);
    }
    return missing;
  }
}
