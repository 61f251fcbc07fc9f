package dev.starshell.harness.sim;

import dev.starshell.harness.sim.Tally.What;
import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.FaultCode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/// One member's disk: archives as `FileArchiveStore` keeps them, step by step, and a journal whose
/// commits are durable when they return. What was not forced can be lost or torn by a power loss.
final class SimDisk {
  private final Chance chance;
  private final Tally tally;
  private final Mutation mutation;
  private final Consumer<DiskStep> before;

  private final Map<Root, FileBits> parts = new TreeMap<>();
  private final Map<Root, FileBits> objects = new TreeMap<>();
  private final Set<Root> index = new TreeSet<>();
  private final Map<Integer, Long> generations = new HashMap<>();
  private final Map<String, Bytes> records = new HashMap<>();

  /// What the process holds of archives that it began; gone with it.
  private final Set<Root> begun = new TreeSet<>();

  private int full;

  /// What is in a file, chunk by chunk.
  private static final class FileBits {
    private final BitSet written = new BitSet();
    private final BitSet forced = new BitSet();
    private final BitSet torn = new BitSet();
    private boolean isNameForced;
  }

  /// What became of a chunk.
  enum Outcome {
    STORED,
    AGAIN,
    BAD,
    FULL
  }

  /// @param before hears of each step before it is made, and may end the process
  SimDisk(Chance chance, Tally tally, Mutation mutation, Consumer<DiskStep> before) {
    this.chance = chance;
    this.tally = tally;
    this.mutation = mutation;
    this.before = before;
  }

  // The journal

  long generation(int peer) {
    return generations.getOrDefault(peer, 0L);
  }

  void raiseGeneration(int peer, long generation) {
    before.accept(DiskStep.GENERATION_RAISED);
    if (mutation != Mutation.GENERATION_NOT_DURABLE) {
      generations.merge(peer, generation, Math::max);
    }
  }

  void put(DiskStep step, String key, Bytes value) {
    before.accept(step);
    records.put(key, value);
  }

  Optional<Bytes> read(String key) {
    return Optional.ofNullable(records.get(key));
  }

  // Room

  void fill(boolean isFull) {
    full += isFull ? 1 : -1;
  }

  private boolean refuses() {
    if (full > 0) {
      tally.add(What.DISK_REFUSALS);
      return true;
    }
    return false;
  }

  // Archives

  boolean has(Root root) {
    return index.contains(root) && objects.containsKey(root);
  }

  Set<Root> objects() {
    return Set.copyOf(index);
  }

  /// Begins an archive.
  ///
  /// @return what is missing; empty if there is no room
  Optional<List<ChunkRange>> begin(Root root, ChunkList chunks) {
    if (has(root)) {
      return Optional.of(List.of());
    }
    FileBits part = parts.get(root);
    if (!begun.contains(root) && part != null) {
      // An earlier process left it: what does not have its hash counts as missing.
      part.written.andNot(part.torn);
      part.torn.clear();
    }
    int here = part == null ? 0 : part.written.cardinality();
    if (here < chunks.count() && refuses()) {
      return Optional.empty();
    }
    begun.add(root);
    if (part == null) {
      parts.put(root, new FileBits());
    }
    return Optional.of(missing(root, chunks.count()));
  }

  private List<ChunkRange> missing(Root root, int count) {
    BitSet written = part(root).written;
    List<ChunkRange> missing = new ArrayList<>();
    int from = written.nextClearBit(0);
    while (from < count) {
      int set = written.nextSetBit(from);
      int to = set < 0 ? count : set;
      missing.add(new ChunkRange(from, to));
      from = written.nextClearBit(to);
    }
    return missing;
  }

  private FileBits part(Root root) {
    return Objects.requireNonNull(parts.get(root), () -> "archive " + root + " was not begun");
  }

  Outcome write(Root root, int chunk, boolean isRight) {
    if (!isRight && mutation != Mutation.CHUNK_NOT_VERIFIED) {
      return Outcome.BAD;
    }
    if (has(root)) {
      return Outcome.AGAIN;
    }
    FileBits part = part(root);
    if (part.written.get(chunk)) {
      return Outcome.AGAIN;
    }
    if (refuses()) {
      return Outcome.FULL;
    }
    before.accept(DiskStep.CHUNK_WRITTEN);
    part.written.set(chunk);
    part.torn.set(chunk, !isRight);
    return Outcome.STORED;
  }

  /// Forces what is there of an archive.
  void flush(Root root) {
    FileBits part = parts.get(root);
    if (part != null) {
      before.accept(DiskStep.PART_FORCED);
      part.forced.or(part.written);
    }
  }

