package dev.starshell.syncshell.store.file;

import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Partial files that nobody works on, and which chunks of them were verified in this run: a bit
/// for each instead of the archive's list. Those that were let go longest ago are verified anew
/// when too much would be kept. Thread: any.
final class Leftovers {
  /// What is remembered of chunks: those of some 500 GB. Unit: bytes.
  private static final long KNOWN_BYTES_MAX = 1024L * 1024;

  private static final Known UNKNOWN = new Known(new BitSet(0), 0);

  /// @param verified chunks that are there
  /// @param count of all chunks of the archive
  private record Known(BitSet verified, int count) {
    long sizeBytes() {
      return verified.size() / Byte.SIZE;
    }
  }

  // Guarded by this.
  private final Map<Root, Known> files = new LinkedHashMap<>();
  private long knownBytes;

  /// A file of which nothing is known.
  synchronized void add(Root root) {
    remove(root);
    files.put(root, UNKNOWN);
  }

  /// A file of which these chunks were verified.
  ///
  /// @param count of all chunks of the archive
  synchronized void add(Root root, BitSet verified, int count) {
    remove(root);
    Known known = new Known(verified, count);
    files.put(root, known);
    knownBytes += known.sizeBytes();
    for (Map.Entry<Root, Known> oldest : files.entrySet()) {
      if (knownBytes <= KNOWN_BYTES_MAX) {
        return;
      }
      knownBytes -= oldest.getValue().sizeBytes();
      oldest.setValue(UNKNOWN);
    }
  }

  /// Somebody works on it, or it is gone.
  synchronized void remove(Root root) {
    Known gone = files.remove(root);
    knownBytes -= gone == null ? 0 : gone.sizeBytes();
  }

  synchronized boolean contains(Root root) {
    return files.containsKey(root);
  }

  /// Which chunks were verified; empty if the file must be.
  synchronized Optional<BitSet> verified(Root root) {
    return known(root).map(known -> (BitSet) known.verified().clone());
  }

  /// Which chunks were not; empty if the file must be looked at.
  synchronized Optional<List<ChunkRange>> missing(Root root) {
    return known(root).map(Leftovers::missing);
  }

  private Optional<Known> known(Root root) {
    return Optional.ofNullable(files.get(root)).filter(known -> known.count() > 0);
  }

  private static List<ChunkRange> missing(Known known) {
    List<ChunkRange> ranges = new ArrayList<>();
    int from = known.verified().nextClearBit(0);
    while (from < known.count()) {
      int next = known.verified().nextSetBit(from);
      int to = next < 0 ? known.count() : next;
      ranges.add(new ChunkRange(from, to));
      from = known.verified().nextClearBit(to);
    }
    return ranges;
  }

  /// All of them, as they are now.
  synchronized Set<Root> roots() {
    return Set.copyOf(files.keySet());
  }
}
