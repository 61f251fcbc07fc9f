package dev.starshell.syncshell.control;

import java.io.IOException;

/// Port: the passphrase of the identity's file.
///
/// Thread: any virtual thread; methods wait for the disk, and for a key derivation that is slow on
/// purpose.
public interface KeyProtection {
  /// Fewest characters of a passphrase.
  int CHARACTERS_MIN = 8;

  /// Most characters of a passphrase.
  int CHARACTERS_MAX = 1_024;

  /// Whether the file has a passphrase now.
  boolean isProtected() throws IOException;

  /// Seals the file with a passphrase in place of the one it had, if any. The caller clears the
  /// array.
  void protect(char[] passphrase) throws IOException;

  /// Takes the passphrase off.
  void unprotect() throws IOException;
}
