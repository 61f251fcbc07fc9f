package dev.starshell.syncshell.quarantine;

/// What a type of archives is treated like. In the order of strictness.
public enum Treatment {
  /// It appears in the install folder at once.
  INSTALL,
  /// It waits in the store for a person's word.
  HOLD,
  /// It is never installed as it is.
  REFUSE;

  /// The stricter of both.
  public Treatment and(Treatment other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
