package dev.starshell.syncshell.crypto.file;

import java.io.IOException;

/// The identity cannot be used. Nothing was changed.
public final class IdentityException extends IOException {
  private static final long serialVersionUID = 1;

  private final Code code;

  /// Why an identity cannot be used. The names are stable.
  public enum Code {
    /// Others may read the key or its folder, or put another file in its place.
    STATE_PERMISSIONS,
    /// The file is there and is not what was written.
    STATE_CORRUPT,
    /// The key has a passphrase, and none was given.
    PASSPHRASE_MISSING,
    /// The key has another passphrase.
    PASSPHRASE_WRONG
  }

  IdentityException(Code code, String sentence) {
    super(sentence);
    this.code = code;
  }

  /// The stable code.
  public Code code() {
    return code;
  }
}
