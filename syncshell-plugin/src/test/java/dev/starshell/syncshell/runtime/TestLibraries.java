package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.journal.Journal.SharedLibrary;
import dev.starshell.syncshell.library.LibraryPort;
import dev.starshell.syncshell.scan.LibraryScanner;
import dev.starshell.syncshell.scan.ScanResult;
import dev.starshell.syncshell.store.ContentIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// The real scanner, told of changes by the test instead of a watcher.
final class TestLibraries implements LibraryPort {
  private final LibraryScanner scanner;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
  private final Map<String, Runnable> watched = new ConcurrentHashMap<>();

  TestLibraries(ContentIndex index) {
    this.scanner = new LibraryScanner(index, 1);
  }

  void changed(String library) {
    Runnable told = watched.get(library);
    if (told != null) {
      told.run();
    }
  }

  @Override
  public Optional<Fault> check(Path folder, List<SharedLibrary> others) {
    return Optional.empty();
  }

  @Override
  public void scan(SharedLibrary library, ScanListener listener) {
    thread.execute(() -> {
      try {
        ScanResult result = scanner.scan(library, _ -> {});
        if (!result.complete() && result.archives().isEmpty()) {
          listener.failed(new Fault("FOLDER_MISSING", library.name()));
          return;
        }
        listener.finished(
            result.archives().stream()
                .map(found -> new Scanned(found.path(), found.sizeBytes(), found.root()))
                .toList(),
            List.of(),
            result.complete());
      } catch (IOException | InterruptedException e) {
        listener.failed(new Fault("STORE_FAILED", String.valueOf(e)));
      }
    });
  }

  @Override
  public void watch(SharedLibrary library, Runnable changed) {
    watched.put(library.name(), changed);
  }

  @Override
  public void forget(String name) {
    watched.remove(name);
  }

  @Override
  public void close() {
    thread.shutdownNow();
    scanner.close();
  }
}
