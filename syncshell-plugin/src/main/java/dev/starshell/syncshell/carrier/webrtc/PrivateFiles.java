package dev.starshell.syncshell.carrier.webrtc;

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
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
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
  Path keepOnly(String prefix, String suffix, Source source) throws IOException {
    byte[] wanted = hash(source);
    String name = prefix + HexFormat.of().formatHex(wanted) + suffix;
    Path file = directory.resolve(name);
    boolean whole =
        Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
            && MessageDigest.isEqual(wanted, hash(() -> Files.newInputStream(file)));
    if (!whole) {
      Path part = newPart();
      try (InputStream in = source.open();
          OutputStream out = Files.newOutputStream(part)) {
        in.transferTo(out);
      }
      if (!MessageDigest.isEqual(wanted, hash(() -> Files.newInputStream(part)))) {
        throw new IOException("written bytes differ from the source: " + part);
      }
      replace(part, file);
    }
    deleteOthers(prefix, file);
    return file;
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

  private static byte[] hash(Source source) throws IOException {
    try (InputStream in = source.open();
        DigestOutputStream out =
            new DigestOutputStream(
                OutputStream.nullOutputStream(), MessageDigest.getInstance("SHA-256"))) {
      in.transferTo(out);
      return out.getMessageDigest().digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("SHA-256 is part of every JDK", e);
    }
  }
}
