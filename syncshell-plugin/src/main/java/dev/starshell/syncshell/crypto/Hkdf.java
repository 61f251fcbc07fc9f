package dev.starshell.syncshell.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import javax.crypto.KDF;
import javax.crypto.Mac;
import javax.crypto.spec.HKDFParameterSpec;

/// HKDF-SHA256 by the JDK. Source: RFC 5869.
public final class Hkdf {
  private Hkdf() {}

  /// A pseudo-random key of 32 bytes. The key material stays the caller's to close.
  public static Secret extract(byte[] salt, Secret material) {
    try {
      return Secret.taking(
          kdf()
              .deriveData(
                  HKDFParameterSpec.ofExtract()
                      .addSalt(salt)
                      .addIKM(material.asKey("Generic"))
                      .extractOnly()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HKDF-SHA256 cannot extract", e);
    }
  }

  /// A key for one purpose.
  ///
  /// @param lengthBytes 1 to 8,160
  public static Secret expand(Secret key, byte[] info, int lengthBytes) {
    try {
      return Secret.taking(
          kdf().deriveData(HKDFParameterSpec.expandOnly(key.asKey("Generic"), info, lengthBytes)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HKDF-SHA256 cannot expand", e);
    }
  }

  /// The key pair of HKDF-SHA256(seed, info = label).
  static Identity identity(byte[] seed, byte[] label) {
    try {
      return Identity.fromSeed(
          kdf()
              .deriveData(
                  HKDFParameterSpec.ofExtract()
                      .addIKM(seed)
                      .thenExpand(label, Identity.SEED_BYTES)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HKDF-SHA256 cannot derive", e);
    }
  }

  /// The info of a key: label ‖ 0 ‖ parts. The parts of one label always have the same lengths, so
  /// that no two purposes have the same info.
  public static byte[] info(String label, byte[]... parts) {
    byte[] ascii = label.getBytes(StandardCharsets.US_ASCII);
    int length = ascii.length + 1;
    for (byte[] part : parts) {
      length += part.length;
    }
    ByteBuffer info = ByteBuffer.allocate(length).put(ascii).put((byte) 0);
    for (byte[] part : parts) {
      info.put(part);
    }
    return info.array();
  }

  /// HMAC-SHA256, 32 bytes.
  public static byte[] hmac(Secret key, byte[] message) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key.asKey("HmacSHA256"));
      return mac.doFinal(message);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("HMAC-SHA256 cannot be computed", e);
    }
  }

  private static KDF kdf() throws GeneralSecurityException {
    return KDF.getInstance("HKDF-SHA256");
  }
}
