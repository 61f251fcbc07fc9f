package dev.starshell.syncshell.protocol;

import java.nio.ByteBuffer;

/// A message on a data channel. Wire form: docs/PROTOCOL.md, "Data frames".
public sealed interface DataFrame {
  /// One whole chunk.
  ///
  /// @param contract the accepted contract
  /// @param parcel its number in the contract
  /// @param chunk its index in the archive
  /// @param payload the bytes; the buffer belongs to whoever holds the frame
  record Chunk(long contract, int parcel, int chunk, ByteBuffer payload) implements DataFrame {}

  /// The sender cannot go on with this parcel. The next frame of the channel belongs to the next
  /// one.
  record Skipped(long contract, int parcel, FaultCode reason) implements DataFrame {}
}
