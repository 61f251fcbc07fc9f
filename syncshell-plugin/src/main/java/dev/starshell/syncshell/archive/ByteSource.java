package dev.starshell.syncshell.archive;

import java.io.IOException;
import java.nio.ByteBuffer;

/// Bytes of one archive that can be read anywhere and do not change meanwhile. Thread: one.
public interface ByteSource {
  /// The whole length. Unit: bytes. It stays the same.
  long sizeBytes();

  /// Fills the rest of a buffer with what stands from a place on.
  ///
  /// @throws IOException if the disk fails, or fewer bytes are there
  void read(long atBytes, ByteBuffer target) throws IOException;
}
