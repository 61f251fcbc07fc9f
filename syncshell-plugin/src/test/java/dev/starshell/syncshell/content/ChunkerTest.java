package dev.starshell.syncshell.content;

import static dev.starshell.syncshell.limits.Limits.CHUNK_BYTES_AVERAGE;
import static dev.starshell.syncshell.limits.Limits.CHUNK_BYTES_MAX;
import static dev.starshell.syncshell.limits.Limits.CHUNK_BYTES_MIN;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkerTest {
  private static byte[] random(long seed, int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  private static List<Integer> lengths(byte[] bytes) {
    List<Integer> lengths = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += lengths.getLast()) {
      lengths.add(Chunker.cut(bytes, from, bytes.length));
    }
    return lengths;
  }

  private static ChunkList hash(byte[] bytes, int blockBytes) {
    ArchiveHasher hasher = new ArchiveHasher();
    for (int from = 0; from < bytes.length; ) {
      int count = Math.min(Math.min(blockBytes, bytes.length - from), hasher.room().remaining());
      hasher.room().put(bytes, from, count);
      hasher.take();
      from += count;
    }
    return hasher.finish();
  }

  private static ChunkList hash(byte[] bytes) {
    return hash(bytes, Integer.MAX_VALUE);
  }

  private static Set<ChunkHash> hashes(ChunkList list) {
    Set<ChunkHash> hashes = new HashSet<>();
    for (int i = 0; i < list.count(); i++) {
      hashes.add(list.hash(i));
    }
    return hashes;
  }

  /// Golden: the format is for keeps. A failure here means that every store and every archive in
  /// the field gets a new name.
  @Test
  void seededMebibyteIsCutAndNamedAsEver() {
    byte[] bytes = new byte[1 << 20];
    // A generator anyone can write down: x' = 6364136223846793005 x + 1442695040888963407.
    long x = 42;
    for (int i = 0; i < bytes.length; i++) {
      x = x * 6364136223846793005L + 1442695040888963407L;
      bytes[i] = (byte) (x >>> 56);
    }

    ChunkList list = hash(bytes);

    assertThat(lengths(bytes)).containsExactly(GOLDEN_LENGTHS);
    assertThat(list.root().toHex())
        .isEqualTo("aa36d93c6c275ff1a86aca392227769f95306c3f8c80b9f31700e0226fb5abaa");
  }

  private static final Integer[] GOLDEN_LENGTHS = {
    49515, 63576, 45718, 81867, 67897, 51169, 61338, 60384, 54942, 58573, 55423, 49624, 55630,
    66633, 54368, 51593, 50164, 55318, 14844
  };

  @Test
  void rootsOfTheSmallestArchivesAreAsEver() {
    assertThat(hash(new byte[0]).root().toHex())
        .isEqualTo("172eb1791eddd5ae10e49a0e83eb7dcef30111f35f2cadbcf8114ad5e83eea67");
    assertThat(hash(new byte[1]).root().toHex())
        .isEqualTo("39a5a10f3f598f9b2c5ca9ec3f28dd8e7d7c269cbe0940ab3bc49bdb2943774b");
    assertThat(hash(new byte[300_000]).root().toHex())
        .isEqualTo("db18b5926f8b9f52c89d35d0335e953cc8f15af9c4171b4c48832a05fb181748");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void everyChunkButTheLastKeepsItsBounds(long seed) {
    byte[] bytes = random(seed, 8 << 20);

    List<Integer> lengths = lengths(bytes);

    assertThat(lengths.subList(0, lengths.size() - 1))
        .allMatch(length -> length >= CHUNK_BYTES_MIN && length <= CHUNK_BYTES_MAX);
    assertThat(lengths.getLast()).isBetween(1, CHUNK_BYTES_MAX);
    assertThat(lengths.stream().mapToInt(Integer::intValue).sum()).isEqualTo(bytes.length);
  }

  @Test
  void chunksAreNearTheAverageThatTheMasksAimAt() {
    byte[] bytes = random(6, 64 << 20);

    double mean = (double) bytes.length / lengths(bytes).size();

    assertThat(mean).isBetween(0.9 * CHUNK_BYTES_AVERAGE, 1.1 * CHUNK_BYTES_AVERAGE);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        1,
        CHUNK_BYTES_MIN - 1,
        CHUNK_BYTES_MIN,
        CHUNK_BYTES_MIN + 1,
        Chunker.NORMAL_BYTES,
        CHUNK_BYTES_MAX - 1,
        CHUNK_BYTES_MAX
      })
  void bytesWithoutACutPointAreOneChunkUpToTheLargest(int length) {
    assertThat(lengths(new byte[length])).containsExactly(length);
  }

  @Test
  void bytesWithoutACutPointAreCutAtTheLargest() {
    assertThat(lengths(new byte[2 * CHUNK_BYTES_MAX + 1]))
        .containsExactly(CHUNK_BYTES_MAX, CHUNK_BYTES_MAX, 1);
  }

  @Test
  void nothingIsNoChunk() {
    assertThat(Chunker.cut(new byte[0], 0, 0)).isZero();
    assertThat(hash(new byte[0]).count()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 4096, CHUNK_BYTES_MAX, 1 << 20})
  void cutsDoNotDependOnTheSizeOfTheFedBlocks(int blockBytes) {
    byte[] bytes = random(7, 700_001);

    assertThat(hash(bytes, blockBytes)).isEqualTo(hash(bytes));
  }

  @Test
  void cutsDoNotDependOnWhereTheBytesLieInTheBuffer() {
    byte[] bytes = random(8, 3 * CHUNK_BYTES_MAX);
    byte[] shifted = new byte[bytes.length + 13];
    System.arraycopy(bytes, 0, shifted, 13, bytes.length);

    assertThat(Chunker.cut(shifted, 13, shifted.length))
        .isEqualTo(Chunker.cut(bytes, 0, bytes.length));
  }

  @Test
  void listedHashesAreThoseOfTheListedBytes() {
    byte[] bytes = random(9, 500_000);

    ChunkList list = hash(bytes);

    ChunkHasher hasher = new ChunkHasher();
    for (int i = 0; i < list.count(); i++) {
      int at = (int) list.offsetBytes(i);
      assertThat(hasher.matches(list, i, bytes, at, list.lengthBytes(i))).isTrue();
      bytes[at] ^= 1;
      assertThat(hasher.matches(list, i, bytes, at, list.lengthBytes(i))).isFalse();
    }
  }

  /// Measured over 400 edits of 3 MiB: 1.09 new chunks and 66.6 KiB an edit, 95 % of edits one
  /// chunk.
  @Test
  void insertionNearTheFrontChangesOneOrTwoChunksOnTheAverage() {
    int edits = 16;
    int fresh = 0;
    for (int seed = 0; seed < edits; seed++) {
      byte[] before = random(seed, 2 << 20);
      byte[] inserted = random(seed + 100, 1000);
      int at = 300 + 2000 * seed;
      byte[] after = new byte[before.length + inserted.length];
      System.arraycopy(before, 0, after, 0, at);
      System.arraycopy(inserted, 0, after, at, inserted.length);
      System.arraycopy(before, at, after, at + inserted.length, before.length - at);

      Set<ChunkHash> changed = hashes(hash(after));
      changed.removeAll(hashes(hash(before)));
      fresh += changed.size();
    }

    assertThat(fresh).isBetween(edits, 2 * edits);
  }

  @Test
  void hasherIsCleanAfterADiscardedArchive() {
    byte[] bytes = random(18, 400_000);
    ArchiveHasher hasher = new ArchiveHasher();
    hasher.room().put(bytes, 0, 300_000);
    hasher.take();

    hasher.discard();
    hasher.room().put(Arrays.copyOf(bytes, 20_000));
    hasher.take();

    assertThat(hasher.finish()).isEqualTo(hash(Arrays.copyOf(bytes, 20_000)));
  }
}
