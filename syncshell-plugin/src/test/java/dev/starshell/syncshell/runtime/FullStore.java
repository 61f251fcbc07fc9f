package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.store.ArchiveStore;
import dev.starshell.syncshell.store.StoreFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// A real store on a disk that a switch makes full.
record FullStore(ArchiveStore store, Switch disk) implements ArchiveStore {
  static final class Switch {
    volatile boolean full;

    private void require() throws StoreFullException {
      if (full) {
        throw new StoreFullException(1, 0);
      }
    }
  }

  @Override
  public Set<Root> present(Collection<Root> roots) throws IOException {
    return store.present(roots);
  }

  @Override
  public Optional<ChunkList> chunks(Root root) throws IOException {
    return store.chunks(root);
  }

  @Override
  public List<ChunkRange> begin(Root root, ChunkList chunks) throws IOException {
    disk.require();
    return store.begin(root, chunks);
  }

  @Override
  public Optional<List<ChunkRange>> missing(Root root) {
    return store.missing(root);
  }

  @Override
  public boolean write(Root root, int chunk, ByteBuffer payload) throws IOException {
    disk.require();
    return store.write(root, chunk, payload);
  }

  @Override
  public void flush(Root root) throws IOException {
    store.flush(root);
  }

  @Override
  public Published publish(List<Root> roots) throws IOException {
    disk.require();
    return store.publish(roots);
  }

  @Override
  public Reader open(Root root) throws IOException {
    return store.open(root);
  }

  @Override
  public Optional<Path> objectPath(Root root) throws IOException {
    return store.objectPath(root);
  }

  @Override
  public long storedBytes() {
    return store.storedBytes();
  }

  @Override
  public long discard(Collection<Root> roots) throws IOException {
    return store.discard(roots);
  }

  @Override
  public boolean hold(Root root) {
    return store.hold(root);
  }

  @Override
  public void hearsLost(Consumer<Root> next) {
    store.hearsLost(next);
  }

  @Override
  public void rest(Root root) throws IOException {
    store.rest(root);
  }

  @Override
  public void dropPartialExcept(Set<Root> keep) throws IOException {
    store.dropPartialExcept(keep);
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