  /// Makes archives durable and visible, as many as can be.
  ///
  /// @return the reason for each that failed
  Map<Root, FaultCode> publish(List<Root> roots) {
    Map<Root, FaultCode> failed = new HashMap<>();
    List<Root> moved = new ArrayList<>();
    for (Root root : roots) {
      if (has(root)) {
        continue;
      }
      if (part(root).written.cardinality() < Archives.chunks(root).count()) {
        failed.put(root, FaultCode.STORE_FAILED);
      } else if (chance.percent(50) && refuses()) {
        failed.put(root, FaultCode.DISK_FULL);
      } else {
        move(root);
        moved.add(root);
      }
    }
    if (!moved.isEmpty()) {
      before.accept(DiskStep.FOLDER_FORCED);
      moved.forEach(root -> object(root).isNameForced = true);
      before.accept(DiskStep.INDEX_COMMITTED);
      index.addAll(moved);
      begun.removeAll(moved);
      tally.add(What.ARCHIVES_PUBLISHED, moved.size());
    }
    return failed;
  }

  private FileBits object(Root root) {
    return Objects.requireNonNull(objects.get(root));
  }

  private void move(Root root) {
    FileBits part = part(root);
    before.accept(DiskStep.PART_FORCED);
    if (mutation != Mutation.RENAME_WITHOUT_FORCE) {
      part.forced.or(part.written);
    }
    before.accept(DiskStep.OBJECT_RENAMED);
    if (objects.put(root, part) != null) {
      throw new Violation(Invariant.I4, "archive " + root + " became visible twice");
    }
    parts.remove(root);
    requireRight(root, part);
  }

  private static void requireRight(Root root, FileBits file) {
    int count = Archives.chunks(root).count();
    if (file.written.cardinality() < count || !file.torn.isEmpty()) {
      throw new Violation(
          Invariant.I6,
          "archive "
              + root
              + " is visible with "
              + file.written
              + " of "
              + count
              + " chunks, torn "
              + file.torn);
    }
  }

  /// Throws partial archives away; only a planted mistake does.
  void dropParts() {
    parts.clear();
    begun.clear();
  }

  // What the oracle asks

  /// How many chunks of an archive are in a file with their right bytes.
  int chunksHere(Root root) {
    FileBits file = objects.getOrDefault(root, parts.get(root));
    if (file == null) {
      return 0;
    }
    BitSet right = (BitSet) file.written.clone();
    right.andNot(file.torn);
    return right.cardinality();
  }

  /// Whether a power loss now would leave the whole archive in place.
  boolean isDurable(Root root) {
    FileBits object = objects.get(root);
    return object != null
        && object.isNameForced
        && object.forced.cardinality() == Archives.chunks(root).count();
  }

  /// Whether a power loss now would leave these chunks, in the archive or its partial file.
  boolean areDurable(Root root, List<ChunkRange> ranges) {
    FileBits file = objects.getOrDefault(root, parts.get(root));
    if (file == null) {
      return ranges.isEmpty();
    }
    for (ChunkRange range : ranges) {
      if (file.forced.nextClearBit(range.from()) < range.to()) {
        return false;
      }
    }
    return true;
  }

  /// What is partly here, for the recovery session.
  Map<Root, BitSet> partial() {
    Map<Root, BitSet> partial = new TreeMap<>();
    parts.forEach((root, part) -> {
      if (!part.written.isEmpty()) {
        partial.put(root, (BitSet) part.written.clone());
      }
    });
    return partial;
  }

  // Crashes

  /// The process ends; with a power loss, what was not forced is kept, lost or torn.
  void crash(boolean isPowerLoss) {
    begun.clear();
    if (!isPowerLoss) {
      return;
    }
    parts.values().forEach(this::losePower);
    List<Root> renamed = new ArrayList<>();
    objects.forEach((root, object) -> {
      losePower(object);
      if (!object.isNameForced && chance.percent(50)) {
        renamed.add(root);
      }
    });
    for (Root root : renamed) {
      if (!index.contains(root)) {
        parts.put(root, object(root));
        objects.remove(root);
      }
    }
  }

  private void losePower(FileBits file) {
    for (int chunk = 0; chunk < file.written.length(); chunk++) {
      if (file.written.get(chunk) && !file.forced.get(chunk)) {
        switch (chance.below(3)) {
          case 0 -> file.forced.set(chunk, !file.torn.get(chunk));
          case 1 -> {
            file.written.clear(chunk);
            file.torn.clear(chunk);
            tally.add(What.WRITES_LOST);
          }
          default -> {
            file.torn.set(chunk);
            tally.add(What.WRITES_TORN);
          }
        }
      }
    }
  }

  /// A new process looks at what is there, as `Recovery` does.
  void recover() {
    for (Map.Entry<Root, FileBits> entry : List.copyOf(objects.entrySet())) {
      FileBits object = entry.getValue();
      boolean isRight =
          object.torn.isEmpty()
              && object.written.cardinality() == Archives.chunks(entry.getKey()).count();
      if (index.contains(entry.getKey())) {
        requireRight(entry.getKey(), object);
      } else if (isRight) {
        object.isNameForced = true;
        object.forced.or(object.written);
        index.add(entry.getKey());
      } else {
        objects.remove(entry.getKey());
      }
    }
  }
}
