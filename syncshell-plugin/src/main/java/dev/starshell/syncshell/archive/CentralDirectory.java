package dev.starshell.syncshell.archive;

import static dev.starshell.syncshell.archive.LittleEndian.FULL_32;
import static dev.starshell.syncshell.archive.LittleEndian.u16;
import static dev.starshell.syncshell.archive.LittleEndian.u32;

import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the central directory, entry by entry, and checks each by itself. Source: APPNOTE.TXT
/// 6.3.10, §4.3.12.
final class CentralDirectory {
  private static final int HEADER = 0x02014b50;
  private static final int HEADER_BYTES = 46;

  /// Compression levels, data descriptor, UTF-8: nothing else is understood.
  private static final int FLAGS_KNOWN =
      1 << 1 | 1 << 2 | ZipMember.FLAG_DESCRIPTOR | ZipMember.FLAG_UTF8;

  private static final int FLAGS_ENCRYPTED = 1 | 1 << 6 | 1 << 13;
  private static final int REPARSE_POINT = 0x400;
  private static final int TYPE_MASK = 0xF000;
  private static final int TYPE_FILE = 0x8000;
  private static final int TYPE_FOLDER = 0x4000;
  private static final int TYPE_LINK = 0xA000;
  private static final int SET_ID = 0x0C00;
  private static final int MODE_UNSET = 0xFFFF;

  private final ArchiveLimits limits;
  private final EntryNames names = new EntryNames();
  private final List<ZipMember> members = new ArrayList<>();
  private final long totalBytesMax;
  private long unpackedBytes;

  private CentralDirectory(ArchiveLimits limits, long archiveBytes) {
    this.limits = limits;
    this.totalBytesMax = limits.totalBytesMax(archiveBytes);
  }

  /// Reads all entries, in the order of the directory.
  static List<ZipMember> read(ByteSource source, EndRecord end, ArchiveLimits limits)
      throws IOException, RefusedException {
    if (end.entries() > limits.entriesMax()) {
      throw RefusedException.archive(
          ArchiveRule.ENTRIES, end.entries() + ", at most " + limits.entriesMax());
    }
    if (end.directoryBytes() > limits.directoryBytesMax()) {
      throw RefusedException.archive(ArchiveRule.DIRECTORY_SIZE, end.directoryBytes() + " bytes");
    }
    if (end.directoryBytes() < end.entries() * HEADER_BYTES) {
      throw RefusedException.archive(ArchiveRule.DIRECTORY, "it is too short for its entries");
    }
    CentralDirectory reading = new CentralDirectory(limits, source.sizeBytes());
    long at = end.directoryAtBytes();
    long directoryEnd = at + end.directoryBytes();
    for (long entry = 0; entry < end.entries(); entry++) {
      Interruption.check();
      at += reading.one(source, at, directoryEnd);
    }
    if (at != directoryEnd) {
      throw RefusedException.archive(ArchiveRule.DIRECTORY, "it has more than its entries");
    }
    return reading.members;
  }

  /// Reads one header and gives its length.
  private int one(ByteSource source, long at, long directoryEnd)
      throws IOException, RefusedException {
    boolean isThere = at + HEADER_BYTES <= directoryEnd;
    ByteBuffer header =
        isThere ? LittleEndian.read(source, at, HEADER_BYTES) : LittleEndian.buffer(HEADER_BYTES);
    if (!isThere || header.getInt(0) != HEADER) {
      throw RefusedException.archive(ArchiveRule.DIRECTORY, "an entry is not where it should be");
    }
    int nameBytes = u16(header, 28);
    int extraBytes = u16(header, 30);
    int length = HEADER_BYTES + nameBytes + extraBytes + u16(header, 32);
    if (at + length > directoryEnd) {
      throw RefusedException.archive(ArchiveRule.DIRECTORY, "an entry is cut short");
    }
    ByteBuffer texts = LittleEndian.read(source, at + HEADER_BYTES, nameBytes + extraBytes);
    byte[] raw = new byte[nameBytes];
    texts.get(0, raw);
    String name = EntryNames.decode(raw, (u16(header, 8) & ZipMember.FLAG_UTF8) != 0);
    if (nameBytes > limits.nameBytesMax()) {
      throw RefusedException.entry(ArchiveRule.NAME_LENGTH, name, nameBytes + " bytes");
    }
    names.add(name);
    checkKind(header, name);
    ByteBuffer extra = texts.slice(nameBytes, extraBytes).order(texts.order());
    ZipMember member =
        withSizes(header, name, Bytes.copyOf(raw), ExtraFields.check(extra, raw, name));
    checkSizes(member);
    members.add(member);
    return length;
  }

