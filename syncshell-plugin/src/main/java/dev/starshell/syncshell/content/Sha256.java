package dev.starshell.syncshell.content;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The one hash of all that Starshell names, signs and checks.
public final class Sha256 {
  private Sha256() {}

  /// A computation that has seen nothing yet. Thread: the owner's.
  public static MessageDigest create() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /// The digest of the parts one after another.
  public static Digest of(byte[]... parts) {
    MessageDigest sha = create();
    for (byte[] part : parts) {
      sha.update(part);
    }
    return Digest.of(sha.digest());
  }
}
