package dev.starshell.syncshell.runtime;

import dev.starshell.api.notice.Notice;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.control.LibrariesView;
import dev.starshell.syncshell.journal.Journal.SharedLibrary;
import dev.starshell.syncshell.library.LibraryPort;
import dev.starshell.syncshell.library.LibraryPort.Fault;
import dev.starshell.syncshell.library.LibraryPort.Problem;
import dev.starshell.syncshell.library.LibraryPort.ScanListener;
import dev.starshell.syncshell.library.LibraryPort.Scanned;
import dev.starshell.syncshell.manifest.Entry;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/// The folders that this member shares and what their last scan found. Belongs to the shell's loop.
final class SharedLibraries {
  private final LibraryPort port;
  private final ShellLoop loop;
  private final Consumer<Notice> notices;
  private final Runnable changed;
  private final Runnable unchanged;
  private final Map<String, Shared> libraries = new TreeMap<>();

  /// @param changed is run on the loop after a scan has found something else than before
  /// @param unchanged is run on the loop after a source has failed and a scan found it as before
  SharedLibraries(
      LibraryPort port,
      ShellLoop loop,
      Consumer<Notice> notices,
      Runnable changed,
      Runnable unchanged) {
    this.port = port;
    this.loop = loop;
    this.notices = notices;
    this.changed = changed;
    this.unchanged = unchanged;
  }

  private static final class Shared {
    private final SharedLibrary library;
    private List<Scanned> archives = List.of();
    private List<Problem> problems = List.of();
    private Optional<Fault> fault = Optional.empty();
    private boolean everScanned;

    /// Whether a source of it has failed since the last scan.
    private boolean doubted;

    private int scansPending;
    private long bytesDone;
    private long bytesTotal;

    Shared(SharedLibrary library) {
      this.library = library;
    }
  }

  /// Shares a folder, or moves a name to another folder.
  void add(SharedLibrary library) {
    remove(library.name());
    libraries.put(library.name(), new Shared(library));
    port.watch(library, () -> loop.post(() -> scan(library.name())));
    scan(library.name());
  }

  void remove(String name) {
    if (libraries.remove(name) != null) {
      port.forget(name);
    }
  }

  List<SharedLibrary> all() {
    return libraries.values().stream().map(shared -> shared.library).toList();
  }

  boolean isScanning() {
    return libraries.values().stream().anyMatch(shared -> shared.scansPending > 0);
  }

  /// Whether every library was scanned at least once, or cannot be, so that a manifest can speak
  /// for all others.
  boolean isKnown() {
    return libraries.values().stream()
        .allMatch(shared -> shared.everScanned || shared.fault.isPresent());
  }

  /// Libraries that could not be scanned since the start: what they hold is not known.
  Set<String> unknown() {
    Set<String> names = new HashSet<>();
    libraries.forEach((name, shared) -> {
      if (!shared.everScanned) {
        names.add(name);
      }
    });
    return names;
  }

  /// Scans the library that an archive came from, because its source failed.
  void scanFor(Root root) {
    Set<String> names = new HashSet<>();
    for (Shared shared : libraries.values()) {
      if (shared.archives.stream().anyMatch(archive -> archive.root().equals(root))) {
        names.add(shared.library.name());
      }
    }
    names.forEach(name -> {
      Shared shared = libraries.get(name);
      if (shared != null) {
        shared.doubted = true;
      }
      scan(name);
    });
  }

  /// What all libraries hold, for a manifest.
  List<Entry> entries() {
    List<Entry> entries = new ArrayList<>();
    for (Shared shared : libraries.values()) {
      for (Scanned archive : shared.archives) {
        entries.add(
            new Entry(shared.library.name(), archive.path(), archive.sizeBytes(), archive.root()));
      }
    }
    return entries;
  }

  List<LibrariesView.Shared> view() {
    return libraries.values().stream()
        .map(shared ->
            new LibrariesView.Shared(
                shared.library.name(),
                shared.library.folder().toString(),
                shared.archives.size(),
                shared.archives.stream().mapToLong(Scanned::sizeBytes).sum(),
                word(shared)))
        .toList();
  }

  List<LibrariesView.Problem> problems() {
    List<LibrariesView.Problem> all = new ArrayList<>();
    for (Shared shared : libraries.values()) {
      String name = shared.library.name();
      shared.fault.ifPresent(
          fault -> all.add(new LibrariesView.Problem(fault.code(), name, fault.sentence())));
      for (Problem problem : shared.problems) {
        all.add(
            new LibrariesView.Problem(
                problem.code(), name + "/" + problem.path(), problem.sentence()));
      }
    }
    return all;
  }

  private static String word(Shared shared) {
    if (shared.fault.isPresent()) {
      return shared.fault.get().code();
    }
    if (shared.scansPending == 0) {
      return "up to date";
    }
    return shared.bytesTotal == 0
        ? "scanning"
        : "scanning " + shared.bytesDone * 100 / shared.bytesTotal + " %";
  }

  private void scan(String name) {
    Shared shared = libraries.get(name);
    if (shared == null) {
      return;
    }
    shared.scansPending++;
    port.scan(shared.library, new Listener(shared));
  }

  private final class Listener implements ScanListener {
    private final Shared shared;

    Listener(Shared shared) {
      this.shared = shared;
    }

    @Override
    public void progressed(long bytesDone, long bytesTotal) {
      loop.post(() -> {
        shared.bytesDone = bytesDone;
        shared.bytesTotal = bytesTotal;
      });
    }

    @Override
    public void finished(List<Scanned> archives, List<Problem> problems, boolean complete) {
      loop.post(() ->
          done(
              complete ? List.copyOf(archives) : withKnown(archives),
              List.copyOf(problems),
              Optional.empty()));
    }

    /// A folder that cannot be listed for a moment takes nothing away.
    private List<Scanned> withKnown(List<Scanned> found) {
      Set<String> paths = new HashSet<>();
      found.forEach(archive -> paths.add(archive.path()));
      List<Scanned> all = new ArrayList<>(found);
      shared.archives.stream().filter(old -> !paths.contains(old.path())).forEach(all::add);
      return all;
    }

    @Override
    public void failed(Fault fault) {
      // What was known of the library stays: a folder that is away for a moment removes nothing.
      loop.post(() -> done(shared.archives, shared.problems, Optional.of(fault)));
    }

    private void done(List<Scanned> archives, List<Problem> problems, Optional<Fault> fault) {
      shared.scansPending--;
      boolean first = !shared.everScanned;
      boolean other = !archives.equals(shared.archives);
      if (fault.isPresent() && !fault.equals(shared.fault)) {
        notices.accept(
            new Notice(Notice.Level.WARNING, fault.get().code(), fault.get().sentence()));
      }
      shared.archives = archives;
      shared.problems = problems;
      shared.fault = fault;
      shared.everScanned |= fault.isEmpty();
      boolean doubted = shared.doubted;
      shared.doubted = false;
      if (libraries.get(shared.library.name()) != shared) {
        return;
      }
      if (first || other) {
        changed.run();
      } else if (doubted) {
        unchanged.run();
      }
    }
  }
}
