package dev.starshell.syncshell.crypto.file;

import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKeyText;
import dev.starshell.syncshell.crypto.file.IdentityException.Code;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/// Keeps the identity in `identity.key`: PEM with the PKCS#8 key, and the public key as text after
/// it, by which every changed bit is noticed. Only the user may read the file and enter its folder;
/// other permissions are refused, not repaired, because somebody may have read the key already.
///
/// Thread: any platform thread; methods wait for the disk.
public final class IdentityFile {
  /// The file's name in its folder.
  public static final String NAME = "identity.key";

  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final int BYTES_MAX = 4 * 1024;
  private static final Set<PosixFilePermission> OWNERS =
      Set.of(
          PosixFilePermission.OWNER_READ,
          PosixFilePermission.OWNER_WRITE,
          PosixFilePermission.OWNER_EXECUTE);

  private final Path folder;
  private final Path file;

  /// @param folder the identity's own, made when an identity is
  public IdentityFile(Path folder) {
    this.folder = folder.toAbsolutePath();
    this.file = this.folder.resolve(NAME);
  }

  /// Reads the identity, or makes one if there is no file at all. A file that cannot be used is
  /// never replaced.
  ///
  /// @throws IdentityException if the file is there and cannot be used
  public Identity loadOrCreate() throws IOException {
    Optional<Identity> found = load();
    return found.isPresent() ? found.get() : create();
  }

  /// Reads the identity; empty if there is no file.
  ///
  /// @throws IdentityException if the file is there and cannot be used
  public Optional<Identity> load() throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    requirePrivate(folder, true);
    requirePrivate(file, false);
    byte[] content = read();
    try {
      return Optional.of(parse(content));
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  /// Makes a new identity and its file.
  ///
  /// @throws FileAlreadyExistsException if there is a file already; it is left as it is
  public Identity create() throws IOException {
    makeFolder();
    requirePrivate(folder, true);
    SecureRandom random = new SecureRandom();
    byte[] seed = new byte[Identity.SEED_BYTES];
    random.nextBytes(seed);
    Identity identity = Identity.fromSeed(seed);
    Arrays.fill(seed, (byte) 0);
    byte[] suffix = new byte[8];
    random.nextBytes(suffix);
    Path draft = folder.resolve("." + NAME + "." + HexFormat.of().formatHex(suffix) + ".tmp");
    try {
      writeDraft(draft, render(identity).getBytes(StandardCharsets.US_ASCII));
      publish(draft);
    } finally {
      Files.deleteIfExists(draft);
    }
    forceFolder();
    return identity;
  }

  private void makeFolder() throws IOException {
    if (Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    Path parent = folder.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.createDirectory(folder, attributes("rwx------"));
  }

  private void writeDraft(Path draft, byte[] content) throws IOException {
    try (FileChannel out =
        FileChannel.open(
            draft,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            attributes("rw-------"))) {
      ByteBuffer left = ByteBuffer.wrap(content);
      while (left.hasRemaining()) {
        out.write(left);
      }
      out.force(true);
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  /// Gives the whole draft its name in one step. A link never replaces a file that came meanwhile.
  private void publish(Path draft) throws IOException {
    try {
      Files.createLink(file, draft);
    } catch (UnsupportedOperationException e) {
      Files.move(draft, file);
    }
  }

  private void forceFolder() throws IOException {
    if (isPosix()) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private byte[] read() throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return in.readNBytes(BYTES_MAX + 1);
    } catch (NoSuchFileException e) {
      throw corrupt();
    }
  }

  /// Takes exactly what [#render] writes.
  private Identity parse(byte[] content) throws IdentityException {
    String text = new String(content, StandardCharsets.ISO_8859_1);
    String[] lines = text.split("\n", -1);
    if (content.length > BYTES_MAX || lines.length < 3 || !lines[0].equals(BEGIN)) {
      throw corrupt();
    }
    byte[] pkcs8;
    try {
      pkcs8 = Base64.getDecoder().decode(lines[1]);
    } catch (IllegalArgumentException e) {
      throw corrupt();
    }
    Optional<Identity> identity = Identity.fromPkcs8(pkcs8);
    Arrays.fill(pkcs8, (byte) 0);
    if (identity.isEmpty() || !render(identity.get()).equals(text)) {
      throw corrupt();
    }
    return identity.get();
  }

  private static String render(Identity identity) {
    return BEGIN
        + "\n"
        + Base64.getEncoder().encodeToString(identity.toPkcs8())
        + "\n-----END PRIVATE KEY-----\n"
        + "public "
        + MemberKeyText.format(identity.key())
        + "\n";
  }

  private void requirePrivate(Path path, boolean isFolder) throws IOException {
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

  private boolean isPosix() {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private FileAttribute<?>[] attributes(String permissions) {
    return isPosix()
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  private IdentityException corrupt() {
    return new IdentityException(
        Code.STATE_CORRUPT,
        file
            + " is not what was written there. Restore it from a backup; without one, move it away"
            + " and a new identity is made, which the shells do not know.");
  }
}
