package dev.starshell.syncshell.scan;

import dev.starshell.syncshell.journal.Journal.SharedLibrary;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.store.ContentIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Finds the archives of a library. Files that look as they did in an earlier scan are not read
/// again; the others are hashed, several at once.
///
/// Thread: [#scan] waits on the caller's, which may be a virtual one. Own threads: `scan-1` and on,
/// one for each core but at most [Limits#SCAN_THREADS_MAX]; they end after 10 idle seconds and with
/// [#close].
public final class LibraryScanner implements AutoCloseable {
  private final ContentIndex index;
  private final int threadCount;
  private final ThreadPoolExecutor threads;

  /// A scanner with a thread for each core.
  public LibraryScanner(ContentIndex index) {
    this(index, Runtime.getRuntime().availableProcessors());
  }

  /// @param threadCount how many files are hashed at once, 1 or more; more than
  ///   [Limits#SCAN_THREADS_MAX] are not used
  public LibraryScanner(ContentIndex index, int threadCount) {
    this.index = index;
    this.threadCount = Math.min(threadCount, Limits.SCAN_THREADS_MAX);
    this.threads =
        new ThreadPoolExecutor(
            this.threadCount,
            this.threadCount,
            10,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("scan-", 1).factory());
    threads.allowCoreThreadTimeOut(true);
  }

  /// Scans a library. What it finds is in the index when it returns. An interrupt ends it early;
  /// what was hashed until then is not read again by the next scan.
  ///
  /// A folder that is missing or cannot be read gives a result without archives that is not
  /// complete, and the index stays as it was: an unplugged drive is no empty library.
  ///
  /// @throws IOException if the index fails
  /// @throws InterruptedException if the thread was interrupted, or the scanner closed
  public ScanResult scan(SharedLibrary library, ScanListener listener)
      throws IOException, InterruptedException {
    Optional<ScanProblem> problem = FolderRules.readable(library.folder());
    if (problem.isPresent()) {
      return new ScanResult(library.name(), List.of(), List.of(problem.get()), false);
    }
    LibraryWalk walk;
    try {
      Path folder = library.folder().toRealPath();
      walk = LibraryWalk.of(folder);
    } catch (IOException e) {
      ScanProblem gone = FolderRules.problem(ScanCode.FOLDER_UNREADABLE, library.folder());
      return new ScanResult(library.name(), List.of(), List.of(gone), false);
    }
    return new ScanJob(library.name(), walk, index, listener).run(threads, threadCount);
  }

  /// Ends running scans and the scanner's threads.
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      threads.awaitTermination(5, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
