package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.protocol.Parcel;
import java.util.List;
import java.util.Map;

/// How much is in parcels and ranges.
final class ParcelSizes {
  private ParcelSizes() {}

  /// Bytes that a parcel carries.
  static long bytesOf(Parcel parcel, Map<Root, ChunkList> lists) {
    ChunkList list = lists.get(parcel.root());
    long bytes = 0;
    if (list != null) {
      for (ChunkRange range : parcel.chunks()) {
        bytes += list.sizeBytes(range);
      }
    }
    return bytes;
  }

  /// How many chunks are in these ranges.
  static int countOf(List<ChunkRange> ranges) {
    return ranges.stream().mapToInt(ChunkRange::count).sum();
  }
}
