package dev.starshell.syncshell.store;

import java.io.IOException;

/// The file behind an archive is gone or has other bytes than when it was scanned.
public final class SourceChangedException extends IOException {
  private static final long serialVersionUID = 1;

  private final boolean gone;

  /// @param what file and finding, for the log
  /// @param gone whether it could not be read at all
  public SourceChangedException(String what, boolean gone) {
    super(what);
    this.gone = gone;
  }

  /// Whether the file could not be read at all.
  public boolean gone() {
    return gone;
  }
}
