package dev.starshell.syncshell.archive;

import dev.starshell.syncshell.protocol.Bytes;

/// One entry, as the central directory has it. What stands in front of the entry was found equal.
///
/// @param rawName as in the archive
/// @param crc of the content, 32 bits
/// @param packedBytes in the archive
/// @param contentBytes after unpacking, as the archive says
/// @param headerAtBytes where its local header begins
/// @param dataAtBytes where its packed bytes begin; −1 until the local header was read
record ZipMember(
    String name,
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

  boolean isFolder() {
    return name.endsWith("/");
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
        name, rawName, flags, method, crc, packedBytes, contentBytes, headerAtBytes, dataAt);
  }
}
