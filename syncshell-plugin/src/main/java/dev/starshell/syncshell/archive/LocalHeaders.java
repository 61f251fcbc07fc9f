package dev.starshell.syncshell.archive;

import static dev.starshell.syncshell.archive.LittleEndian.FULL_32;
import static dev.starshell.syncshell.archive.LittleEndian.read;
import static dev.starshell.syncshell.archive.LittleEndian.u16;
import static dev.starshell.syncshell.archive.LittleEndian.u32;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Compares what stands in front of each entry with the directory, and checks that headers, data
/// and descriptors fill the file up to the directory without a gap. Source: APPNOTE.TXT 6.3.10,
/// §4.3.7 and §4.3.9.
final class LocalHeaders {
  private static final int HEADER = 0x04034b50;
  private static final int HEADER_BYTES = 30;
  private static final int DESCRIPTOR = 0x08074b50;

  /// Flags that both headers must agree in: all but the compression level.
  private static final int FLAGS_COMPARED = 0xFFFF ^ (1 << 1 | 1 << 2);

  private LocalHeaders() {}

  /// Puts the entries in the order of their bytes and gives them the places of their data, all in
  /// the same list: a second one would double the memory.
  ///
  /// @param directoryAt where the directory begins
  static void check(ByteSource source, List<ZipMember> members, long directoryAt)
      throws IOException, RefusedException {
    members.sort(Comparator.comparingLong(ZipMember::headerAtBytes));
    long at = 0;
    for (int i = 0; i < members.size(); i++) {
      Interruption.check();
      ZipMember member = members.get(i);
      if (member.headerAtBytes() != at) {
        throw misplaced(member, at);
      }
      long next = i + 1 < members.size() ? members.get(i + 1).headerAtBytes() : directoryAt;
      if (next > directoryAt) {
        throw RefusedException.entry(
            ArchiveRule.LOCAL_HEADER, members.get(i + 1).name(), "beyond the directory");
      }
      members.set(i, one(source, member, next));
      at = members.get(i).dataAtBytes() + member.packedBytes();
      if (member.hasDescriptor()) {
        checkDescriptor(source, member, at, next);
        at = next;
      }
      if (at > next) {
        throw RefusedException.entry(ArchiveRule.OVERLAP, member.name(), "");
      }
    }
    if (at != directoryAt) {
      throw RefusedException.archive(
          ArchiveRule.GAP, directoryAt - at + " bytes before the directory");
    }
  }

  private static RefusedException misplaced(ZipMember member, long at) {
    if (member.headerAtBytes() < at) {
      return RefusedException.entry(ArchiveRule.OVERLAP, member.name(), "");
    }
    return at == 0
        ? RefusedException.archive(ArchiveRule.PREFIX, "")
        : RefusedException.entry(
            ArchiveRule.GAP, member.name(), member.headerAtBytes() - at + " bytes before it");
  }

  private static ZipMember one(ByteSource source, ZipMember member, long next)
      throws IOException, RefusedException {
    long at = member.headerAtBytes();
    int nameBytes = member.rawName().length();
    if (next - at < HEADER_BYTES + nameBytes) {
      throw RefusedException.entry(ArchiveRule.OVERLAP, member.name(), "");
    }
    ByteBuffer header = read(source, at, HEADER_BYTES + nameBytes);
    if (header.getInt(0) != HEADER) {
      throw RefusedException.entry(ArchiveRule.LOCAL_HEADER, member.name(), "");
    }
    int extraBytes = u16(header, 28);
    byte[] raw = new byte[nameBytes];
    header.get(HEADER_BYTES, raw);
    if (u16(header, 26) != nameBytes || !Arrays.equals(raw, member.rawName().toArray())) {
      throw differs(member, "name");
    }
    if ((u16(header, 6) & FLAGS_COMPARED) != (member.flags() & FLAGS_COMPARED)) {
      throw differs(member, "flags");
    }
    if (u16(header, 8) != member.method()) {
      throw differs(member, "method");
    }
    long dataAt = at + HEADER_BYTES + nameBytes + extraBytes;
    if (dataAt > next || member.packedBytes() > next - dataAt) {
      throw RefusedException.entry(ArchiveRule.OVERLAP, member.name(), "");
    }
    ByteBuffer extra = read(source, dataAt - extraBytes, extraBytes);
    checkNumbers(member, header, ExtraFields.check(extra, raw, member.name()));
    return member.at(dataAt);
  }

  /// With a descriptor, each number may be left zero: it comes behind the data.
  private static void checkNumbers(ZipMember member, ByteBuffer header, Optional<ByteBuffer> zip64)
      throws RefusedException {
    boolean mayBeZero = member.hasDescriptor();
    int crc = header.getInt(14);
    long packed = u32(header, 18);
    long content = u32(header, 22);
    if (zip64.isPresent()) {
      // Both sizes stand in it, whatever they are. Source: APPNOTE §4.5.3.
      ByteBuffer more = zip64.get();
      if (more.remaining() != 16) {
        throw RefusedException.entry(ArchiveRule.ZIP64, member.name(), "");
      }
      boolean isEqual =
          isSame(more.getLong(0), member.contentBytes(), mayBeZero)
              && isSame(more.getLong(8), member.packedBytes(), mayBeZero);
      if (!isEqual) {
        throw differs(member, "size");
      }
      content = content == FULL_32 ? member.contentBytes() : content;
      packed = packed == FULL_32 ? member.packedBytes() : packed;
    }
    if (!isSame(packed, member.packedBytes(), mayBeZero)
        || !isSame(content, member.contentBytes(), mayBeZero)) {
      throw differs(member, "size");
    }
    if (crc != member.crc() && !(mayBeZero && crc == 0)) {
      throw differs(member, "checksum");
    }
  }

  private static boolean isSame(long local, long central, boolean mayBeZero) {
    return local == central || (mayBeZero && local == 0);
  }

  /// What lies between the data and the next header must be a descriptor, in one of its four forms.
  private static void checkDescriptor(ByteSource source, ZipMember member, long at, long next)
      throws IOException, RefusedException {
    long gap = next - at;
    if (gap != 12 && gap != 16 && gap != 20 && gap != 24) {
      throw gap < 12
          ? RefusedException.entry(ArchiveRule.OVERLAP, member.name(), "descriptor")
          : RefusedException.entry(ArchiveRule.GAP, member.name(), gap + " bytes after it");
    }
    ByteBuffer found = read(source, at, (int) gap);
    boolean isSigned = gap == 16 || gap == 24;
    int from = isSigned ? 4 : 0;
    boolean isLong = gap >= 20;
    long packed = isLong ? found.getLong(from + 4) : u32(found, from + 4);
    long content = isLong ? found.getLong(from + 12) : u32(found, from + 8);
    if ((isSigned && found.getInt(0) != DESCRIPTOR)
        || found.getInt(from) != member.crc()
        || packed != member.packedBytes()
        || content != member.contentBytes()) {
      throw differs(member, "descriptor");
    }
  }

  private static RefusedException differs(ZipMember member, String what) {
    return RefusedException.entry(ArchiveRule.HEADERS_DIFFER, member.name(), what);
  }
}
