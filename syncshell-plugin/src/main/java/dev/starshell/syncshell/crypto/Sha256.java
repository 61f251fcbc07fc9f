package dev.starshell.syncshell.crypto;

import dev.starshell.syncshell.content.Digest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// SHA-256 over a few parts.
public final class Sha256 {
  private Sha256() {}

  /// The digest of the parts one after another.
  public static Digest of(byte[]... parts) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        sha.update(part);
      }
      return Digest.of(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
