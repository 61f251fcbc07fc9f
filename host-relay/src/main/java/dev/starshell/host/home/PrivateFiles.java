package dev.starshell.host.home;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Set;

/// Files and folders that only the user of the host may read.
///
/// Where the file system has no POSIX permissions (Windows), a new file keeps the access list of
/// the user's own folder. Thread: any.
public final class PrivateFiles {
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");

  private PrivateFiles() {}

  /// Makes the folder with permissions 0700, or checks that one which exists is closed to others.
  /// An open one is refused and not changed: somebody may have read it already.
  ///
  /// @throws HomeFailure `STATE_PERMISSIONS` if others may enter it, `HOME_UNUSABLE` if it cannot
  ///   be made
  public static void ensureDirectory(Path directory) throws HomeFailure {
    try {
      if (Files.isDirectory(directory)) {
        refuseIfOpen(directory, DIRECTORY);
        return;
      }
      Path parent = directory.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.createDirectory(directory, attributes(directory, DIRECTORY));
    } catch (IOException e) {
      throw new HomeFailure(
          "HOME_UNUSABLE",
          "The folder " + directory + " cannot be made (" + e + "); choose another --home.");
    }
  }

  /// Writes a file with permissions 0600 whole, or not at all, and replaces an older one.
  ///
  /// @throws IOException if the disk fails; the older file stays as it was
  public static void write(Path file, byte[] content) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    Path fresh = Files.createTempFile(parent, ".new-", ".part", attributes(file, FILE));
    try {
      try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
        channel.force(true);
      }
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(fresh);
    }
  }

  /// Attributes for a new file with permissions 0600 beside `near`; empty without POSIX.
  public static FileAttribute<?>[] fileAttributes(Path near) {
    return attributes(near, FILE);
  }

  private static void refuseIfOpen(Path path, Set<PosixFilePermission> allowed)
      throws IOException, HomeFailure {
    if (!isPosix(path)) {
      return;
    }
    Set<PosixFilePermission> beyond = EnumSet.noneOf(PosixFilePermission.class);
    beyond.addAll(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
    beyond.removeAll(allowed);
    if (!beyond.isEmpty()) {
      throw new HomeFailure(
          "STATE_PERMISSIONS",
          path + " holds secrets and other users may enter it; run: chmod 700 " + path);
    }
  }

  private static FileAttribute<?>[] attributes(Path near, Set<PosixFilePermission> permissions) {
    return isPosix(near)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path path) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix");
  }
}
