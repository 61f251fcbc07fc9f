package dev.starshell.syncshell.crypto.handshake;

/// Checks of our own values.
final class Ranges {
  private Ranges() {}

  static void require(String name, long value, long min, long max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(name + "=" + value + " outside " + min + ".." + max);
    }
  }
}
