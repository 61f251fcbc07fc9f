package dev.starshell.syncshell.content;

import dev.starshell.syncshell.limits.Limits;
import java.nio.ByteBuffer;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;

/// The chunks of one archive in order: hash and length of each. Immutable and packed, 36 bytes a
/// chunk, so that the list of a 16 GiB archive takes about 9 MB. Compared by content.
///
/// The Merkle tree over it: leaf = SHA-256(0x01 ‖ chunk hash ‖ length as 4 bytes), node =
/// SHA-256(0x01 ‖ left ‖ right), a node without a sibling moves up as it is, the top of no chunks
/// is SHA-256(0x01). Leaf and node inputs differ in length and so cannot be taken for each other.
public final class ChunkList {
  /// Packed size of one chunk. Unit: bytes.
  public static final int ENTRY_BYTES = Digest.LENGTH_BYTES + Integer.BYTES;

  private static final int SPARSE = 64;

  private final byte[] packed;
  private final long sizeBytes;
  private final long[] sparseOffsets;

  private ChunkList(byte[] packed) {
    this.packed = packed;
    int count = packed.length / ENTRY_BYTES;
    this.sparseOffsets = new long[count / SPARSE + 1];
    long offset = 0;
    for (int i = 0; i < count; i++) {
      if (i % SPARSE == 0) {
        sparseOffsets[i / SPARSE] = offset;
      }
      offset += lengthAt(packed, i);
    }
    this.sizeBytes = offset;
  }

  /// Takes a packed list: 32 bytes of hash and 4 bytes of length, big-endian, for each chunk.
  ///
  /// @throws IllegalArgumentException if it is not a whole number of entries, is too long, or has a
  ///   length that is none, see [#isLength]
  public static ChunkList of(byte[] packed) {
    return ofTrusted(packed.clone());
  }

  /// As [#of], but keeps the array, which must not be touched again.
  static ChunkList ofTrusted(byte[] packed) {
    if (packed.length % ENTRY_BYTES != 0) {
      throw new IllegalArgumentException(
          "packed length=" + packed.length + " is not a multiple of 36");
    }
    int count = packed.length / ENTRY_BYTES;
    if (count > Limits.ARCHIVE_CHUNKS_MAX) {
      throw new IllegalArgumentException("chunks=" + count + " over " + Limits.ARCHIVE_CHUNKS_MAX);
    }
    for (int i = 0; i < count; i++) {
      int length = lengthAt(packed, i);
      if (!isLength(length, i == count - 1)) {
        throw new IllegalArgumentException(
            "lengthBytes=%d of chunk %d of %d outside %d..%d"
                .formatted(
                    length,
                    i,
                    count,
                    i == count - 1 ? 1 : Limits.CHUNK_BYTES_MIN,
                    Limits.CHUNK_BYTES_MAX));
      }
    }
    return new ChunkList(packed);
  }

  /// Whether a chunk may have this length: from [Limits#CHUNK_BYTES_MIN], the last one of an
  /// archive from 1, to [Limits#CHUNK_BYTES_MAX]. Unit: bytes.
  ///
  /// @param last whether it is the last chunk of its archive
  public static boolean isLength(int lengthBytes, boolean last) {
    return lengthBytes >= (last ? 1 : Limits.CHUNK_BYTES_MIN)
        && lengthBytes <= Limits.CHUNK_BYTES_MAX;
  }

  /// How many chunks.
  public int count() {
    return packed.length / ENTRY_BYTES;
  }

  /// Size of the archive. Unit: bytes.
  public long sizeBytes() {
    return sizeBytes;
  }

  /// The hash of one chunk.
  public ChunkHash hash(int chunk) {
    return new ChunkHash(Digest.of(packed, entry(chunk)));
  }

  /// Whether one chunk has this hash, without making an object of its own.
  public boolean hashEquals(int chunk, byte[] digest) {
    int at = entry(chunk);
    return Arrays.equals(packed, at, at + Digest.LENGTH_BYTES, digest, 0, Digest.LENGTH_BYTES);
  }

