package dev.starshell.syncshell.journal;

/// Why the journal cannot be used. The names are stable codes shown to people.
public enum StateFault {
  /// The file was written by a newer version. It was not touched.
  STATE_NEWER,
  /// Another process has the file open.
  STATE_LOCKED,
  /// The disk has no room for a fact; it was not kept.
  STATE_FULL,
  /// The file cannot be read or written, or its content is damaged.
  STATE_FAILED,
  /// Others may read or write the file. It was not opened, and its mode was not changed.
  STATE_PERMISSIONS,
  /// The journal was closed before.
  STATE_CLOSED,
  /// The database's native library is not the one that is known to be good. It was not loaded.
  NATIVE_ALTERED
}
