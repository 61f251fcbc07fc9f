package dev.starshell.syncshell.content;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/// The one hash of the content format.
final class Sha256 {
  private Sha256() {}

  static MessageDigest create() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
