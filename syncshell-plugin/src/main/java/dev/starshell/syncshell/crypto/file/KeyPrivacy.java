package dev.starshell.syncshell.crypto.file;

import dev.starshell.syncshell.crypto.file.IdentityException.Code;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Whether files and folders with secrets are the user's alone.
///
/// @param system where they are
record KeyPrivacy(FileSystem system) {
  private static final Set<PosixFilePermission> OWNERS =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  /// Refuses a file or folder that others may reach, or that is not the user's.
  void require(Path path, boolean isFolder) throws IOException {
    if (!isPosix()) {
      return;
    }
    PosixFileAttributes found =
        Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (isFolder ? !found.isDirectory() : !found.isRegularFile()) {
      throw new IdentityException(
          Code.STATE_PERMISSIONS,
          path
              + " is a link or no plain "
              + (isFolder ? "folder" : "file")
              + ". Put the real one in its place.");
    }
    if (!OWNERS.containsAll(found.permissions())) {
      throw new IdentityException(
          Code.STATE_PERMISSIONS,
          path
              + " has permissions "
              + PosixFilePermissions.toString(found.permissions())
              + ", so that others may reach the identity key. Make sure that nobody has copied it,"
              + " then run: chmod "
              + (isFolder ? "700 " : "600 ")
              + path);
    }
    if (!found.owner().equals(currentUser(path))) {
      throw new IdentityException(
          Code.STATE_PERMISSIONS,
          path
              + " belongs to user "
              + found.owner().getName()
              + ". Start Starshell as that user, or change the owner.");
    }
  }

  private static Object currentUser(Path path) throws IOException {
    return path.getFileSystem()
        .getUserPrincipalLookupService()
        .lookupPrincipalByName(System.getProperty("user.name", ""));
  }

  boolean isPosix() {
    return system.supportedFileAttributeViews().contains("posix");
  }
}
