package dev.starshell.harness.lab;

import java.nio.file.FileSystems;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/// Attributes of a folder that only its owner may enter; none where the file system has no modes.
final class OwnerOnly {
  /// For `Files.createDirectory`.
  static final FileAttribute<?>[] FOLDER =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
          ? new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
          }
          : new FileAttribute<?>[0];

  private OwnerOnly() {}
}
