package dev.starshell.syncshell.store.file;

import java.nio.file.Path;

/// Where the store is and what it leaves to others.
///
/// @param folder the store's own folder; made if it is not there
/// @param reserveBytes free room of the disk that is never used, 0 or more
/// @param reservePercent part of the whole disk that is never used, if it is more; 0 to 50
/// @param syncThreads how many files are forced to the disk at once, 1 or more
public record StoreSettings(Path folder, long reserveBytes, int reservePercent, int syncThreads) {
  /// More of them did not publish small archives faster on any disk that was tried.
  public static final int SYNC_THREADS_DEFAULT = 8;

  public StoreSettings {
    if (reserveBytes < 0 || reservePercent < 0 || reservePercent > 50 || syncThreads < 1) {
      throw new IllegalArgumentException(
          "reserveBytes=%d reservePercent=%d syncThreads=%d out of range"
              .formatted(reserveBytes, reservePercent, syncThreads));
    }
  }

  /// With the default number of threads.
  public StoreSettings(Path folder, long reserveBytes, int reservePercent) {
    this(folder, reserveBytes, reservePercent, SYNC_THREADS_DEFAULT);
  }

  /// With the default number of threads, and no part of the disk to be left.
  public StoreSettings(Path folder, long reserveBytes) {
    this(folder, reserveBytes, 0);
  }
}
