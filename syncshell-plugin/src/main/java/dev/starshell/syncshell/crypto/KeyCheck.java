package dev.starshell.syncshell.crypto;

/// What came of checking a public key that somebody else gave.
public sealed interface KeyCheck {
  /// A sound key.
  record Sound(MemberKey key) implements KeyCheck {}

  /// A key of small order: anyone could sign for it. Code `KEY_WEAK`.
  record Weak() implements KeyCheck {}

  /// No key at all: wrong length, or not a point of the curve.
  record Broken() implements KeyCheck {}
}
