package dev.starshell.syncshell.contract;

import static java.util.Comparator.comparingInt;

import dev.starshell.syncshell.content.ChunkRange;
import java.util.ArrayList;
import java.util.List;

/// Chunk ranges in their one canonical form: ascending and apart from each other.
final class Ranges {
  private Ranges() {}

  /// Whether they are ascending and apart from each other.
  static boolean areCanonical(List<ChunkRange> ranges) {
    for (int i = 1; i < ranges.size(); i++) {
      if (ranges.get(i).from() <= ranges.get(i - 1).to()) {
        return false;
      }
    }
    return true;
  }

  /// Sorts ranges that do not overlap and joins those that touch.
  ///
  /// @throws IllegalArgumentException if some overlap
  static List<ChunkRange> joined(List<ChunkRange> ranges) {
    List<ChunkRange> sorted = new ArrayList<>(ranges);
    sorted.sort(comparingInt(ChunkRange::from));
    List<ChunkRange> joined = new ArrayList<>();
    for (ChunkRange range : sorted) {
      ChunkRange last = joined.isEmpty() ? null : joined.getLast();
      if (last != null && range.from() < last.to()) {
        throw new IllegalArgumentException("ranges overlap at chunk=" + range.from());
      }
      if (last != null && range.from() == last.to()) {
        joined.removeLast();
        joined.add(new ChunkRange(last.from(), range.to()));
      } else {
        joined.add(range);
      }
    }
    return joined;
  }

  /// Whether some range begins before the one before it has ended, in any order of the given.
  static boolean overlap(List<ChunkRange> ranges) {
    List<ChunkRange> sorted = new ArrayList<>(ranges);
    sorted.sort(comparingInt(ChunkRange::from));
    for (int i = 1; i < sorted.size(); i++) {
      if (sorted.get(i).from() < sorted.get(i - 1).to()) {
        return true;
      }
    }
    return false;
  }
}
