package dev.starshell.syncshell.crypto.file;

import dev.starshell.syncshell.crypto.Identity;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/// Keeps the identity in `identity.key`: PEM with the PKCS#8 key, bare or under a passphrase, and
/// the public key as text after it, by which every changed bit is noticed. Only the user may read
/// the file and enter its folder; other permissions are refused, not repaired, because somebody may
/// have read the key already.
///
/// Thread: any platform thread; methods wait for the disk.
public final class IdentityFile {
  /// The file's name in its folder.
  public static final String NAME = "identity.key";

  private final Path folder;
  private final Path file;
  private final IdentityText text;
  private final KeyPrivacy privacy;

  /// @param folder the identity's own, made when an identity is
  public IdentityFile(Path folder) {
    this.folder = folder.toAbsolutePath();
    this.file = this.folder.resolve(NAME);
    this.text = new IdentityText(file);
    this.privacy = new KeyPrivacy(file.getFileSystem());
  }

  /// Reads the identity, or makes one if there is no file at all. A file that cannot be used is
  /// never replaced.
  ///
  /// @param passphrase what the file is sealed with; not needed for one that is not
  /// @throws IdentityException if the file is there and cannot be used
  public Identity loadOrCreate(Optional<char[]> passphrase) throws IOException {
    Optional<Identity> found = load(passphrase);
    return found.isPresent() ? found.get() : create();
  }

  /// As [#loadOrCreate(Optional)], for a file without a passphrase.
  public Identity loadOrCreate() throws IOException {
    return loadOrCreate(Optional.empty());
  }

  /// As [#load(Optional)], for a file without a passphrase.
  public Optional<Identity> load() throws IOException {
    return load(Optional.empty());
  }

  /// Reads the identity; empty if there is no file.
  ///
  /// @param passphrase what the file is sealed with; not needed for one that is not
  /// @throws IdentityException if the file is there and cannot be used
  public Optional<Identity> load(Optional<char[]> passphrase) throws IOException {
    if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return Optional.empty();
    }
    privacy.require(folder, true);
    privacy.require(file, false);
    byte[] content = read();
    try {
      return Optional.of(text.parse(content, passphrase));
    } finally {
      Arrays.fill(content, (byte) 0);
    }
  }

  /// Whether the file has a passphrase; not if there is no file.
  public boolean isSealed() throws IOException {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS) && IdentityText.isSealed(read());
  }

  /// Replaces the file by one with another passphrase, or with none, in one step: whatever happens,
  /// the old file or the new one is there. The new one is read again before it takes the place.
  public void rewrite(Identity identity, Optional<char[]> passphrase) throws IOException {
    byte[] content = text.render(identity, passphrase, new SecureRandom());
    if (!text.parse(content, passphrase).key().equals(identity.key())) {
      throw new IllegalStateException("a sealed identity cannot be opened again");
    }
    Path draft = draft();
    try {
      writeDraft(draft, content);
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(draft);
    }
    forceFolder();
  }

  /// Makes a new identity and its file.
  ///
  /// @throws FileAlreadyExistsException if there is a file already; it is left as it is
  public Identity create() throws IOException {
    makeFolder();
    privacy.require(folder, true);
    SecureRandom random = new SecureRandom();
    byte[] seed = new byte[Identity.SEED_BYTES];
    random.nextBytes(seed);
    Identity identity = Identity.fromSeed(seed);
    Arrays.fill(seed, (byte) 0);
    Path draft = draft();
    try {
      writeDraft(draft, text.render(identity, Optional.empty(), random));
      publish(draft);
    } finally {
      Files.deleteIfExists(draft);
    }
    forceFolder();
    return identity;
  }

  private Path draft() {
    byte[] suffix = new byte[8];
    new SecureRandom().nextBytes(suffix);
    return folder.resolve("." + NAME + "." + HexFormat.of().formatHex(suffix) + ".tmp");
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
    if (privacy.isPosix()) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  private byte[] read() throws IOException {
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      return in.readNBytes(IdentityText.BYTES_MAX + 1);
    } catch (NoSuchFileException e) {
      throw text.corrupt();
    }
  }

  private FileAttribute<?>[] attributes(String permissions) {
    return privacy.isPosix()
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
