package dev.starshell.syncshell.journal.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/// A file with the mode that a journal has: one that others may read is refused unread.
final class OwnersFile {
  private OwnersFile() {}

  static void write(Path file, byte[] content) throws IOException {
    Files.write(file, content);
    close(file);
  }

  /// Takes it away from others.
  static void close(Path file) throws IOException {
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }
  }
}
