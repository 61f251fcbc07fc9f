package dev.starshell.syncshell.protocol;

import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import java.util.List;

/// What a receiver lacks of one archive.
///
/// @param root the archive
/// @param missing ascending, apart from each other; empty only for an archive without bytes
public record Want(Root root, List<ChunkRange> missing) {
  public Want {
    missing = List.copyOf(missing);
  }
}
