package dev.starshell.syncshell.archive;

import java.io.InterruptedIOException;

/// Ends an examination whose thread is wanted elsewhere, as when the plugin is unloaded.
final class Interruption {
  private Interruption() {}

  /// Leaves the mark of the thread as it is.
  ///
  /// @throws InterruptedIOException if the thread was interrupted
  static void check() throws InterruptedIOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("the examination of an archive was interrupted");
    }
  }
}
