package dev.starshell.syncshell.scan;

import dev.starshell.syncshell.content.ArchiveHasher;
import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.scan.LibraryWalk.Found;
import dev.starshell.syncshell.store.ContentIndex;
import dev.starshell.syncshell.store.ContentIndex.LibraryFile;
import dev.starshell.syncshell.store.ContentIndex.ScannedFile;
import dev.starshell.syncshell.store.FileStamp;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// One scan of one library.
final class ScanJob {
  /// Files recorded at once: one commit for many small ones.
  private static final int BATCH_FILES = 256;

  /// Chunks recorded at once: large files do not pile up their lists.
  private static final int BATCH_CHUNKS = 32_768;

  /// A file changed so shortly before it was read may change again without a new time: clocks of
  /// file systems tick every 1 to 16 ms, those that keep whole seconds every 2 s.
  private static final Duration TICK = Duration.ofMillis(50);

  private static final Duration COARSE_TICK = Duration.ofSeconds(2);

  private final String library;
  private final LibraryWalk walk;
  private final ContentIndex index;
  private final ScanListener listener;
  private final List<ScannedArchive> archives = Collections.synchronizedList(new ArrayList<>());
  private final List<ScanProblem> problems = Collections.synchronizedList(new ArrayList<>());
  private final AtomicInteger next = new AtomicInteger();
  private volatile boolean cancelled;

  // Guarded by batchLock: what is hashed and not yet recorded.
  private final Object batchLock = new Object();
  private List<ScannedFile> batch = new ArrayList<>();
  private int batchChunks;

  ScanJob(String library, LibraryWalk walk, ContentIndex index, ScanListener listener) {
    this.library = library;
    this.walk = walk;
    this.index = index;
    this.listener = listener;
    this.problems.addAll(walk.problems());
  }

  ScanResult run(ExecutorService threads, int threadCount)
      throws IOException, InterruptedException {
    Map<String, LibraryFile> known = index.files(library);
    List<Found> unknown = new ArrayList<>();
    for (Found found : walk.found()) {
      LibraryFile file = known.get(found.path());
      if (file != null && file.settled() && file.stamp().equals(found.stamp())) {
        archives.add(new ScannedArchive(found.path(), found.stamp().sizeBytes(), file.root()));
      } else {
        unknown.add(found);
      }
    }
    // Largest first: no thread is left alone with a large file at the end.
    unknown.sort(Comparator.comparingLong((Found found) -> found.stamp().sizeBytes()).reversed());
    long bytes = unknown.stream().mapToLong(found -> found.stamp().sizeBytes()).sum();
    ProgressMeter meter = new ProgressMeter(listener, System::nanoTime, bytes, walk.found().size());
    meter.addFiles(archives.size());
    hashAll(unknown, threads, Math.min(threadCount, unknown.size()), meter);
    record(takeBatch());
    forgetOthers(known);
    meter.finish();
    archives.sort(Comparator.comparing(ScannedArchive::path));
    return new ScanResult(library, archives, problems, walk.isComplete());
  }

  private void forgetOthers(Map<String, LibraryFile> known) throws IOException {
    Set<String> gone = new HashSet<>(known.keySet());
    archives.forEach(archive -> gone.remove(archive.path()));
    if (walk.isComplete() && !gone.isEmpty()) {
      index.forgetFiles(library, gone);
    }
  }

