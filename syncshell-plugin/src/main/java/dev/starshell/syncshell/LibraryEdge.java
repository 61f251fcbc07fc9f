package dev.starshell.syncshell;

import dev.starshell.syncshell.journal.Journal.SharedLibrary;
import dev.starshell.syncshell.library.LibraryPort;
import dev.starshell.syncshell.scan.FolderRules;
import dev.starshell.syncshell.scan.LibraryScanner;
import dev.starshell.syncshell.scan.LibraryWatcher;
import dev.starshell.syncshell.scan.ScanProblem;
import dev.starshell.syncshell.scan.ScanResult;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Connects scanner and watcher to the port that the runtime knows. Scans run one after another on
/// a virtual thread, `library-scan`; the hashing itself is parallel.
final class LibraryEdge implements LibraryPort {
  private static final Logger LOG = LoggerFactory.getLogger(LibraryEdge.class);
  private static final Duration QUIET = Duration.ofSeconds(1);
  private static final Duration QUIET_MOST = Duration.ofSeconds(10);

  private final LibraryScanner scanner;
  private final LibraryWatcher watcher;
  private final List<Path> own;
  private final ExecutorService scans =
      Executors.newSingleThreadExecutor(Thread.ofVirtual().name("library-scan").factory());
  private final Map<String, Runnable> changed = new ConcurrentHashMap<>();

  LibraryEdge(LibraryScanner scanner, Duration interval, List<Path> own) throws IOException {
    this.scanner = scanner;
    this.own = own;
    this.watcher =
        new LibraryWatcher(
            new LibraryWatcher.Timing(QUIET, QUIET_MOST, interval), this::libraryChanged);
  }

  private void libraryChanged(String library) {
    Runnable told = changed.get(library);
    if (told != null) {
      told.run();
    }
  }

  @Override
  public Optional<Fault> check(Path folder, List<SharedLibrary> others) {
    return FolderRules.check(new SharedLibrary("", folder), others, own).map(LibraryEdge::fault);
  }

  @Override
  public void scan(SharedLibrary library, ScanListener listener) {
    try {
      scans.execute(() -> carryOut(library, listener));
    } catch (RejectedExecutionException e) {
      LOG.debug("scanner closed library={}", library.name(), e);
    }
  }

  private void carryOut(SharedLibrary library, ScanListener listener) {
    try {
      ScanResult result =
          scanner.scan(
              library,
              progress -> listener.progressed(progress.bytesDone(), progress.bytesTotal()));
      boolean unusable = !result.complete() && result.archives().isEmpty();
      if (unusable && !result.problems().isEmpty()) {
        listener.failed(fault(result.problems().getFirst()));
      } else {
        listener.finished(
            result.archives().stream()
                .map(found -> new Scanned(found.path(), found.sizeBytes(), found.root()))
                .toList(),
            result.problems().stream()
                .map(problem ->
                    new Problem(problem.code().name(), problem.path(), problem.sentence()))
                .toList(),
            result.complete());
      }
    } catch (IOException | RuntimeException e) {
      LOG.error("scan failed library={}", library.name(), e);
      listener.failed(
          new Fault(
              "STORE_FAILED",
              "'" + library.name() + "' could not be scanned; the log has the cause."));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static Fault fault(ScanProblem problem) {
    return new Fault(problem.code().name(), problem.sentence());
  }

  @Override
  public void watch(SharedLibrary library, Runnable told) {
    changed.put(library.name(), told);
    watcher.watch(library);
  }

  @Override
  public void forget(String name) {
    changed.remove(name);
    watcher.unwatch(name);
  }

  @Override
  public void close() {
    scans.shutdownNow();
    scanner.close();
    try {
      watcher.close();
    } catch (IOException e) {
      LOG.warn("watcher did not close", e);
    }
  }
}