  /// The first bytes of a chunk's hash, for tables of chunks.
  public int hashHead(int chunk) {
    int at = entry(chunk);
    return (packed[at] & 0xff) << 24
        | (packed[at + 1] & 0xff) << 16
        | (packed[at + 2] & 0xff) << 8
        | (packed[at + 3] & 0xff);
  }

  /// Whether two chunks have the same hash and length.
  public boolean isSame(int chunk, int other) {
    int a = entry(chunk);
    int b = entry(other);
    return Arrays.equals(packed, a, a + ENTRY_BYTES, packed, b, b + ENTRY_BYTES);
  }

  /// Length of one chunk. Unit: bytes.
  public int lengthBytes(int chunk) {
    entry(chunk);
    return lengthAt(packed, chunk);
  }

  /// Where one chunk begins in the archive. Unit: bytes. `count()` gives the size of the archive.
  public long offsetBytes(int chunk) {
    if (chunk == count()) {
      return sizeBytes;
    }
    entry(chunk);
    long offset = sparseOffsets[chunk / SPARSE];
    for (int i = chunk - chunk % SPARSE; i < chunk; i++) {
      offset += lengthAt(packed, i);
    }
    return offset;
  }

  /// Bytes in a range of chunks.
  public long sizeBytes(ChunkRange range) {
    return offsetBytes(range.to()) - offsetBytes(range.from());
  }

  /// A copy of the packed form.
  public byte[] toBytes() {
    return packed.clone();
  }

  /// The archive's name.
  public Root root() {
    MessageDigest sha = Sha256.create();
    sha.update((byte) 1);
    byte[] top = count() == 0 ? sha.digest() : merkleTop(sha);
    sha.update((byte) 2);
    sha.update(ByteBuffer.allocate(Long.BYTES).putLong(sizeBytes).array());
    sha.update(top, 0, Digest.LENGTH_BYTES);
    return new Root(Digest.of(sha.digest()));
  }

  /// Reduces one level after the other in place; the top ends in the first 32 bytes.
  private byte[] merkleTop(MessageDigest sha) {
    sha.reset();
    byte[] level = new byte[count() * Digest.LENGTH_BYTES];
    for (int i = 0; i < count(); i++) {
      fold(sha, packed, i * ENTRY_BYTES, ENTRY_BYTES, level, i);
    }
    for (int width = count(); width > 1; width = (width + 1) / 2) {
      for (int i = 0; i < width / 2; i++) {
        fold(sha, level, 2 * i * Digest.LENGTH_BYTES, 2 * Digest.LENGTH_BYTES, level, i);
      }
      if (width % 2 == 1) {
        int last = (width - 1) * Digest.LENGTH_BYTES;
        System.arraycopy(level, last, level, width / 2 * Digest.LENGTH_BYTES, Digest.LENGTH_BYTES);
      }
    }
    return level;
  }

  private static void fold(
      MessageDigest sha, byte[] source, int offset, int length, byte[] level, int node) {
    sha.update((byte) 1);
    sha.update(source, offset, length);
    try {
      sha.digest(level, node * Digest.LENGTH_BYTES, Digest.LENGTH_BYTES);
    } catch (DigestException e) {
      throw new IllegalStateException("a level has room for its nodes", e);
    }
  }

  private int entry(int chunk) {
    return Objects.checkIndex(chunk, count()) * ENTRY_BYTES;
  }

  private static int lengthAt(byte[] packed, int chunk) {
    int at = chunk * ENTRY_BYTES + Digest.LENGTH_BYTES;
    return (packed[at] & 0xff) << 24
        | (packed[at + 1] & 0xff) << 16
        | (packed[at + 2] & 0xff) << 8
        | (packed[at + 3] & 0xff);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ChunkList that && Arrays.equals(packed, that.packed);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(packed);
  }

  @Override
  public String toString() {
    return count() + " chunks, " + sizeBytes + " bytes";
  }
}
