package dev.starshell.syncshell.membership.log;

/// Whether signatures are to be checked.
enum Proofs {
  /// Somebody has brought it: each signature is checked.
  DUE,

  /// This program has checked it before it kept it. The chain of hashes shows that it is the same.
  CHECKED_BEFORE;

  boolean areDue() {
    return this == DUE;
  }
}
