package dev.starshell.syncshell.contract;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.protocol.TransferMessage.Need;
import dev.starshell.syncshell.protocol.Want;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/// NEEDs and chunk lists made up from numbers.
public final class Needs {
  private Needs() {}

  /// A root with a readable digest.
  public static Root root(int seed) {
    byte[] bytes = new byte[32];
    ByteBuffer.wrap(bytes).putInt(seed * 0x9e37_79b9).putInt(28, seed);
    return new Root(Digest.of(bytes));
  }

  /// A list of chunks with these lengths.
  public static ChunkList chunks(int... lengths) {
    ByteBuffer packed = ByteBuffer.allocate(lengths.length * ChunkList.ENTRY_BYTES);
    for (int length : lengths) {
      packed.position(packed.position() + 32).putInt(length);
    }
    return ChunkList.of(packed.array());
  }

  /// A list of so many chunks of random lengths.
  public static ChunkList chunks(int count, Random random) {
    int[] lengths = new int[count];
    for (int i = 0; i < count; i++) {
      lengths[i] = 16_384 + random.nextInt(131_072 - 16_384 + 1);
    }
    return chunks(lengths);
  }

  /// All of a list.
  public static List<ChunkRange> all(ChunkList list) {
    return list.count() == 0 ? List.of() : List.of(new ChunkRange(0, list.count()));
  }

  /// Random ascending ranges of a list that are apart from each other, at least one if it has
  /// chunks.
  public static List<ChunkRange> some(ChunkList list, Random random) {
    if (list.count() == 0 || random.nextInt(3) == 0) {
      return all(list);
    }
    List<ChunkRange> ranges = new ArrayList<>();
    int at = random.nextInt(list.count());
    while (at < list.count()) {
      int to = Math.min(list.count(), at + 1 + random.nextInt(1 + list.count() / 3));
      ranges.add(new ChunkRange(at, to));
      at = to + 1 + random.nextInt(1 + list.count() / 3);
    }
    return ranges;
  }

  /// A NEED of whole archives, one for each list, with roots 0, 1, 2, …
  public static Need whole(ChunkList... lists) {
    List<Want> wants = new ArrayList<>();
    for (int i = 0; i < lists.length; i++) {
      wants.add(new Want(root(i), all(lists[i])));
    }
    return new Need(1, wants);
  }

  /// The lists by root, in the same numbering.
  public static Map<Root, ChunkList> lists(ChunkList... lists) {
    Map<Root, ChunkList> byRoot = new LinkedHashMap<>();
    for (int i = 0; i < lists.length; i++) {
      byRoot.put(root(i), lists[i]);
    }
    return byRoot;
  }

  /// Channels without a measurement.
  public static List<Long> unmeasured(int channels) {
    return Collections.nCopies(channels, 0L);
  }
}
