package dev.starshell.syncshell.store.file;

import java.nio.file.Path;

/// Where the store is and what it leaves to others.
///
/// @param folder the store's own folder; made if it is not there
/// @param reserveBytes free room of the disk that is never used, 0 or more
/// @param syncThreads how many files are forced to the disk at once, 1 or more
public record StoreSettings(Path folder, long reserveBytes, int syncThreads) {
  /// More of them did not publish small archives faster on any disk that was tried.
  public static final int SYNC_THREADS_DEFAULT = 8;

  public StoreSettings {
    if (reserveBytes < 0 || syncThreads < 1) {
      throw new IllegalArgumentException(
          "reserveBytes=" + reserveBytes + " syncThreads=" + syncThreads + " out of range");
    }
  }

  /// With the default number of threads.
  public StoreSettings(Path folder, long reserveBytes) {
    this(folder, reserveBytes, SYNC_THREADS_DEFAULT);
  }
}
