package dev.starshell.syncshell.protocol;

import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import java.util.List;

/// A piece of a contract: chunks of one archive that travel on one channel, in ascending order. A
/// parcel's number is its place in the contract's list.
///
/// @param root the archive
/// @param channel the data channel, 1 to [dev.starshell.syncshell.limits.Limits#CHANNELS_MAX] − 1
/// @param chunks ascending, apart from each other; empty only for an archive without bytes
public record Parcel(Root root, int channel, List<ChunkRange> chunks) {
  public Parcel {
    chunks = List.copyOf(chunks);
  }
}
