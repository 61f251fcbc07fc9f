package dev.starshell.syncshell.crypto.file;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// A private key under a passphrase: AES-256-GCM with a key from Argon2id (RFC 9106). The blob is
/// `version 1 ‖ memory KiB 4 ‖ passes 4 ‖ lanes 1 ‖ salt 16 ‖ nonce 12 ‖ sealed key ‖ CRC-32 4`;
/// the checksum tells a damaged file from a wrong passphrase. What stands before the sealed key,
/// and the public key, are authenticated with it.
final class SealedKey {
  /// What deriving costs: 32 MiB and three passes, some 0.1 s. Above OWASP's least (19 MiB, two
  /// passes), and small enough for the heap of a host, which is 112 MiB.
  static final Cost COST = new Cost(32 * 1024, 3, 1);

  private static final int VERSION = 1;
  private static final int SALT_BYTES = 16;
  private static final int NONCE_BYTES = 12;
  private static final int HEAD_BYTES = 1 + 4 + 4 + 1 + SALT_BYTES + NONCE_BYTES;
  private static final int TAG_BYTES = 16;
  private static final int CHECK_BYTES = 4;
  private static final int KEY_BYTES = 32;
  private static final int BLOB_BYTES_MAX = 1024;

  private SealedKey() {}

  /// What deriving a key costs. A file may say more or less than [#COST], within bounds.
  record Cost(int memoryKib, int passes, int lanes) {
    private static final int MEMORY_KIB_MAX = 64 * 1024;
    private static final int MEMORY_KIB_MIN = 8;
    private static final int PASSES_MAX = 16;
    private static final int LANES_MAX = 4;

    boolean isSound() {
      return memoryKib >= MEMORY_KIB_MIN * LANES_MAX
          && memoryKib <= MEMORY_KIB_MAX
          && passes >= 1
          && passes <= PASSES_MAX
          && lanes >= 1
          && lanes <= LANES_MAX;
    }
  }

  /// What came of opening a blob.
  sealed interface Opened {
    /// The private key; the caller clears it.
    record Key(byte[] pkcs8) implements Opened {}

    /// Another passphrase, or another public key, than it was sealed with.
    record Wrong() implements Opened {}

    /// The blob is not what was written.
    record Damaged() implements Opened {}
  }

  /// Seals a private key.
  ///
  /// @param publicKey what it belongs to
  static byte[] seal(byte[] pkcs8, byte[] publicKey, char[] passphrase, SecureRandom random) {
    byte[] salt = new byte[SALT_BYTES];
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(salt);
    random.nextBytes(nonce);
    byte[] head =
        ByteBuffer.allocate(HEAD_BYTES)
            .put((byte) VERSION)
            .putInt(COST.memoryKib())
            .putInt(COST.passes())
            .put((byte) COST.lanes())
            .put(salt)
            .put(nonce)
            .array();
    try {
      byte[] sealed = cipher(Cipher.ENCRYPT_MODE, head, publicKey, passphrase).doFinal(pkcs8);
      ByteBuffer blob = ByteBuffer.allocate(HEAD_BYTES + sealed.length + CHECK_BYTES);
      blob.put(head).put(sealed);
      return blob.putInt(check(blob.array())).array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  /// Opens what [#seal] has made.
  static Opened open(byte[] blob, byte[] publicKey, char[] passphrase) {
    if (!isWhole(blob)) {
      return new Opened.Damaged();
    }
    byte[] head = Arrays.copyOf(blob, HEAD_BYTES);
    if (head[0] != VERSION || !cost(head).isSound()) {
      return new Opened.Damaged();
    }
    try {
      int length = blob.length - HEAD_BYTES - CHECK_BYTES;
      return new Opened.Key(
          cipher(Cipher.DECRYPT_MODE, head, publicKey, passphrase)
              .doFinal(blob, HEAD_BYTES, length));
    } catch (AEADBadTagException e) {
      return new Opened.Wrong();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
  }

  /// Whether a blob is as it was written, as far as can be said without the passphrase.
  static boolean isWhole(byte[] blob) {
    return blob.length > HEAD_BYTES + TAG_BYTES + CHECK_BYTES
        && blob.length <= BLOB_BYTES_MAX
        && ByteBuffer.wrap(blob).getInt(blob.length - CHECK_BYTES) == check(blob);
  }

  private static int check(byte[] blob) {
    CRC32 crc = new CRC32();
    crc.update(blob, 0, blob.length - CHECK_BYTES);
    return (int) crc.getValue();
  }

  private static Cost cost(byte[] head) {
    ByteBuffer in = ByteBuffer.wrap(head);
    return new Cost(in.getInt(1), in.getInt(5), in.get(9));
  }

  private static Cipher cipher(int mode, byte[] head, byte[] publicKey, char[] passphrase)
      throws GeneralSecurityException {
    byte[] salt = Arrays.copyOfRange(head, 10, 10 + SALT_BYTES);
    byte[] key = derive(cost(head), salt, passphrase);
    try {
      Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
      cipher.init(
          mode,
          new SecretKeySpec(key, "AES"),
          new GCMParameterSpec(TAG_BYTES * 8, head, 10 + SALT_BYTES, NONCE_BYTES));
      cipher.updateAAD(head);
      cipher.updateAAD(publicKey);
      return cipher;
    } finally {
      Arrays.fill(key, (byte) 0);
    }
  }

  private static byte[] derive(Cost cost, byte[] salt, char[] passphrase) {
    byte[] words = utf8(passphrase);
    byte[] key = new byte[KEY_BYTES];
    try {
      Argon2BytesGenerator argon = new Argon2BytesGenerator();
      argon.init(
          new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
              .withVersion(Argon2Parameters.ARGON2_VERSION_13)
              .withMemoryAsKB(cost.memoryKib())
              .withIterations(cost.passes())
              .withParallelism(cost.lanes())
              .withSalt(salt)
              .build());
      argon.generateBytes(words, key);
      return key;
    } finally {
      Arrays.fill(words, (byte) 0);
    }
  }

  /// The same bytes for the same words, however a keyboard composes its accents.
  private static byte[] utf8(char[] passphrase) {
    String composed = Normalizer.normalize(CharBuffer.wrap(passphrase), Normalizer.Form.NFC);
    return composed.getBytes(StandardCharsets.UTF_8);
  }
}
