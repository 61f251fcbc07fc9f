package dev.starshell.harness.sim;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// The archives that members of all runs share, made once: their chunk lists. Content is named by
/// its hash alone; the bytes do not matter.
final class Archives {
  private static final int COUNT = 400;

  private static final List<Archive> POOL =
      IntStream.range(0, COUNT).mapToObj(Archives::make).toList();

  private static final Map<Root, Archive> BY_ROOT = index();

  private Archives() {}

  /// One archive.
  record Archive(Root root, ChunkList chunks) {}

  private static Map<Root, Archive> index() {
    Map<Root, Archive> byRoot = new HashMap<>();
    POOL.forEach(one -> byRoot.put(one.root(), one));
    return Map.copyOf(byRoot);
  }

  private static Archive make(int number) {
    Chance chance = new Chance(number * 7_919L + 13);
    // One in eight is cut for several channels, one in sixteen has no bytes, many have one chunk.
    int count =
        switch (number % 16) {
          case 0, 8 -> chance.between(20, 34);
          case 15 -> 0;
          case 1, 2, 3, 4 -> 1;
          default -> chance.between(2, 9);
        };
    ByteBuffer packed = ByteBuffer.allocate(count * ChunkList.ENTRY_BYTES);
    for (int i = 0; i < count; i++) {
      byte[] hash = new byte[Digest.LENGTH_BYTES];
      ByteBuffer.wrap(hash).putInt(number).putInt(i).putLong(chance.number());
      packed.put(hash).putInt(chance.between(16_384, 131_072));
    }
    ChunkList chunks = ChunkList.of(packed.array());
    return new Archive(chunks.root(), chunks);
  }

  static Archive number(int number) {
    return POOL.get(Math.floorMod(number, COUNT));
  }

  static ChunkList chunks(Root root) {
    Archive archive = BY_ROOT.get(root);
    if (archive == null) {
      throw new IllegalArgumentException("no archive " + root);
    }
    return archive.chunks();
  }

  static int count() {
    return COUNT;
  }
}
