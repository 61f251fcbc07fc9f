package dev.starshell.syncshell.store;

import java.io.IOException;

/// The disk has no room. Nothing partial became visible.
public final class StoreFullException extends IOException {
  private static final long serialVersionUID = 1;

  private final long neededBytes;
  private final long freeBytes;

  /// @param neededBytes room that was asked for, the reserve included
  /// @param freeBytes room that there was
  public StoreFullException(long neededBytes, long freeBytes) {
    super("needed " + neededBytes + " bytes, free " + freeBytes);
    this.neededBytes = neededBytes;
    this.freeBytes = freeBytes;
  }

  /// Room that was asked for. Unit: bytes.
  public long neededBytes() {
    return neededBytes;
  }

  /// Room that there was. Unit: bytes.
  public long freeBytes() {
    return freeBytes;
  }
}
