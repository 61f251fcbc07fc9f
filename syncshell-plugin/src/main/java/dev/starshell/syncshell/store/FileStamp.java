package dev.starshell.syncshell.store;

import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;

/// What tells, without reading it, whether a file is still the one that was hashed.
///
/// @param sizeBytes size, 0 or more
/// @param modifiedNanos time of last change, since 1970, as fine as the file system keeps it
/// @param fileKey the file system's own name of the file (device and inode), empty where it has
///   none
public record FileStamp(long sizeBytes, long modifiedNanos, String fileKey) {
  /// Takes the stamp from a file's attributes.
  public static FileStamp of(BasicFileAttributes attributes) {
    Object key = attributes.fileKey();
    return new FileStamp(
        attributes.size(),
        attributes.lastModifiedTime().to(TimeUnit.NANOSECONDS),
        key == null ? "" : key.toString());
  }
}
