package dev.starshell.syncshell.crypto.seal;

import dev.starshell.syncshell.crypto.Hkdf;
import dev.starshell.syncshell.crypto.Secret;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/// AES-256-GCM with nonces made of a counter. The cipher is made once and used for every frame.
///
/// Thread: the owner's.
final class Aead implements AutoCloseable {
  static final int TAG_BYTES = 16;

  /// Unit: bytes.
  static final int KEY_BYTES = 32;

  /// Key ‖ salt of the nonces. Unit: bytes.
  static final int MATERIAL_BYTES = KEY_BYTES + 12;

  private static final int SALT_BYTES = 12;
  private static final int TAG_BITS = TAG_BYTES * 8;
  private static final String REKEY = "starshell/1 rekey";

  private final Cipher cipher;
  private final int mode;
  private final int headerBytes;
  private final byte[] nonce = new byte[SALT_BYTES];
  private final byte[] salt = new byte[SALT_BYTES];
  private Secret key;
  private SecretKey lent;

  private Aead(Secret material, int mode, int headerBytes) {
    try {
      this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has AES-GCM", e);
    }
    this.mode = mode;
    this.headerBytes = headerBytes;
    this.key = keyOf(material);
    this.lent = key.asKey("AES");
  }

  /// Seals frames with headers of this length, which are authenticated. Takes the material over.
  static Aead sealing(Secret material, int headerBytes) {
    try (material) {
      return new Aead(material, Cipher.ENCRYPT_MODE, headerBytes);
    }
  }

  /// Opens such frames. Takes the material over.
  static Aead opening(Secret material, int headerBytes) {
    try (material) {
      return new Aead(material, Cipher.DECRYPT_MODE, headerBytes);
    }
  }

  /// Seals content behind the header that stands at the start of a frame. The content may stand
  /// there already.
  void seal(long counter, byte[] content, int fromBytes, int lengthBytes, byte[] frame) {
    try {
      begin(counter, frame);
      cipher.doFinal(content, fromBytes, lengthBytes, frame, headerBytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM cannot seal", e);
    }
  }

  /// Opens what stands behind a frame's header into an array of exactly the content's length.
  ///
  /// @return false if the tag is wrong: then nothing of `content` may be used
  boolean open(long counter, byte[] frame, int frameBytes, byte[] content) {
    try {
      begin(counter, frame);
      cipher.doFinal(frame, headerBytes, frameBytes - headerBytes, content, 0);
      return true;
    } catch (AEADBadTagException e) {
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("AES-GCM cannot open", e);
    }
  }

  private void begin(long counter, byte[] frame) throws GeneralSecurityException {
    System.arraycopy(salt, 0, nonce, 0, SALT_BYTES);
    for (int i = 0; i < Long.BYTES; i++) {
      nonce[SALT_BYTES - 1 - i] ^= (byte) (counter >>> (8 * i));
    }
    cipher.init(mode, lent, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(frame, 0, headerBytes);
  }

  /// Goes on with the next key, from which the one before cannot be found.
  void rekey() {
    try (Secret old = key;
        Secret next = Hkdf.expand(old, Hkdf.info(REKEY), MATERIAL_BYTES)) {
      key = keyOf(next);
      lent = key.asKey("AES");
    }
  }

  /// Takes the salt into use and gives the key.
  private Secret keyOf(Secret material) {
    byte[] raw = material.toBytes();
    System.arraycopy(raw, KEY_BYTES, salt, 0, SALT_BYTES);
    Secret made = Secret.copyOf(raw, 0, KEY_BYTES);
    Arrays.fill(raw, (byte) 0);
    return made;
  }

  @Override
  public void close() {
    key.close();
    Arrays.fill(salt, (byte) 0);
    Arrays.fill(nonce, (byte) 0);
  }
}
