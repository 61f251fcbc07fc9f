package dev.starshell.syncshell.store.file;

import dev.starshell.syncshell.content.ChunkHasher;
import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.failpoint.Failpoint;
import dev.starshell.syncshell.store.ArchiveStore;
import dev.starshell.syncshell.store.ContentIndex;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The archive store in a folder; see the package for what lies where.
///
/// Thread: any; calls for different archives run at once. Own threads: `store-sync-1` and on, which
/// force files to the disk, end after 10 idle seconds and with [#close].
public final class FileArchiveStore implements ArchiveStore {
  /// Partial files that stay open though nobody writes them just now.
  private static final int IDLE_FILES_MAX = 32;

  private final ContentIndex index;
  private final ObjectTree tree;
  private final Room room;
  private final OpenFiles files = new OpenFiles(IDLE_FILES_MAX);
  private final ChunkLists lists;
  private final PartWriter writer;
  private final Sources sources;
  private final LocalChunks localChunks;
  private final Publisher publisher;
  private final ThreadPoolExecutor threads;
  private final Map<Root, CompletableFuture<Incoming>> begun = new ConcurrentHashMap<>();
  private final Leftovers leftovers = new Leftovers();
  private final AtomicLong storedBytes = new AtomicLong();
  private volatile Consumer<Root> hearsLost = _ -> {};

  private FileArchiveStore(StoreSettings settings, ContentIndex index, Consumer<Path> forced)
      throws IOException {
    this.index = index;
    this.tree = new ObjectTree(settings.folder().toAbsolutePath(), forced);
    this.room = new Room(settings.folder(), settings.reserveBytes(), settings.reservePercent());
    this.lists = new ChunkLists(index);
    this.writer = new PartWriter(files, room);
    this.sources = new Sources(index, tree, lists, this::lost);
    this.localChunks = new LocalChunks(index, sources, lists, tree, writer);
    this.threads = syncThreads(settings.syncThreads());
    this.publisher = new Publisher(tree, writer, files, room, index, threads);
    Recovery recovery = new Recovery(tree, index);
    recovery.run().forEach(leftovers::add);
    this.storedBytes.set(recovery.objectBytes());
  }

  /// Opens the store, or makes it, and brings index and folder together.
  ///
  /// @param index stays the caller's, and must outlive the store
  public static FileArchiveStore open(StoreSettings settings, ContentIndex index)
      throws IOException {
    return open(settings, index, _ -> {});
  }

  /// @param forced hears of every folder that was forced to the disk, on the thread that did it
  static FileArchiveStore open(StoreSettings settings, ContentIndex index, Consumer<Path> forced)
      throws IOException {
    return new FileArchiveStore(settings, index, forced);
  }

