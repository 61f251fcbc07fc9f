package dev.starshell.syncshell.scan;

import dev.starshell.syncshell.journal.Journal.SharedLibrary;
import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Notices changes in shared folders and says, once they have calmed down, that a library is to be
/// scanned. What the system does not report is found by looking from time to time.
///
/// Thread: any. Own thread: `library-watch`, a virtual one, which also calls the listener; it ends
/// with [#close].
public final class LibraryWatcher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LibraryWatcher.class);

  /// Hears which library is to be scanned. It must return soon.
  @FunctionalInterface
  public interface Listener {
    /// Something in the folder has changed, or it was not looked at for long.
    void changed(String library);
  }

  /// When the listener is called.
  ///
  /// @param quiet so long after the last change
  /// @param most so long after the first change, however many follow
  /// @param periodic so often without any change
  public record Timing(Duration quiet, Duration most, Duration periodic) {
    /// One second, ten seconds, five minutes.
    public static final Timing DEFAULT =
        new Timing(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMinutes(5));
  }

  private final Timing timing;
  private final Listener listener;
  private final WatchService service;
  private final Thread thread;
  private final Map<WatchKey, Folder> folders = new ConcurrentHashMap<>();
  private final Map<String, Watched> libraries = new ConcurrentHashMap<>();

  private final Set<String> partlyWatched = ConcurrentHashMap.newKeySet();

  private record Folder(String library, Path path) {}

  /// @param firstNanos first change that was not told yet; null if there is none
  /// @param lastNanos the last one
  /// @param toldNanos when the listener was called last
  private record Watched(Path folder, @Nullable Long firstNanos, long lastNanos, long toldNanos) {}

  /// Watches nothing yet.
  public LibraryWatcher(Timing timing, Listener listener) throws IOException {
    this.timing = timing;
    this.listener = listener;
    this.service = FileSystems.getDefault().newWatchService();
    this.thread = Thread.ofVirtual().name("library-watch").start(this::run);
  }

  /// Watches a library, or watches it at its new folder. The listener is not called for what is
  /// there already.
  public void watch(SharedLibrary library) {
    unwatch(library.name());
    long now = System.nanoTime();
    libraries.put(library.name(), new Watched(library.folder(), null, now, now));
    register(library.name(), library.folder());
  }

  /// Stops watching a library.
  public void unwatch(String library) {
    libraries.remove(library);
    folders.forEach((key, folder) -> {
      if (folder.library().equals(library)) {
        folders.remove(key);
        key.cancel();
      }
    });
  }

  /// Registers a folder and all below it. Without rights, or past the system's limit, the periodic
  /// look remains.
  private void register(String library, Path top) {
    try {
      Files.walkFileTree(top, new Registrar(library, top));
      partlyWatched.remove(library);
    } catch (IOException e) {
      if (partlyWatched.add(library)) {
        LOG.warn("folder not watched, looked at from time to time library={}", library, e);
      }
    }
  }

  private final class Registrar extends SimpleFileVisitor<Path> {
    private final String library;
    private final Path top;

    private Registrar(String library, Path top) {
      this.library = library;
      this.top = top;
    }

    @Override
    public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
        throws IOException {
      if (!path.equals(top) && isIgnored(path)) {
        return FileVisitResult.SKIP_SUBTREE;
      }
      WatchKey key =
          path.register(
              service,
              StandardWatchEventKinds.ENTRY_CREATE,
              StandardWatchEventKinds.ENTRY_MODIFY,
              StandardWatchEventKinds.ENTRY_DELETE);
      folders.put(key, new Folder(library, path));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (file.equals(top)) {
        throw failure;
      }
      return FileVisitResult.CONTINUE;
    }
  }

  private static boolean isIgnored(Path path) {
    return ShareableNames.refuse(String.valueOf(path.getFileName())).isPresent();
  }

  private void run() {
    try {
      while (true) {
        WatchKey key = service.poll(waitNanos(), TimeUnit.NANOSECONDS);
        if (key != null) {
          take(key);
        }
        tellDue();
      }
    } catch (ClosedWatchServiceException e) {
      LOG.debug("library watch ended");
    } catch (InterruptedException e) {
      LOG.debug("library watch interrupted", e);
    }
  }

  private long waitNanos() {
    long now = System.nanoTime();
    long wait = timing.periodic().toNanos();
    for (Watched watched : libraries.values()) {
      wait = Math.min(wait, dueNanos(watched) - now);
    }
    return Math.max(wait, 0);
  }

  private long dueNanos(Watched watched) {
    long periodic = watched.toldNanos() + timing.periodic().toNanos();
    Long first = watched.firstNanos();
    if (first == null) {
      return periodic;
    }
    long quiet = watched.lastNanos() + timing.quiet().toNanos();
    long most = first + timing.most().toNanos();
    return quiet - most < 0 ? quiet : most;
  }

  private void take(WatchKey key) {
    Folder folder = folders.get(key);
    List<WatchEvent<?>> events = key.pollEvents();
    boolean valid = key.reset();
    if (folder == null) {
      return;
    }
    if (!valid) {
      folders.remove(key);
      mark(folder.library());
    }
    for (WatchEvent<?> event : events) {
      if (event.context() instanceof Path name) {
        Path path = folder.path().resolve(name);
        if (!isIgnored(path)) {
          mark(folder.library());
          if (event.kind().equals(StandardWatchEventKinds.ENTRY_CREATE)
              && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            register(folder.library(), path);
          }
        }
      } else {
        // Events were lost: whole folders may have come.
        mark(folder.library());
        register(folder.library(), folder.path());
      }
    }
  }

  private void mark(String library) {
    long now = System.nanoTime();
    libraries.computeIfPresent(
        library,
        (_, it) -> {
          Long first = it.firstNanos();
          return new Watched(it.folder(), first == null ? now : first, now, it.toldNanos());
        });
  }

  private void tellDue() {
    long now = System.nanoTime();
    List<String> due = new ArrayList<>();
    libraries.forEach((name, watched) -> {
      if (dueNanos(watched) - now <= 0) {
        due.add(name);
      }
    });
    for (String name : due) {
      Watched told =
          libraries.computeIfPresent(name, (_, it) -> new Watched(it.folder(), null, now, now));
      if (told != null) {
        // Heals what was missed: folders that came back, or came while events were lost.
        register(name, told.folder());
        tell(name);
      }
    }
  }

  private void tell(String library) {
    try {
      listener.changed(library);
    } catch (RuntimeException e) {
      // The next change tries again; other libraries are still watched.
      LOG.error("change of a library not heard library={}", library, e);
    }
  }

  /// Ends watching and the thread.
  @Override
  public void close() throws IOException {
    service.close();
    try {
      thread.join(Duration.ofSeconds(5));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
