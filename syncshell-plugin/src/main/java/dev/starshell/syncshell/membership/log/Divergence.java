package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.crypto.handshake.LogHead;

/// The search for the first record in which two logs differ, by halving: at most 14 questions.
///
/// @param same a place where both are known to agree; −1 before the first record
/// @param differs a place above it where they differ
public record Divergence(long same, long differs) {
  public Divergence {
    if (same < -1 || differs <= same) {
      throw new IllegalArgumentException("differs=" + differs + " is not above same=" + same);
    }
  }

  /// Whether the first differing record is found: it is the one at [#differs].
  public boolean isFound() {
    return differs == same + 1;
  }

  /// The place to ask for next.
  public long asks() {
    return isFound() ? differs : same + (differs - same) / 2;
  }

  /// The search after an answer; the same if it answers something else.
  Divergence narrowed(LogHead theirs, LogBook book) {
    if (theirs.sequence() != asks() || isFound()) {
      return this;
    }
    return book.knows(theirs)
        ? new Divergence(theirs.sequence(), differs)
        : new Divergence(same, theirs.sequence());
  }
}
