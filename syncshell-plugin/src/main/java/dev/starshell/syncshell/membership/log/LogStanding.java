package dev.starshell.syncshell.membership.log;

import com.google.common.collect.ImmutableMap;
import dev.starshell.syncshell.crypto.MemberKey;

/// What a member makes of its log.
public sealed interface LogStanding {
  /// The log as far as it is known.
  LogBook book();

  /// All is well: what follows is taken.
  ///
  /// @param searches for the place where the log of a member began to differ from ours
  record Following(LogBook book, ImmutableMap<MemberKey, Divergence> searches)
      implements LogStanding {
    /// With nothing searched for.
    public static Following of(LogBook book) {
      return new Following(book, ImmutableMap.of());
    }
  }

  /// There are two histories, and nobody but people can say which is right: nothing more is taken,
  /// no new pair meets, those that have met go on.
  record Forked(LogBook book, ForkEvidence evidence) implements LogStanding {}
}
