package dev.starshell.syncshell.library;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.journal.Journal.SharedLibrary;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// Port: the folders that this member shares. Thread: any.
public interface LibraryPort extends AutoCloseable {
  /// Looks whether a folder can be shared beside the others.
  Optional<Fault> check(Path folder, List<SharedLibrary> others);

  /// Scans a library and tells the listener. Returns at once. If the library is being scanned, one
  /// more scan follows.
  void scan(SharedLibrary library, ScanListener listener);

  /// Calls back whenever something in the folder may have changed.
  void watch(SharedLibrary library, Runnable changed);

  /// Ends watching and scanning.
  void forget(String name);

  @Override
  void close();

  /// Why a folder cannot be shared.
  ///
  /// @param code `FOLDER_MISSING`, `FOLDER_UNREADABLE` or `FOLDER_NESTED`
  record Fault(String code, String sentence) {}

  /// Hears of one scan. Calls come one after another on threads of the scanner, and return at once.
  interface ScanListener {
    /// At most ten times a second, and once at the end.
    void progressed(long bytesDone, long bytesTotal);

    /// The scan is over. Problems concern single files or folders only.
    ///
    /// @param complete false if some folder could not be listed: then a missing file says nothing
    void finished(List<Scanned> archives, List<Problem> problems, boolean complete);

    /// The folder could not be scanned at all.
    void failed(Fault fault);
  }

  /// One archive found.
  ///
  /// @param path under the library's folder, with slashes
  record Scanned(String path, long sizeBytes, Root root) {}

  /// One file that is not shared.
  record Problem(String code, String path, String sentence) {}
}
