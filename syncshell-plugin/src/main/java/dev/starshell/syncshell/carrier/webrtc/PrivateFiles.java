package dev.starshell.syncshell.carrier.webrtc;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The directory from which native code is loaded: only its owner may look into it or write to it.
final class PrivateFiles {
  private static final Logger log = LoggerFactory.getLogger(PrivateFiles.class);

  private final Path directory;

  private PrivateFiles(Path directory) {
    this.directory = directory;
  }

  /// Opens a source of bytes, again for each call.
  interface Source {
    InputStream open() throws IOException;
  }

  /// Makes the directory, or takes away everybody else's access to it.
  static PrivateFiles open(Path directory) throws IOException {
    Path absolute = directory.toAbsolutePath().normalize();
    Files.createDirectories(absolute);
    if (!Files.isDirectory(absolute, LinkOption.NOFOLLOW_LINKS)) {
      throw new NotDirectoryException(absolute.toString());
    }
    if (absolute.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(absolute, PosixFilePermissions.fromString("rwx------"));
    }
    return new PrivateFiles(absolute);
  }

  /// Keeps the content of `source` under a name with its SHA-256, and no other file of that prefix.
  /// A file of that name whose bytes differ is written anew.
  ///
  /// @throws NativeMissingException if the source's SHA-256 is not `wanted`; nothing is written
  Path keepOnly(String prefix, String suffix, Digest wanted, Source source) throws IOException {
    if (!hash(source).equals(wanted)) {
      throw NativeMissingException.altered("What the plugin's JAR brings", wanted);
    }
    String name = prefix + wanted.toHex() + suffix;
    Path file = directory.resolve(name);
    boolean whole =
        Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            && hash(() -> Files.newInputStream(file)).equals(wanted);
    if (!whole) {
      if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        log.atWarn().addKeyValue("file", file).log("native library was altered, written anew");
      }
      Path part = newPart();
      try (InputStream in = source.open();
          OutputStream out = Files.newOutputStream(part)) {
        in.transferTo(out);
      }
      requireHash(part, wanted);
      replace(part, file);
    }
    deleteOthers(prefix, file);
    return file;
  }

  /// The same bytes under a name of its own, which begins as the file's; gone after the next
  /// [#keepOnly] of that prefix.
  ///
  /// @throws NativeMissingException if the copy's SHA-256 is not `wanted`
  Path copy(Path file, Digest wanted) throws IOException {
    String name = String.valueOf(file.getFileName());
    int dot = name.lastIndexOf('.');
    Path copy = Files.createTempFile(directory, name.substring(0, dot) + "-", name.substring(dot));
    Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
    requireHash(copy, wanted);
    return copy;
  }

  /// Reads a file whole.
  ///
  /// @throws NativeMissingException if its SHA-256 is not `wanted`
  static void requireHash(Path file, Digest wanted) throws IOException {
    if (!hash(() -> Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)).equals(wanted)) {
      throw NativeMissingException.altered(file.toString(), wanted);
    }
  }

  /// Writes a small file.
  Path write(String name, byte[] content) throws IOException {
    Path part = newPart();
    Files.write(part, content);
    return replace(part, directory.resolve(name));
  }

  private Path newPart() throws IOException {
    return Files.createTempFile(directory, "part-", ".tmp");
  }

  /// Puts a whole file in the place of another one. Atomic: a second process that shares the
  /// directory finds the old file or the new one, never none.
  private static Path replace(Path part, Path file) throws IOException {
    return Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private void deleteOthers(String prefix, Path kept) throws IOException {
    try (DirectoryStream<Path> parts = Files.newDirectoryStream(directory, "part-*.tmp")) {
      Instant dayAgo = Instant.now().minus(Duration.ofDays(1));
      for (Path part : parts) {
        // A younger one may still be written to by another process.
        if (Files.getLastModifiedTime(part).toInstant().isBefore(dayAgo)) {
          deleteOld(part);
        }
      }
    }
    try (DirectoryStream<Path> old = Files.newDirectoryStream(directory, prefix + "*")) {
      for (Path file : old) {
        if (!file.equals(kept)) {
          deleteOld(file);
        }
      }
    }
  }

  private static void deleteOld(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      // Some systems hold a loaded library; the next start tries again.
      log.atDebug().setCause(e).addKeyValue("file", file).log("old native library not deleted");
    }
  }

  private static Digest hash(Source source) throws IOException {
    try (InputStream in = source.open();
        DigestOutputStream out =
            new DigestOutputStream(OutputStream.nullOutputStream(), Sha256.create())) {
      in.transferTo(out);
      return Digest.of(out.getMessageDigest().digest());
    }
  }
}
