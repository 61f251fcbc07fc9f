package dev.starshell.syncshell.archive;

/// How much an archive may hold and promise. Source: docs/ARCHIVES.md, "Limits".
///
/// @param entriesMax entries, folders included
/// @param directoryBytesMax central directory, bytes; bounds the memory of one examination
/// @param nameBytesMax name of an entry, bytes
/// @param commentBytesMax comment of the archive, bytes
/// @param entryBytesMax one compressed entry after unpacking, bytes
/// @param totalBytesMax all compressed entries after unpacking, bytes; at most `ratioMax` times the
///   archive, or 256 MiB
/// @param ratioMax unpacked to packed, for one entry
/// @param ratioFreeBytes entries up to this size may have any ratio, bytes
/// @param nestedMax archives in the archive
public record ArchiveLimits(
    int entriesMax,
    int directoryBytesMax,
    int nameBytesMax,
    int commentBytesMax,
    long entryBytesMax,
    long totalBytesMax,
    int ratioMax,
    long ratioFreeBytes,
    int nestedMax) {
  /// What an archive of any size may give. Unit: bytes.
  private static final long TOTAL_FREE_BYTES = 256L << 20;

  /// What the product uses.
  public static final ArchiveLimits DEFAULT =
      new ArchiveLimits(65_535, 8 << 20, 1_024, 1_024, 2L << 30, 8L << 30, 200, 64 << 20, 1_000);

  public ArchiveLimits {
    if (entriesMax < 1
        || directoryBytesMax < 1
        || nameBytesMax < 1
        || commentBytesMax < 0
        || entryBytesMax < 1
        || totalBytesMax < entryBytesMax
        || ratioMax < 1
        || ratioFreeBytes < 0
        || nestedMax < 0) {
      throw new IllegalArgumentException("limits of archives must be positive");
    }
  }

  /// How much all compressed entries of one archive may give. Bounds the time by the size.
  long totalBytesMax(long archiveBytes) {
    return Math.min(totalBytesMax, Math.max(TOTAL_FREE_BYTES, archiveBytes * ratioMax));
  }
}
