package dev.starshell.syncshell.crypto.handshake;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.ShellId;
import java.util.Optional;

/// What this side knows of the shell at the moment of an event.
///
/// @param epoch counts the members that were taken out, 1 to [HandshakeContext#EPOCH_MAX]
/// @param log the end of this side's membership log
/// @param history the log itself, which never changes behind its end
public record Standing(ShellId shell, long epoch, LogHead log, LogHistory history) {
  public Standing {
    Ranges.require("epoch", epoch, 1, HandshakeContext.EPOCH_MAX);
  }

  /// Answers from a membership log, without waiting.
  public interface LogHistory {
    /// The hash of an earlier record; empty if there is none of that number.
    Optional<Digest> hashAt(long sequence);

    /// Whether it has every record up to its end. One that was not kept contradicts nothing.
    default boolean isWhole() {
      return true;
    }
  }

  /// Whether two logs cannot both be right: one is no continuation of the other. A peer that is
  /// ahead cannot be judged yet; it is when its records have come.
  boolean contradicts(LogHead theirs) {
    if (theirs.sequence() > log.sequence()) {
      return false;
    }
    Optional<Digest> ours =
        theirs.sequence() == log.sequence()
            ? Optional.of(log.hash())
            : history.hashAt(theirs.sequence());
    return ours.map(hash -> !hash.equals(theirs.hash())).orElse(history.isWhole());
  }

  HandshakeContext at(long generation) {
    return new HandshakeContext(shell, epoch, generation, log);
  }

  /// Without the history, which may be long.
  @Override
  public String toString() {
    return "shell " + shell + " epoch " + epoch + " log " + log;
  }
}
