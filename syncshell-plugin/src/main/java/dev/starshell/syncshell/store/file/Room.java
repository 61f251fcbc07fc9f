package dev.starshell.syncshell.store.file;

import dev.starshell.syncshell.store.StoreFullException;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;

/// Keeps count of the room that was promised to begun archives and not yet used, so that two of
/// them are not promised the same. Sparse files take their room only as they are written.
final class Room {
  private final FileStore disk;
  private final long reserveBytes;

  // Guarded by this.
  private long promisedBytes;

  Room(Path folder, long reserveBytes, int reservePercent) throws IOException {
    this.disk = Files.getFileStore(folder);
    this.reserveBytes = Math.max(reserveBytes, disk.getTotalSpace() / 100 * reservePercent);
  }

  /// Promises room.
  ///
  /// @throws StoreFullException if there is not enough; nothing was promised
  void promise(long bytes) throws IOException {
    if (bytes == 0) {
      return;
    }
    long free = disk.getUsableSpace();
    synchronized (this) {
      long needed = saturated(bytes, saturated(promisedBytes, reserveBytes));
      if (needed > free) {
        throw new StoreFullException(needed, free);
      }
      promisedBytes += bytes;
    }
  }

  /// What was promised is used, or is not needed any more.
  synchronized void settle(long bytes) {
    promisedBytes -= bytes;
  }

  /// The failure of a write: a full disk has its own exception. Told by the room that is left, not
  /// by the message, which depends on the language of the system.
  IOException explain(IOException failure, long neededBytes) {
    try {
      long free = disk.getUsableSpace();
      if (free < neededBytes + SLACK_BYTES) {
        StoreFullException full = new StoreFullException(neededBytes, free);
        full.initCause(failure);
        return full;
      }
    } catch (IOException unknown) {
      failure.addSuppressed(unknown);
    }
    return failure;
  }

  /// A disk may refuse a write a little before it says that it is full: blocks for its own tables.
  private static final long SLACK_BYTES = 256 * 1024;

  private static long saturated(long a, long b) {
    return a > Long.MAX_VALUE - b ? Long.MAX_VALUE : a + b;
  }
}
