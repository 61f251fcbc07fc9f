package dev.starshell.syncshell;

import dev.starshell.syncshell.journal.Journal.SharedLibrary;
import dev.starshell.syncshell.library.LibraryPort;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The libraries of one shell among those of the home. Two shells may share folders under the same
/// name, or the same folder; scanner and journal know them apart by the slot before the name.
final class LibrarySlot implements LibraryPort {
  private final LibraryPort all;
  private final String prefix;
  private final Set<String> watched = ConcurrentHashMap.newKeySet();

  LibrarySlot(LibraryPort all, int slot) {
    this.all = all;
    this.prefix = slot == 0 ? "" : slot + "/";
  }

  private SharedLibrary inHome(SharedLibrary library) {
    return new SharedLibrary(prefix + library.name(), library.folder());
  }

  @Override
  public Optional<Fault> check(Path folder, List<SharedLibrary> others) {
    return all.check(folder, others);
  }

  @Override
  public void scan(SharedLibrary library, ScanListener listener) {
    all.scan(inHome(library), listener);
  }

  @Override
  public void watch(SharedLibrary library, Runnable changed) {
    watched.add(library.name());
    all.watch(inHome(library), changed);
  }

  @Override
  public void forget(String name) {
    watched.remove(name);
    all.forget(prefix + name);
  }

  /// Forgets what this shell watched; the others are not concerned.
  @Override
  public void close() {
    watched.forEach(this::forget);
  }
}
