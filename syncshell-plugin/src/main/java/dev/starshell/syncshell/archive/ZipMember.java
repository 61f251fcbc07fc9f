package dev.starshell.syncshell.archive;

import dev.starshell.syncshell.protocol.Bytes;
import java.nio.ByteBuffer;

/// One entry, as the central directory has it. What stands in front of the entry was found equal.
///
/// The name is kept as it is in the archive and decoded whenever it is asked for: decoded names
/// take up to twice the memory.
///
/// @param rawName as in the archive; it is UTF-8, or code page 437
/// @param crc of the content, 32 bits
/// @param packedBytes in the archive
/// @param contentBytes after unpacking, as the archive says
/// @param headerAtBytes where its local header begins
/// @param dataAtBytes where its packed bytes begin; −1 until the local header was read
record ZipMember(
    Bytes rawName,
    int flags,
    int method,
    int crc,
    long packedBytes,
    long contentBytes,
    long headerAtBytes,
    long dataAtBytes) {
  static final int STORED = 0;
  static final int DEFLATED = 8;
  static final int FLAG_DESCRIPTOR = 1 << 3;
  static final int FLAG_UTF8 = 1 << 11;

  /// The name as text.
  String name() {
    return EntryNames.decode(rawName.toArray());
  }

  /// Whether it has a name.
  ///
  /// @param utf8 the same name in UTF-8
  boolean isNamed(String name, byte[] utf8) {
    return (rawName.length() == utf8.length && rawName.view().equals(ByteBuffer.wrap(utf8)))
        || (rawName.length() == name.length()
            && utf8.length > name.length()
            && name().equals(name));
  }

  boolean isFolder() {
    return rawName.length() > 0 && rawName.view().get(rawName.length() - 1) == '/';
  }

  boolean hasDescriptor() {
    return (flags & FLAG_DESCRIPTOR) != 0;
  }

  /// Whether the bytes must be unpacked. Many tools say "deflated" of folders without any byte.
  boolean isPacked() {
    return method == DEFLATED && (packedBytes | contentBytes | crc) != 0;
  }

  ZipMember at(long dataAt) {
    return new ZipMember(
        rawName, flags, method, crc, packedBytes, contentBytes, headerAtBytes, dataAt);
  }
}
