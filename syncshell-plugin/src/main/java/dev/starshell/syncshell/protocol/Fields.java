package dev.starshell.syncshell.protocol;

import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.limits.Limits;
import java.util.ArrayList;
import java.util.List;

/// Bounds and shapes that several messages share.
final class Fields {
  /// Contracts and NEEDs are numbered in 32 bits, as data frames have them.
  static final long NUMBER_MAX = 0xffff_ffffL;

  static final int SIGNATURE_BYTES = 64;

  /// A manifest and the envelope around it.
  static final int MANIFEST_SIGNED_BYTES_MAX = Limits.MANIFEST_BYTES_MAX + 1024;

  private Fields() {}

  /// Writes ranges as pairs of gap and count; a gap is the distance from the end of the range
  /// before.
  static void writeRanges(MessageWriter out, List<ChunkRange> ranges) {
    int end = 0;
    boolean first = true;
    for (ChunkRange range : ranges) {
      out.integer("gap", (long) range.from() - end, first ? 0 : 1, Limits.ARCHIVE_CHUNKS_MAX);
      out.integer("count", range.count(), 1, Limits.ARCHIVE_CHUNKS_MAX);
      if (range.to() > Limits.ARCHIVE_CHUNKS_MAX) {
        throw new IllegalArgumentException(
            "chunk=" + range.to() + " over " + Limits.ARCHIVE_CHUNKS_MAX);
      }
      end = range.to();
      first = false;
    }
  }

  /// Reads ranges up to the end of the array.
  ///
  /// @param max most ranges that may still come in this message
  static List<ChunkRange> readRanges(MessageReader in, int max) throws BadMessageException {
    List<ChunkRange> ranges = new ArrayList<>();
    int end = 0;
    while (true) {
      long gap = in.integerOrEnd("gap", Limits.ARCHIVE_CHUNKS_MAX);
      if (gap < 0) {
        return ranges;
      }
      if (ranges.size() == max) {
        throw BadMessageException.malformed("more than " + max + " ranges");
      }
      if (gap == 0 && !ranges.isEmpty()) {
        throw BadMessageException.malformed("ranges that touch");
      }
      long from = end + gap;
      long to = from + in.integer("count", 1, Limits.ARCHIVE_CHUNKS_MAX);
      if (to > Limits.ARCHIVE_CHUNKS_MAX) {
        throw BadMessageException.malformed("chunk=" + to + " over " + Limits.ARCHIVE_CHUNKS_MAX);
      }
      ranges.add(new ChunkRange((int) from, (int) to));
      end = (int) to;
    }
  }
}
