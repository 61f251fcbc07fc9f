package dev.starshell.syncshell.store.file;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.store.ContentIndex;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The chunk lists used last, up to a total size.
final class ChunkLists {
  private static final long BYTES_MAX = 16L * 1024 * 1024;

  private final ContentIndex index;

  // Guarded by this: lists in the order of their last use, and their total size.
  private final Map<Root, ChunkList> lists = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  ChunkLists(ContentIndex index) {
    this.index = index;
  }

  Optional<ChunkList> of(Root root) throws IOException {
    synchronized (this) {
      ChunkList known = lists.get(root);
      if (known != null) {
        return Optional.of(known);
      }
    }
    Optional<ChunkList> found = index.chunks(root);
    found.ifPresent(list -> keep(root, list));
    return found;
  }

  /// The archive is not here any more.
  synchronized void forget(Root root) {
    ChunkList gone = lists.remove(root);
    if (gone != null) {
      bytes -= sizeOf(gone);
    }
  }

  private synchronized void keep(Root root, ChunkList list) {
    if (lists.put(root, list) == null) {
      bytes += sizeOf(list);
    }
    Iterator<ChunkList> oldest = lists.values().iterator();
    while (bytes > BYTES_MAX && oldest.hasNext()) {
      bytes -= sizeOf(oldest.next());
      oldest.remove();
    }
  }

  private static long sizeOf(ChunkList list) {
    // The list, its offsets, its root and the map's entry.
    return (long) list.count() * (ChunkList.ENTRY_BYTES + 1) + 256;
  }
}
