package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Root;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Chunk lists of the archives of one link's open NEED, counted against what all links may hold.
/// Belongs to the shell's loop, but for [#all], which any thread may read.
final class HeldLists {
  /// A hash and a length. Unit: bytes.
  private static final long CHUNK_BYTES = 36;

  private final LinkMemory memory;
  private final Map<Root, ChunkList> lists = new ConcurrentHashMap<>();
  private long heldBytes;

  HeldLists(LinkMemory memory) {
    this.memory = memory;
  }

  /// Makes room for a list.
  ///
  /// @return false if there is none now
  boolean take(ChunkList chunks) {
    long bytes = chunks.count() * CHUNK_BYTES;
    boolean taken = memory.takeAnswer(bytes, heldBytes);
    heldBytes += taken ? bytes : 0;
    return taken;
  }

  /// Keeps a list that there is room for.
  void put(Root root, ChunkList chunks) {
    lists.put(root, chunks);
  }

  /// The lists, as they are now.
  Map<Root, ChunkList> all() {
    return Collections.unmodifiableMap(lists);
  }

  /// Lets all of them go.
  void clear() {
    lists.clear();
    memory.giveAnswer(heldBytes);
    heldBytes = 0;
  }
}
