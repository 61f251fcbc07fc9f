package dev.starshell.syncshell.crypto;

import java.security.SecureRandom;
import java.util.Arrays;

/// A random source that hands out given bytes, each once and in order. The JDK makes some keys only
/// while it draws them, so whoever holds the drawn bytes gives them this way. It draws nothing.
final class GivenBytes extends SecureRandom {
  private static final long serialVersionUID = 1;
  private final byte[] given;
  private int usedBytes;

  GivenBytes(byte[] given) {
    this.given = given.clone();
  }

  GivenBytes(byte[] given, int from, int to) {
    this.given = Arrays.copyOfRange(given, from, to);
  }

  @Override
  public void nextBytes(byte[] bytes) {
    if (bytes.length > given.length - usedBytes) {
      throw new IllegalStateException(
          "asked for " + bytes.length + " bytes, " + (given.length - usedBytes) + " are left");
    }
    System.arraycopy(given, usedBytes, bytes, 0, bytes.length);
    usedBytes += bytes.length;
  }

  /// Clears what was given.
  ///
  /// @throws IllegalStateException if some of it was not asked for: then what was made does not
  ///   hang on all of it
  void finish() {
    Arrays.fill(given, (byte) 0);
    if (usedBytes != given.length) {
      throw new IllegalStateException("asked for " + usedBytes + " bytes, not " + given.length);
    }
  }
}
