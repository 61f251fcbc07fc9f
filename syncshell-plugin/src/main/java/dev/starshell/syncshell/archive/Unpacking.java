package dev.starshell.syncshell.archive;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Unpacks entries into nothing, to see that they give what they say, and single small ones into
/// memory. What comes out is counted, so a lie ends at the size that was told. Thread: one.
final class Unpacking implements AutoCloseable {
  private static final int PIECE_BYTES = 64 * 1024;

  private final ByteSource source;
  private final ByteBuffer packed = ByteBuffer.allocate(PIECE_BYTES);
  private final byte[] content = new byte[PIECE_BYTES];
  private final Inflater inflater = new Inflater(true);

  Unpacking(ByteSource source) {
    this.source = source;
  }

  /// Takes pieces of an entry's content.
  private interface Sink {
    void take(byte[] piece, int length);
  }

  /// Checks that a packed entry gives exactly its size and checksum, and gives its beginning.
  byte[] check(ZipMember member) throws IOException, RefusedException {
    CRC32 crc = new CRC32();
    byte[][] start = {new byte[0]};
    unpack(
        member,
        (piece, length) -> {
          crc.update(piece, 0, length);
          if (start[0].length == 0) {
            start[0] = Arrays.copyOf(piece, Math.min(length, EntryNature.START_BYTES));
          }
        });
    if ((int) crc.getValue() != member.crc()) {
      throw RefusedException.entry(ArchiveRule.CHECKSUM, member.name(), "");
    }
    return start[0];
  }

  /// The first bytes of a stored entry. More of it is not read: its bytes are what they are.
  byte[] start(ZipMember member) throws IOException {
    byte[] start = new byte[(int) Math.min(EntryNature.START_BYTES, member.contentBytes())];
    source.read(member.dataAtBytes(), ByteBuffer.wrap(start));
    return start;
  }

  /// The whole content of a small entry.
  byte[] whole(ZipMember member) throws IOException, RefusedException {
    byte[] whole = new byte[Math.toIntExact(member.contentBytes())];
    if (!member.isPacked()) {
      source.read(member.dataAtBytes(), ByteBuffer.wrap(whole));
      return whole;
    }
    ByteBuffer target = ByteBuffer.wrap(whole);
    unpack(member, (piece, length) -> target.put(piece, 0, length));
    return whole;
  }

  private void unpack(ZipMember member, Sink sink) throws IOException, RefusedException {
    inflater.reset();
    long at = member.dataAtBytes();
    long end = at + member.packedBytes();
    long made = 0;
    try {
      while (!inflater.finished()) {
        Interruption.check();
        int count = inflater.inflate(content);
        made += count;
        if (made > member.contentBytes()) {
          throw RefusedException.entry(ArchiveRule.SIZE_LIE, member.name(), "more");
        }
        if (count > 0) {
          sink.take(content, count);
        } else if (inflater.finished()) {
          break;
        } else if (inflater.needsDictionary() || (inflater.needsInput() && at >= end)) {
          throw RefusedException.entry(ArchiveRule.CONTENT, member.name(), "it does not end");
        } else if (inflater.needsInput()) {
          packed.clear().limit((int) Math.min(PIECE_BYTES, end - at));
          source.read(at, packed);
          at += packed.flip().limit();
          inflater.setInput(packed);
        }
      }
    } catch (DataFormatException e) {
      throw RefusedException.entry(ArchiveRule.CONTENT, member.name(), "");
    }
    if (at < end || inflater.getRemaining() > 0) {
      throw RefusedException.entry(ArchiveRule.SIZE_LIE, member.name(), "bytes are left over");
    }
    if (made != member.contentBytes()) {
      throw RefusedException.entry(ArchiveRule.SIZE_LIE, member.name(), "fewer");
    }
  }

  @Override
  public void close() {
    inflater.end();
  }
}
