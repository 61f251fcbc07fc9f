package dev.starshell.syncshell.archive;

import static dev.starshell.syncshell.archive.LittleEndian.FULL_16;
import static dev.starshell.syncshell.archive.LittleEndian.FULL_32;
import static dev.starshell.syncshell.archive.LittleEndian.read;
import static dev.starshell.syncshell.archive.LittleEndian.u16;
import static dev.starshell.syncshell.archive.LittleEndian.u32;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where the central directory is. Source: APPNOTE.TXT 6.3.10, §4.3.14 to §4.3.16.
///
/// @param entries how many it says there are
record EndRecord(long directoryAtBytes, long directoryBytes, long entries) {
  private static final int END = 0x06054b50;
  private static final int END64 = 0x06064b50;
  private static final int LOCATOR = 0x07064b50;
  private static final int CENTRAL = 0x02014b50;
  private static final int LOCAL = 0x04034b50;
  private static final int SPANNED = 0x08074b50;
  private static final int END_BYTES = 22;
  private static final int END64_BYTES = 56;
  private static final int LOCATOR_BYTES = 20;
  private static final int COMMENT_MAX = 0xFFFF;

  /// Looks for the one end of an archive.
  ///
  /// @return empty if no reader would take the file for a ZIP archive
  static Optional<EndRecord> find(ByteSource source, ArchiveLimits limits)
      throws IOException, RefusedException {
    long size = source.sizeBytes();
    boolean looksLikeZip = looksLikeZip(source);
    int tailBytes = (int) Math.min(size, END_BYTES + COMMENT_MAX);
    ByteBuffer tail = read(source, size - tailBytes, tailBytes);
    List<Integer> ends = ends(tail);
    boolean isFound = looksLikeZip;
    for (int i = 0; i < ends.size() && !isFound; i++) {
      isFound = leadsToDirectory(source, size - tailBytes + ends.get(i));
    }
    if (!isFound) {
      return Optional.empty();
    }
    if (ends.isEmpty()) {
      throw RefusedException.archive(ArchiveRule.TRUNCATED, "");
    }
    int last = ends.getFirst();
    boolean isWhole = isExact(tail, last);
    if (ends.stream().skip(1).anyMatch(at -> isExact(tail, at))) {
      throw RefusedException.archive(ArchiveRule.END_RECORDS, "");
    }
    if (!isWhole) {
      throw RefusedException.archive(ArchiveRule.SUFFIX, "");
    }
    if (!looksLikeZip) {
      throw RefusedException.archive(ArchiveRule.PREFIX, "");
    }
    if (u16(tail, last + 20) > limits.commentBytesMax()) {
      throw RefusedException.archive(ArchiveRule.COMMENT, u16(tail, last + 20) + " bytes");
    }
    return Optional.of(
        of(source, tail.slice(last, END_BYTES).order(tail.order()), size - tailBytes + last));
  }

  private static boolean looksLikeZip(ByteSource source) throws IOException {
    if (source.sizeBytes() < 4) {
      return false;
    }
    int start = read(source, 0, 4).getInt(0);
    return start == LOCAL || start == END || start == SPANNED;
  }

  /// Places of end signatures, the last first.
  private static List<Integer> ends(ByteBuffer tail) {
    List<Integer> ends = new ArrayList<>();
    for (int at = tail.limit() - END_BYTES; at >= 0; at--) {
      if (tail.get(at) == 'P' && tail.getInt(at) == END) {
        ends.add(at);
      }
    }
    return ends;
  }

  /// Whether a record and its comment reach exactly to the end of the file.
  private static boolean isExact(ByteBuffer tail, int at) {
    return at + END_BYTES + u16(tail, at + 20) == tail.limit();
  }

  /// Whether a reader that trusts this end would find entries, wherever the file begins.
  private static boolean leadsToDirectory(ByteSource source, long endAt) throws IOException {
    ByteBuffer end = read(source, endAt, END_BYTES);
    long directoryBytes = u32(end, 12);
    if (directoryBytes == FULL_32 || u32(end, 16) == FULL_32 || u16(end, 10) == FULL_16) {
      return endAt >= LOCATOR_BYTES && read(source, endAt - LOCATOR_BYTES, 4).getInt(0) == LOCATOR;
    }
    long at = endAt - directoryBytes;
    return u16(end, 10) > 0
        && at >= 0
        && at <= endAt - 4
        && read(source, at, 4).getInt(0) == CENTRAL;
  }

  private static EndRecord of(ByteSource source, ByteBuffer end, long endAt)
      throws IOException, RefusedException {
    boolean isPart = u16(end, 4) != 0 || u16(end, 6) != 0 || u16(end, 8) != u16(end, 10);
    boolean isFull = u16(end, 10) == FULL_16 || u32(end, 12) == FULL_32 || u32(end, 16) == FULL_32;
    if (isPart && !isFull) {
      throw RefusedException.archive(ArchiveRule.MULTI_DISK, "");
    }
    // Some tools write the large records always; then both must say the same.
    if (endAt >= LOCATOR_BYTES + END64_BYTES
        && read(source, endAt - LOCATOR_BYTES, 4).getInt(0) == LOCATOR) {
      return of64(source, end, endAt - LOCATOR_BYTES);
    }
    if (isPart) {
      throw RefusedException.archive(ArchiveRule.MULTI_DISK, "");
    }
    return checked(new EndRecord(u32(end, 16), u32(end, 12), u16(end, 10)), endAt);
  }

  private static EndRecord of64(ByteSource source, ByteBuffer end, long locatorAt)
      throws IOException, RefusedException {
    ByteBuffer locator = read(source, locatorAt, LOCATOR_BYTES);
    long at = locatorAt - END64_BYTES;
    ByteBuffer record = read(source, at, END64_BYTES);
    if (record.getInt(0) != END64
        || locator.getLong(8) != at
        || record.getLong(4) != END64_BYTES - 12) {
      throw RefusedException.archive(ArchiveRule.ZIP64, "");
    }
    long entries = record.getLong(32);
    long directoryBytes = record.getLong(40);
    long directoryAt = record.getLong(48);
    if (u32(locator, 4) != 0
        || u32(locator, 16) != 1
        || u32(record, 16) != 0
        || u32(record, 20) != 0
        || record.getLong(24) != entries) {
      throw RefusedException.archive(ArchiveRule.MULTI_DISK, "");
    }
    boolean isTrue =
        fits(u16(end, 10), FULL_16, entries)
            && fits(u16(end, 8), FULL_16, entries)
            && fits(u32(end, 12), FULL_32, directoryBytes)
            && fits(u32(end, 16), FULL_32, directoryAt);
    if (!isTrue || directoryBytes < 0 || directoryAt < 0 || entries < 0) {
      throw RefusedException.archive(ArchiveRule.ZIP64, "");
    }
    return checked(new EndRecord(directoryAt, directoryBytes, entries), at);
  }

  private static boolean fits(long field, long full, long value) {
    return field == full || field == value;
  }

  /// The directory must end where the end records begin.
  private static EndRecord checked(EndRecord found, long endAt) throws RefusedException {
    long gap = endAt - found.directoryAtBytes - found.directoryBytes;
    if (found.directoryAtBytes > endAt || found.directoryBytes > endAt || gap < 0) {
      throw RefusedException.archive(ArchiveRule.DIRECTORY, "it does not lie in the file");
    }
    if (gap > 0) {
      throw RefusedException.archive(ArchiveRule.GAP, gap + " bytes before the end");
    }
    return found;
  }
}
