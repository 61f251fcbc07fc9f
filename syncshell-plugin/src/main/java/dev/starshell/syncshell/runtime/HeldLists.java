package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.store.ArchiveStore;
import dev.starshell.syncshell.transfer.NeedEvent;
import java.io.IOException;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Chunk lists of the archives of one link's open NEED, counted against what all links may hold,
/// and those archives begun in the store. A list counts until the store has let go of its archive.
/// Belongs to the shell's loop, but for [#all], which any thread may read.
final class HeldLists {
  private static final Logger LOG = LoggerFactory.getLogger(HeldLists.class);

  private final LinkMemory memory;
  private final ArchiveStore store;
  private final Workers disk;
  private final Map<Root, ChunkList> lists = new ConcurrentHashMap<>();
  private final Set<Held> held = new HashSet<>();

  /// Those of them whose archive the store was not yet asked to begin: one for each archive at
  /// most, for a round asks for its list once.
  private final Map<Root, Held> unasked = new HashMap<>();

  private long heldBytes;

  HeldLists(LinkMemory memory, ArchiveStore store, Workers disk) {
    this.memory = memory;
    this.store = store;
    this.disk = disk;
  }

  /// A list that there is room for.
  final class Held {
    private final Root root;
    private final ChunkList chunks;
    private final long bytes;

    /// Whether the store was asked to begin the archive.
    private boolean asked;

    /// Whether nobody waits for it any more.
    private volatile boolean dropped;

    /// Whether the store has begun it. Belongs to the archive's disk thread.
    private boolean begun;

    private Held(Root root, ChunkList chunks, long bytes) {
      this.root = root;
      this.chunks = chunks;
      this.bytes = bytes;
    }
  }

  /// Makes room for a list.
  ///
  /// @return empty if there is none now
  Optional<Held> take(Root root, ChunkList chunks) {
    long bytes = (long) chunks.count() * ChunkList.ENTRY_BYTES;
    if (!memory.takeAnswer(bytes, heldBytes)) {
      return Optional.empty();
    }
    heldBytes += bytes;
    Held one = new Held(root, chunks, bytes);
    held.add(one);
    unasked.put(root, one);
    return Optional.of(one);
  }

  /// Whether the round that a list came in still goes on.
  boolean holds(Held one) {
    return held.contains(one);
  }

  /// Lets go of a list that is of no use.
  void drop(Held one) {
    if (held.remove(one)) {
      unasked.remove(one.root, one);
      heldBytes -= one.bytes;
      memory.giveAnswer(one.bytes);
    }
  }

  /// Has the store begin the archive of a list.
  ///
  /// @param missing hears, on a disk thread, what it lacks
  /// @param answer hears how it went, on the same thread
  void begin(
      Root root, ChunkList chunks, Consumer<List<ChunkRange>> missing, Consumer<NeedEvent> answer) {
    lists.put(root, chunks);
    Held one = Objects.requireNonNull(unasked.remove(root), () -> "no room was taken for " + root);
    one.asked = true;
    disk.post(
        root.hashCode(),
        () -> {
          if (!one.dropped) {
            answer.accept(begin(one, missing));
          }
        });
  }

  private NeedEvent begin(Held one, Consumer<List<ChunkRange>> missing) {
    Root root = one.root;
    try {
      List<ChunkRange> lacking = store.begin(root, one.chunks);
      one.begun = true;
      missing.accept(lacking);
      return new NeedEvent.Prepared(root, lacking);
    } catch (IOException e) {
      return new NeedEvent.PrepareFailed(root, Publisher.fault(root, e));
    } catch (RuntimeException | Error e) {
      LOG.error("archive not begun, by a mistake of ours root={}", root, e);
      return new NeedEvent.PrepareFailed(root, FaultCode.STORE_FAILED);
    }
  }

  /// The lists, as they are now.
  Map<Root, ChunkList> all() {
    return Collections.unmodifiableMap(lists);
  }

  /// Lets all of them go, and has the store do so.
  ///
  /// @return whether there were any
  boolean clear() {
    boolean any = !held.isEmpty();
    lists.clear();
    for (Held one : held) {
      one.dropped = true;
      if (one.asked) {
        // Not before a task that waits to begin it.
        disk.postSurely(one.root.hashCode(), () -> end(one));
      } else {
        memory.giveAnswer(one.bytes);
      }
    }
    held.clear();
    unasked.clear();
    heldBytes = 0;
    return any;
  }

  private void end(Held one) {
    try {
      if (one.begun) {
        store.rest(one.root);
      }
    } catch (IOException e) {
      LOG.warn("partial archive not closed root={}", one.root, e);
    } finally {
      memory.giveAnswer(one.bytes);
    }
  }
}
