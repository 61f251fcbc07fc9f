package dev.starshell.host.http;

import dev.starshell.api.signal.SignalFailure;
import dev.starshell.host.frame.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// The relay's key and self-signed certificate, made once and kept: members pin its key.
final class RelayCertificate {
  static final String FILE_NAME = "relay.p12";

  /// PKCS12 wants a password; what guards the key is the file's mode.
  static final char[] PASSWORD = "starshell".toCharArray();

  private static final String ALIAS = "relay";
  private static final long FILE_BYTES_MAX = 64 * 1024;
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");

  /// RFC 5280 §4.1.2.5: a certificate without a well-defined end. The pin is what members trust.
  private static final Instant NO_END = Instant.parse("9999-12-31T23:59:59Z");

  private final KeyStore keyStore;
  private final Bytes spkiHash;

  private RelayCertificate(KeyStore keyStore, Bytes spkiHash) {
    this.keyStore = keyStore;
    this.spkiHash = spkiHash;
  }

  KeyStore keyStore() {
    return keyStore;
  }

  /// SHA-256 of the SubjectPublicKeyInfo.
  Bytes spkiHash() {
    return spkiHash;
  }

  /// The kept certificate, or a new one if there is none yet.
  ///
  /// @throws SignalFailure `RELAY_FAILED` if the file cannot be read, is damaged, or may be read by
  ///   others; it is never replaced by itself, because members pin its key
  static RelayCertificate loadOrCreate(Path directory) throws SignalFailure {
    Path file = directory.resolve(FILE_NAME);
    try {
      if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        createDirectory(directory);
        store(create(), file);
      }
      requirePrivate(file);
      return load(file);
    } catch (IOException | GeneralSecurityException | OperatorCreationException failed) {
      SignalFailure failure =
          new SignalFailure(
              "RELAY_FAILED",
              "The relay's key "
                  + file
                  + " cannot be used: "
                  + failed.getMessage()
                  + ". Restore it from a backup, or move it away and invite the members anew.");
      failure.initCause(failed);
      throw failure;
    }
  }

  static Bytes spkiHashOf(Certificate certificate) throws GeneralSecurityException {
    byte[] spki = certificate.getPublicKey().getEncoded();
    return Bytes.of(MessageDigest.getInstance("SHA-256").digest(spki));
  }

  private static RelayCertificate load(Path file) throws IOException, GeneralSecurityException {
    if (Files.size(file) > FILE_BYTES_MAX) {
      throw new IOException("the file is longer than " + FILE_BYTES_MAX + " bytes");
    }
    KeyStore keyStore = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      keyStore.load(in, PASSWORD);
    }
    Certificate certificate = keyStore.getCertificate(ALIAS);
    if (certificate == null || !keyStore.isKeyEntry(ALIAS)) {
      throw new IOException("the file holds no relay key");
    }
    return new RelayCertificate(keyStore, spkiHashOf(certificate));
  }

  private static KeyStore create()
      throws GeneralSecurityException, OperatorCreationException, IOException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    X500Name name = new X500Name("CN=starshell relay");
    Instant from = Instant.now().minus(Duration.ofDays(1));
    X509Certificate certificate =
        new JcaX509CertificateConverter()
            .getCertificate(
                new JcaX509v3CertificateBuilder(
                        name,
                        new BigInteger(127, new SecureRandom()).setBit(126),
                        Date.from(from),
                        Date.from(NO_END),
                        name,
                        pair.getPublic())
                    .build(
                        new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate())));
    KeyStore keyStore = KeyStore.getInstance("PKCS12");
    keyStore.load(null, PASSWORD);
    keyStore.setKeyEntry(ALIAS, pair.getPrivate(), PASSWORD, new Certificate[] {certificate});
    return keyStore;
  }

  private static void store(KeyStore keyStore, Path file)
      throws IOException, GeneralSecurityException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    keyStore.store(bytes, PASSWORD);
    Path partial = file.resolveSibling(FILE_NAME + ".partial");
    Files.deleteIfExists(partial);
    try (FileChannel channel =
        FileChannel.open(
            partial,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            ownerOnly(file, OWNER_ONLY))) {
      ByteBuffer rest = ByteBuffer.wrap(bytes.toByteArray());
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(true);
    }
    Files.move(partial, file, StandardCopyOption.ATOMIC_MOVE);
    if (isPosix(file)) {
      // Windows cannot open a directory; there the rename is durable by itself soon enough.
      try (FileChannel directory = FileChannel.open(directoryOf(file), StandardOpenOption.READ)) {
        directory.force(true);
      }
    }
  }

  private static void createDirectory(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      Files.createDirectories(
          directory,
          ownerOnly(directory.toAbsolutePath(), PosixFilePermissions.fromString("rwx------")));
    }
  }

  private static void requirePrivate(Path file) throws IOException {
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new IOException("it is not an ordinary file");
    }
    if (isPosix(file)) {
      Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
      if (!OWNER_ONLY.containsAll(mode)) {
        throw new IOException(
            "others may read it (mode " + PosixFilePermissions.toString(mode) + "), run chmod 600");
      }
    }
  }

  private static FileAttribute<?>[] ownerOnly(Path near, Set<PosixFilePermission> mode)
      throws IOException {
    return isPosix(near)
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)}
        : new FileAttribute<?>[0];
  }

  private static boolean isPosix(Path near) throws IOException {
    Path existing = near.toAbsolutePath();
    while (!Files.exists(existing)) {
      existing = directoryOf(existing);
    }
    FileStore store = Files.getFileStore(existing);
    return store.supportsFileAttributeView("posix");
  }

  private static Path directoryOf(Path file) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory == null) {
      throw new IOException(file + " has no directory");
    }
    return directory;
  }
}
