package dev.starshell.syncshell.store.file;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.failpoint.Failpoint;
import dev.starshell.syncshell.store.ContentIndex;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/// Makes groups of whole archives durable: data first, then the names, then the index, each with as
/// few waits for the disk as there can be. A crash at any point leaves a partial file that is
/// verified later, or an object that is found at the next start.
final class Publisher {
  private final ObjectTree tree;
  private final PartWriter writer;
  private final OpenFiles files;
  private final Room room;
  private final ContentIndex index;
  private final ExecutorService threads;

  Publisher(
      ObjectTree tree,
      PartWriter writer,
      OpenFiles files,
      Room room,
      ContentIndex index,
      ExecutorService threads) {
    this.tree = tree;
    this.writer = writer;
    this.files = files;
    this.room = room;
    this.index = index;
    this.threads = threads;
  }

  /// Hears that a thread has moved an archive, or failed to.
  interface Moved {
    void moved(Incoming incoming) throws IOException;
  }

  /// Publishes claimed archives. If it ends early, some may still be being moved.
  ///
  /// @param moved told of each archive that it was begun with, on another thread
  /// @return what failed, and why; the others are durable
  Map<Root, IOException> publish(List<Incoming> group, Moved moved) throws IOException {
    Map<Root, IOException> failed = new HashMap<>();
    Map<Root, ChunkList> named = new HashMap<>();
    Set<Path> folders = new HashSet<>();
    List<Future<Path>> moves = new ArrayList<>();
    for (Incoming incoming : group) {
      moves.add(threads.submit(() -> move(incoming, moved)));
    }
    for (int i = 0; i < group.size(); i++) {
      Incoming incoming = group.get(i);
      try {
        folders.add(await(moves.get(i)));
        named.put(incoming.root(), incoming.chunks());
      } catch (InterruptedIOException e) {
        throw e;
      } catch (IOException e) {
        failed.put(incoming.root(), e);
      }
    }
    if (!named.isEmpty()) {
      syncFolders(folders);
      Failpoint.FOLDERS_FORCED.pass();
      index.recordObjects(named);
      Failpoint.OBJECT_RECORDED.pass();
    }
    return failed;
  }

  /// In use meanwhile: what is let go can be begun anew under the same name.
  private Path move(Incoming incoming, Moved moved) throws IOException {
    if (!incoming.use()) {
      throw new IOException("archive " + incoming.root() + " was let go");
    }
    try {
      return move(incoming);
    } finally {
      moved.moved(incoming);
    }
  }

  private Path move(Incoming incoming) throws IOException {
    if (!incoming.isWhole()) {
      throw new IOException("archive " + incoming.root() + " is not whole: " + incoming.missing());
    }
    if (!tree.isMoved(incoming.root())) {
      writer.force(incoming);
    }
    Failpoint.DATA_FORCED.pass();
    files.drop(incoming.part());
    try {
      Path folder = tree.promote(incoming.root(), incoming.part());
      Failpoint.OBJECT_NAMED.pass();
      return folder;
    } catch (IOException e) {
      throw room.explain(e, 0);
    }
  }

  /// Forces folders that have objects to the disk, and those that got new folders.
  void syncFolders(Set<Path> leaves) throws IOException {
    Map<Path, ObjectTree.Growth> grown = tree.grown();
    Set<Path> all = new HashSet<>(leaves);
    all.addAll(grown.keySet());
    List<Future<@Nullable Void>> syncs = new ArrayList<>(all.size());
    for (Path folder : all) {
      Callable<@Nullable Void> sync =
          () -> {
            tree.syncFolder(folder);
            return null;
          };
      syncs.add(threads.submit(sync));
    }
    for (Future<@Nullable Void> sync : syncs) {
      await(sync);
    }
    tree.settled(grown);
  }

  private static <T extends @Nullable Object> T await(Future<T> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while archives were published");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }
}