  private void hashAll(List<Found> files, ExecutorService threads, int workers, ProgressMeter meter)
      throws IOException, InterruptedException {
    List<Future<@Nullable Void>> running = new ArrayList<>();
    try {
      for (int i = 0; i < workers; i++) {
        Callable<@Nullable Void> worker =
            () -> {
              work(files, meter);
              return null;
            };
        running.add(threads.submit(worker));
      }
      for (Future<@Nullable Void> worker : running) {
        worker.get();
      }
    } catch (RejectedExecutionException e) {
      throw new InterruptedException("the scanner was closed");
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case InterruptedIOException _ -> throw new InterruptedException("the scan was ended");
        case IOException cause -> throw cause;
        case RuntimeException cause -> throw cause;
        case null, default -> throw new IllegalStateException(e);
      }
    } finally {
      cancelled = true;
      running.forEach(worker -> worker.cancel(false));
    }
  }

  private void work(List<Found> files, ProgressMeter meter) throws IOException {
    ArchiveHasher hasher = new ArchiveHasher();
    for (int i = next.getAndIncrement(); i < files.size(); i = next.getAndIncrement()) {
      Found found = files.get(i);
      try {
        hash(found, hasher, meter);
      } catch (InterruptedIOException e) {
        throw e;
      } catch (NoSuchFileException e) {
        refuse(ScanCode.SOURCE_CHANGED, found);
      } catch (UnindexedException e) {
        throw e.index();
      } catch (IOException e) {
        refuse(ScanCode.FILE_UNREADABLE, found);
      } finally {
        hasher.discard();
      }
      meter.addFiles(1);
    }
  }

  private void refuse(ScanCode code, Found found) {
    problems.add(new ScanProblem(code, found.path(), ShareableNames.sentence(code, found.path())));
  }

  private void hash(Found found, ArchiveHasher hasher, ProgressMeter meter) throws IOException {
    FileStamp before = stamp(found);
    boolean settled = isSettled(before);
    try (FileChannel channel =
        FileChannel.open(found.file(), StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      for (int count = channel.read(hasher.room());
          count >= 0;
          count = channel.read(hasher.room())) {
        if (cancelled || Thread.currentThread().isInterrupted()) {
          throw new InterruptedIOException("the scan was ended");
        }
        hasher.take();
        meter.addBytes(count);
      }
    }
    ChunkList chunks = hasher.finish();
    if (!before.equals(found.stamp())
        || !before.equals(stamp(found))
        || chunks.sizeBytes() != before.sizeBytes()) {
      refuse(ScanCode.SOURCE_CHANGED, found);
      return;
    }
    Root root = chunks.root();
    add(new ScannedFile(new LibraryFile(library, found.path(), before, settled, root), chunks));
    archives.add(new ScannedArchive(found.path(), before.sizeBytes(), root));
  }

  private static FileStamp stamp(Found found) throws IOException {
    return FileStamp.of(
        Files.readAttributes(found.file(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
  }

  private static boolean isSettled(FileStamp stamp) {
    boolean coarse = stamp.modifiedNanos() % Duration.ofSeconds(1).toNanos() == 0;
    Duration tick = coarse ? COARSE_TICK : TICK;
    long nowNanos = Duration.ofMillis(System.currentTimeMillis()).toNanos();
    return nowNanos - stamp.modifiedNanos() > tick.toNanos();
  }

  private void add(ScannedFile file) throws UnindexedException {
    List<ScannedFile> full = List.of();
    synchronized (batchLock) {
      batch.add(file);
      batchChunks += file.chunks().count();
      if (batch.size() >= BATCH_FILES || batchChunks >= BATCH_CHUNKS) {
        full = takeBatch();
      }
    }
    try {
      record(full);
    } catch (IOException e) {
      throw new UnindexedException(e);
    }
  }

  private List<ScannedFile> takeBatch() {
    synchronized (batchLock) {
      List<ScannedFile> taken = batch;
      batch = new ArrayList<>();
      batchChunks = 0;
      return taken;
    }
  }

  private void record(List<ScannedFile> files) throws IOException {
    if (!files.isEmpty()) {
      index.recordFiles(files);
    }
  }

  /// The index failed, not the file: the scan cannot go on.
  private static final class UnindexedException extends IOException {
    private static final long serialVersionUID = 1;
    private final IOException index;

    private UnindexedException(IOException index) {
      super(index);
      this.index = index;
    }

    private IOException index() {
      return index;
    }
  }
}
