package dev.starshell.syncshell.archive;

import static dev.starshell.syncshell.archive.LittleEndian.u16;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32;

/// The extra fields of one header. Only those pass that no reader takes another name, size or kind
/// of file from. Source: APPNOTE.TXT 6.3.10, §4.5; Info-ZIP's `extrafld.txt`.
final class ExtraFields {
  private static final int ZIP64 = 0x0001;
  private static final int PKWARE_UNIX = 0x000d;
  private static final int UNICODE_NAME = 0x7075;
  private static final int AES = 0x9901;

  /// Times and owners: NTFS, extended timestamp, Info-ZIP Unix old and new; the mark of a JAR,
  /// padding of aligners, a comment in Unicode, growth hint of Open Packaging, Finder data.
  private static final Set<Integer> HARMLESS =
      Set.of(
          0x000a, 0x5455, 0x5855, 0x7855, 0x7875, 0xcafe, 0xd935, 0x6375, 0xa220, 0xa11e, 0x07c8,
          0x2605, 0x2705, 0x334d, 0x4341, 0x0009);

  /// Strong encryption and certificates.
  private static final Set<Integer> ENCRYPTION = Set.of(0x0014, 0x0015, 0x0016, 0x0017, 0x0019);

  private ExtraFields() {}

  /// Checks all fields.
  ///
  /// @param rawName the name in the header itself
  /// @return the content of the ZIP64 field, if there is one
  static Optional<ByteBuffer> check(ByteBuffer extra, byte[] rawName, String name)
      throws RefusedException {
    Optional<ByteBuffer> zip64 = Optional.empty();
    int at = 0;
    while (at + 4 <= extra.limit()) {
      int id = u16(extra, at);
      int length = u16(extra, at + 2);
      if (at + 4 + length > extra.limit()) {
        throw RefusedException.entry(ArchiveRule.EXTRA_FIELD, name, "cut short");
      }
      ByteBuffer content = extra.slice(at + 4, length).order(extra.order());
      if (id == ZIP64) {
        if (zip64.isPresent()) {
          throw RefusedException.entry(ArchiveRule.ZIP64, name, "twice");
        }
        zip64 = Optional.of(content);
      } else {
        checkOne(id, content, rawName, name);
      }
      at += 4 + length;
    }
    for (; at < extra.limit(); at++) {
      if (extra.get(at) != 0) {
        throw RefusedException.entry(ArchiveRule.EXTRA_FIELD, name, "cut short");
      }
    }
    return zip64;
  }

  private static void checkOne(int id, ByteBuffer content, byte[] rawName, String name)
      throws RefusedException {
    if (id == AES || ENCRYPTION.contains(id)) {
      throw RefusedException.entry(ArchiveRule.ENCRYPTED, name, "");
    }
    boolean isFine =
        HARMLESS.contains(id)
            || (id == 0 && content.limit() == 0)
            // Twelve bytes are times and owners; what follows is the target of a link.
            || (id == PKWARE_UNIX && content.limit() == 12)
            || (id == UNICODE_NAME && repeats(content, rawName));
    if (!isFine) {
      throw RefusedException.entry(ArchiveRule.EXTRA_FIELD, name, String.format("0x%04x", id));
    }
  }

  /// Whether a Unicode name says what the header says, and of the same header.
  private static boolean repeats(ByteBuffer content, byte[] rawName) {
    if (content.limit() != 5 + rawName.length || content.get(0) != 1) {
      return false;
    }
    CRC32 crc = new CRC32();
    crc.update(rawName);
    byte[] again = new byte[rawName.length];
    content.get(5, again);
    return (int) crc.getValue() == content.getInt(1) && Arrays.equals(again, rawName);
  }
}