  private static ThreadPoolExecutor syncThreads(int count) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            count,
            count,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("store-sync-", 1).factory());
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  @Override
  public Set<Root> present(Collection<Root> roots) throws IOException {
    return index.whole(roots);
  }

  @Override
  public Optional<ChunkList> chunks(Root root) throws IOException {
    Incoming incoming = incoming(root);
    return incoming != null ? Optional.of(incoming.chunks()) : lists.of(root);
  }

  @Override
  public List<ChunkRange> begin(Root root, ChunkList chunks) throws IOException {
    while (!isObject(root)) {
      CompletableFuture<Incoming> mine = new CompletableFuture<>();
      CompletableFuture<Incoming> other = begun.putIfAbsent(root, mine);
      if (other == null) {
        return beginFirst(root, chunks, mine);
      }
      Incoming before = await(other);
      if (before.use()) {
        return before.missing();
      }
      // It was just let go, and can be begun again as soon as that is done.
      boolean _ = await(before.left());
    }
    return List.of();
  }

  private List<ChunkRange> beginFirst(Root root, ChunkList chunks, CompletableFuture<Incoming> mine)
      throws IOException {
    try {
      Incoming incoming = prepare(root, chunks);
      incoming.use();
      mine.complete(incoming);
      return incoming.missing();
    } catch (IOException | RuntimeException | Error e) {
      begun.remove(root);
      mine.completeExceptionally(e);
      throw e;
    }
  }

  @Override
  public Optional<List<ChunkRange>> missing(Root root) {
    return Optional.ofNullable(incoming(root))
        .map(Incoming::missing)
        .or(() -> leftovers.missing(root));
  }

  private Incoming prepare(Root root, ChunkList chunks) throws IOException {
    Incoming incoming = new Incoming(root, chunks, tree.part(root));
    if (leftovers.contains(root) && Files.exists(incoming.part(), LinkOption.NOFOLLOW_LINKS)) {
      lookAtLeftover(incoming);
    } else {
      // Somebody may have deleted the file: nothing of it is known then.
      leftovers.remove(root);
    }
    long bytes = incoming.missingBytes();
    room.promise(bytes);
    incoming.promised(bytes);
    try {
      if (!incoming.isSmall()) {
        writer.prepare(incoming);
      }
      localChunks.fill(incoming);
      if (!incoming.isSmall()) {
        index.recordPartial(root, chunks);
      }
      leftovers.remove(root);
      return incoming;
    } catch (IOException | RuntimeException | Error e) {
      room.settle(incoming.unpromise());
      if (Files.exists(incoming.part(), LinkOption.NOFOLLOW_LINKS)) {
        leftovers.add(root);
      }
      throw e;
    }
  }

  /// The chunks that are verified in a partial file: remembered, or looked at.
  private void lookAtLeftover(Incoming incoming) throws IOException {
    Optional<BitSet> verified = leftovers.verified(incoming.root());
    if (verified.isPresent() && Files.size(incoming.part()) == incoming.chunks().sizeBytes()) {
      incoming.restore(verified.get());
    } else {
      writer.verify(incoming);
    }
  }

  @Override
  public boolean hold(Root root) {
    Incoming incoming = incoming(root);
    return incoming != null && incoming.use();
  }

  @Override
  public void rest(Root root) throws IOException {
    Incoming incoming = incoming(root);
    if (incoming != null) {
      incoming.unuse();
      letGo(incoming);
    }
  }

  /// Lets an archive go that nobody works on: its list, and the room that was promised to it. What
  /// is there of it stays, as after a restart.
  private void letGo(Incoming incoming) throws IOException {
    if (!incoming.retire()) {
      return;
    }
    try {
      files.drop(incoming.part());
      if (Files.exists(incoming.part(), LinkOption.NOFOLLOW_LINKS)) {
        leftovers.add(incoming.root(), incoming.stored(), incoming.chunks().count());
      }
    } finally {
      begun.remove(incoming.root());
      room.settle(incoming.unpromise());
      incoming.leave();
    }
  }

  @Override
  public boolean write(Root root, int chunk, ByteBuffer payload) throws IOException {
    Incoming incoming = incoming(root);
    if (incoming == null || !incoming.use()) {
      if (Files.exists(tree.object(root))) {
        return true;
      }
      throw new IOException("archive " + root.toHex() + " was not begun, or was let go");
    }
    try {
      return write(incoming, chunk, payload);
    } finally {
      // What is let go is remembered as it is: not while a chunk of it is being written.
      incoming.unuse();
      letGo(incoming);
    }
  }

  private boolean write(Incoming incoming, int chunk, ByteBuffer payload) throws IOException {
    if (!new ChunkHasher().matches(incoming.chunks(), chunk, payload)) {
      return false;
    }
    if (!incoming.has(chunk)) {
      Failpoint.CHUNK_VERIFIED.pass();
      writer.write(incoming, chunk, payload);
      Failpoint.CHUNK_WRITTEN.pass();
    }
    return true;
  }

  @Override
  public void flush(Root root) throws IOException {
    Incoming incoming = incoming(root);
    if (incoming != null && Files.exists(incoming.part())) {
      writer.force(incoming);
      if (incoming.isUnnamed()) {
        tree.syncIncoming();
        incoming.named();
      }
    }
  }

  @Override
  public Published publish(List<Root> roots) throws IOException {
    Set<Root> asked = new LinkedHashSet<>(roots);
    Set<Root> durable = new HashSet<>();
    Map<Root, IOException> failed = new HashMap<>();
    List<Incoming> claimed = new ArrayList<>();
    Map<Root, CompletableFuture<Void>> others = new HashMap<>();
    try {
      for (Root root : asked) {
        Incoming incoming = incoming(root);
        if (incoming != null) {
          incoming
              .claim()
              .ifPresentOrElse(end -> others.put(root, end), () -> claimed.add(incoming));
        } else if (isObject(root)) {
          durable.add(root);
        } else {
          failed.put(root, new IOException("archive " + root.toHex() + " was not begun"));
        }
      }
    } catch (IOException | RuntimeException | Error e) {
      end(claimed, early(claimed, e));
      throw e;
    }
    failed.putAll(publishClaimed(claimed));
    for (Map.Entry<Root, CompletableFuture<Void>> other : others.entrySet()) {
      try {
        await(other.getValue());
      } catch (IOException e) {
        failed.put(other.getKey(), e);
      }
    }
    asked.removeAll(failed.keySet());
    durable.addAll(asked);
    return new Published(durable, failed);
  }

  private Map<Root, IOException> publishClaimed(List<Incoming> claimed) throws IOException {
    Map<Root, IOException> failed = new HashMap<>();
    try {
      failed.putAll(publisher.publish(claimed, this::moved));
    } catch (InterruptedIOException | RuntimeException | Error e) {
      failed.putAll(early(claimed, e));
      throw e;
    } catch (IOException e) {
      IOException whole = room.explain(e, 0);
      claimed.forEach(incoming -> failed.put(incoming.root(), whole));
    } finally {
      end(claimed, failed);
    }
    return failed;
  }

  private static Map<Root, IOException> early(List<Incoming> claimed, Throwable cause) {
    IOException ended = new IOException("publishing ended early", cause);
    Map<Root, IOException> failed = new HashMap<>();
    claimed.forEach(incoming -> failed.put(incoming.root(), ended));
    return failed;
  }

  /// Ends the publication of each of them, so that nobody waits for it for ever. What failed can be
  /// tried again, and is let go if nobody works on it any more.
  private void end(List<Incoming> claimed, Map<Root, IOException> failed) {
    for (Incoming incoming : claimed) {
      IOException failure = failed.get(incoming.root());
      if (failure == null) {
        begun.remove(incoming.root());
        room.settle(incoming.unpromise());
        storedBytes.addAndGet(incoming.chunks().sizeBytes());
      }
      incoming.release(failure);
    }
    for (Incoming incoming : claimed) {
      IOException failure = failed.get(incoming.root());
      if (failure != null) {
        letGoAfter(failure, incoming);
      }
    }
  }

  private void letGoAfter(IOException failure, Incoming incoming) {
    try {
      letGo(incoming);
    } catch (IOException e) {
      failure.addSuppressed(e);
    }
  }

  /// A thread that moved an archive is done with it, maybe after its publication has ended.
  private void moved(Incoming incoming) throws IOException {
    incoming.unuse();
    letGo(incoming);
  }

  private boolean isObject(Root root) throws IOException {
    return Files.exists(tree.object(root)) && !index.whole(List.of(root)).isEmpty();
  }

  @Override
  public Reader open(Root root) throws IOException {
    return sources.open(root);
  }

  @Override
  public void hearsLost(Consumer<Root> next) {
    hearsLost = next;
  }

  private void lost(Root root, long bytes) {
    storedBytes.addAndGet(-bytes);
    hearsLost.accept(root);
  }

  @Override
  public Optional<Path> objectPath(Root root) throws IOException {
    return isObject(root) ? Optional.of(tree.object(root)) : Optional.empty();
  }

  @Override
  public long storedBytes() {
    return storedBytes.get();
  }

  @Override
  public long discard(Collection<Root> roots) throws IOException {
    Set<Root> gone = new HashSet<>(index.objects());
    gone.retainAll(Set.copyOf(roots));
    index.forgetObjects(gone);
    long freed = 0;
    Set<Path> folders = new HashSet<>();
    for (Root root : gone) {
      Path object = tree.object(root);
      if (Files.exists(object)) {
        long bytes = Files.size(object);
        Files.deleteIfExists(object);
        folders.add(tree.folder(root));
        freed += bytes;
      }
      lists.forget(root);
    }
    storedBytes.addAndGet(-freed);
    // Otherwise one may come back with a power loss when nobody knows of it any more.
    publisher.syncFolders(folders);
    return freed;
  }

  @Override
  public void dropPartialExcept(Set<Root> keep) throws IOException {
    Map<Root, CompletableFuture<Incoming>> taken = new HashMap<>();
    for (Root root : leftovers.roots()) {
      CompletableFuture<Incoming> mine = new CompletableFuture<>();
      // Whoever begins one meanwhile waits until it is gone.
      if (!keep.contains(root) && begun.putIfAbsent(root, mine) == null) {
        taken.put(root, mine);
      }
    }
    try {
      for (Root root : taken.keySet()) {
        Files.deleteIfExists(tree.part(root));
        leftovers.remove(root);
        lists.forget(root);
      }
      index.forgetPartials(taken.keySet());
    } finally {
      taken.forEach((root, mine) -> {
        begun.remove(root, mine);
        mine.complete(Incoming.gone(root, tree.part(root)));
      });
    }
  }

  /// The begun archive; null if there is none, or if it is still being prepared.
  private @Nullable Incoming incoming(Root root) {
    CompletableFuture<Incoming> future = begun.get(root);
    return future != null && future.isDone() && !future.isCompletedExceptionally()
        ? future.join()
        : null;
  }

  private static <T> T await(CompletableFuture<T> future) throws IOException {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while another thread prepared the archive");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case IOException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException(e);
      }
    }
  }

  /// Ends the store's threads and closes its files. What was begun stays as partial files.
  @Override
  public void close() throws IOException {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(10, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
    files.close();
  }
}