  private static void checkKind(ByteBuffer header, String name) throws RefusedException {
    int flags = u16(header, 8);
    int method = u16(header, 10);
    if ((flags & FLAGS_ENCRYPTED) != 0) {
      throw RefusedException.entry(ArchiveRule.ENCRYPTED, name, "");
    }
    if ((flags & ~FLAGS_KNOWN) != 0) {
      throw RefusedException.entry(ArchiveRule.FLAGS, name, String.format("0x%04x", flags));
    }
    if (method != ZipMember.STORED && method != ZipMember.DEFLATED) {
      throw RefusedException.entry(ArchiveRule.METHOD, name, "method " + method);
    }
    if (u16(header, 34) != 0) {
      throw RefusedException.entry(ArchiveRule.MULTI_DISK, name, "");
    }
    int mode = u16(header, 40);
    int type = mode & TYPE_MASK;
    boolean isFolder = name.endsWith("/");
    if (type == TYPE_LINK || (u16(header, 38) & REPARSE_POINT) != 0) {
      throw RefusedException.entry(ArchiveRule.LINK, name, "");
    }
    // Old Maven plugins write 0177777 for folders, which is the type of nothing.
    boolean isPlain =
        type == 0
            || type == (isFolder ? TYPE_FOLDER : TYPE_FILE)
            || (isFolder && mode == MODE_UNSET);
    if (!isPlain || (!isFolder && (mode & SET_ID) != 0)) {
      throw RefusedException.entry(
          ArchiveRule.SPECIAL_FILE, name, "mode " + Integer.toOctalString(mode));
    }
  }

  private static ZipMember withSizes(
      ByteBuffer header, String name, Bytes raw, Optional<ByteBuffer> zip64)
      throws RefusedException {
    long packed = u32(header, 20);
    long content = u32(header, 24);
    long headerAt = u32(header, 42);
    if (zip64.isPresent() || packed == FULL_32 || content == FULL_32 || headerAt == FULL_32) {
      ByteBuffer more = zip64.orElseGet(() -> ByteBuffer.allocate(0));
      content = large(more, content, name);
      packed = large(more, packed, name);
      headerAt = large(more, headerAt, name);
      if (more.hasRemaining()) {
        throw RefusedException.entry(ArchiveRule.ZIP64, name, "it has more than is needed");
      }
    }
    return new ZipMember(
        raw, u16(header, 8), u16(header, 10), header.getInt(16), packed, content, headerAt, -1);
  }

  /// A number that stands in the ZIP64 field if its own is full, and is large then.
  private static long large(ByteBuffer zip64, long field, String name) throws RefusedException {
    if (field != FULL_32) {
      return field;
    }
    long value = zip64.remaining() >= 8 ? zip64.getLong() : -1;
    if (value < FULL_32) {
      throw RefusedException.entry(ArchiveRule.ZIP64, name, "");
    }
    return value;
  }

  private void checkSizes(ZipMember member) throws RefusedException {
    String name = member.name();
    if (member.isFolder() && member.contentBytes() > 0) {
      throw RefusedException.entry(ArchiveRule.FOLDER_CONTENT, name, "");
    }
    if (!member.isPacked()) {
      if (member.packedBytes() != member.contentBytes()) {
        throw RefusedException.entry(ArchiveRule.SIZE_LIE, name, "stored");
      }
      return;
    }
    if (member.contentBytes() > limits.entryBytesMax()) {
      throw RefusedException.entry(ArchiveRule.ENTRY_SIZE, name, member.contentBytes() + " bytes");
    }
    unpackedBytes += member.contentBytes();
    if (unpackedBytes > totalBytesMax) {
      throw RefusedException.archive(ArchiveRule.TOTAL_SIZE, "at most " + totalBytesMax);
    }
    if (member.contentBytes() > limits.ratioFreeBytes()
        && member.contentBytes() / limits.ratioMax() >= Math.max(1, member.packedBytes())) {
      throw RefusedException.entry(
          ArchiveRule.RATIO, name, member.packedBytes() + " to " + member.contentBytes());
    }
  }
}
