package dev.starshell.syncshell.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.limits.Limits;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkListTest {
  private static byte[] packed(int... lengths) {
    ByteBuffer packed = ByteBuffer.allocate(lengths.length * ChunkList.ENTRY_BYTES);
    for (int i = 0; i < lengths.length; i++) {
      byte[] hash = new byte[Digest.LENGTH_BYTES];
      hash[0] = (byte) i;
      hash[1] = (byte) (i >> 8);
      packed.put(hash).putInt(lengths[i]);
    }
    return packed.array();
  }

  private static byte[] sha(byte[]... parts) throws Exception {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    for (byte[] part : parts) {
      sha.update(part);
    }
    return sha.digest();
  }

  /// The rule written out once more, in the plainest way.
  private static String rootByTheBook(byte[] packed) throws Exception {
    List<byte[]> level = new ArrayList<>();
    long size = 0;
    for (int at = 0; at < packed.length; at += 36) {
      level.add(sha(new byte[] {1}, java.util.Arrays.copyOfRange(packed, at, at + 36)));
      size += ByteBuffer.wrap(packed).getInt(at + 32);
    }
    while (level.size() > 1) {
      List<byte[]> next = new ArrayList<>();
      for (int i = 0; i < level.size(); i += 2) {
        next.add(
            i + 1 < level.size()
                ? sha(new byte[] {1}, level.get(i), level.get(i + 1))
                : level.get(i));
      }
      level = next;
    }
    byte[] top = level.isEmpty() ? sha(new byte[] {1}) : level.get(0);
    byte[] root = sha(new byte[] {2}, ByteBuffer.allocate(8).putLong(size).array(), top);
    return Digest.of(root).toHex();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65, 1000})
  void rootFollowsTheMerkleRuleForEveryShapeOfTree(int count) throws Exception {
    int[] lengths = new int[count];
    java.util.Arrays.setAll(lengths, i -> Limits.CHUNK_BYTES_MIN + i);
    byte[] packed = packed(lengths);

    assertThat(ChunkList.of(packed).root().toHex()).isEqualTo(rootByTheBook(packed));
  }

  @Test
  void offsetsAddUpAcrossTheSparseTable() {
    int[] lengths = new int[200];
    java.util.Arrays.setAll(lengths, i -> Limits.CHUNK_BYTES_MIN + i);
    ChunkList list = ChunkList.of(packed(lengths));

    long offset = 0;
    for (int i = 0; i < lengths.length; i++) {
      assertThat(list.offsetBytes(i)).isEqualTo(offset);
      offset += lengths[i];
    }

    assertThat(list.offsetBytes(200)).isEqualTo(offset);
    assertThat(list.sizeBytes()).isEqualTo(offset);
    assertThat(list.sizeBytes(new ChunkRange(1, 3))).isEqualTo(2 * Limits.CHUNK_BYTES_MIN + 3);
  }

  @Test
  void sizesBeyondTwoGibibytesDoNotOverflow() {
    int[] lengths = new int[20_000];
    java.util.Arrays.fill(lengths, Limits.CHUNK_BYTES_MAX);

    ChunkList list = ChunkList.of(packed(lengths));

    assertThat(list.sizeBytes()).isEqualTo(20_000L * Limits.CHUNK_BYTES_MAX);
    assertThat(list.offsetBytes(19_999)).isEqualTo(19_999L * Limits.CHUNK_BYTES_MAX);
  }

  @Test
  void lengthsOutsideTheirBoundsAreRefused() {
    assertThat(ChunkList.of(packed(Limits.CHUNK_BYTES_MAX, 1)).count()).isEqualTo(2);
    assertThatThrownBy(() -> ChunkList.of(packed(0))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ChunkList.of(packed(-1))).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ChunkList.of(packed(Limits.CHUNK_BYTES_MAX + 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void onlyTheLastChunkMayBeSmallerThanTheSmallest() {
    int least = Limits.CHUNK_BYTES_MIN;

    assertThat(ChunkList.of(packed(least, least, 1)).count()).isEqualTo(3);
    assertThatThrownBy(() -> ChunkList.of(packed(least, least - 1, least)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ChunkList.of(packed(1, 1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void partsOfAnEntryAreRefused() {
    byte[] packed = packed(20_000, 20_001);
    for (int length = 0; length < packed.length; length++) {
      byte[] cut = java.util.Arrays.copyOf(packed, length);
      if (length % ChunkList.ENTRY_BYTES == 0) {
        assertThat(ChunkList.of(cut).count()).isEqualTo(length / ChunkList.ENTRY_BYTES);
      } else {
        assertThatThrownBy(() -> ChunkList.of(cut)).isInstanceOf(IllegalArgumentException.class);
      }
    }
  }

  @Test
  void changingTheGivenOrTheReturnedArrayChangesNothing() {
    byte[] packed = packed(20_005);
    ChunkList list = ChunkList.of(packed);

    packed[0] ^= 1;
    list.toBytes()[0] ^= 1;

    assertThat(list).isEqualTo(ChunkList.of(packed(20_005)));
  }

  @Test
  void everyHashLengthAndOrderIsPartOfTheName() {
    Root root = ChunkList.of(packed(20_005, 20_006)).root();

    assertThat(ChunkList.of(packed(20_006, 20_005)).root()).isNotEqualTo(root);
    assertThat(ChunkList.of(packed(20_005, 20_007)).root()).isNotEqualTo(root);
    assertThat(ChunkList.of(packed(20_005)).root()).isNotEqualTo(root);
  }
}
