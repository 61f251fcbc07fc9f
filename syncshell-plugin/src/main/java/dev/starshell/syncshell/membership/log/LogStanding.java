package dev.starshell.syncshell.membership.log;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.limits.Limits;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/// What a member makes of its log.
public sealed interface LogStanding {
  /// The log as far as it is known.
  LogBook book();

  /// All is well: what follows is taken.
  ///
  /// @param searches for the place where the log of a member began to differ from ours
  /// @param distrusted members that have shown another history than ours, and not yet the same
  record Following(
      LogBook book,
      ImmutableMap<MemberKey, Divergence> searches,
      ImmutableSet<MemberKey> distrusted)
      implements LogStanding {
    /// With nothing searched for.
    public static Following of(LogBook book) {
      return new Following(book, ImmutableMap.of(), ImmutableSet.of());
    }

    Following with(LogBook grown) {
      return new Following(grown, searches, distrusted);
    }

    /// A search begins or goes on; the oldest gives way if there are too many.
    Following searching(MemberKey member, Divergence where) {
      Map<MemberKey, Divergence> now = new LinkedHashMap<>(searches);
      now.put(member, where);
      if (now.size() > Limits.MEMBERS_MAX) {
        now.remove(now.keySet().iterator().next());
      }
      return new Following(book, ImmutableMap.copyOf(now), distrusted);
    }

    Following withoutSearch(MemberKey member) {
      Map<MemberKey, Divergence> left = new LinkedHashMap<>(searches);
      left.remove(member);
      return new Following(book, ImmutableMap.copyOf(left), distrusted);
    }

    /// The oldest is forgotten, not trusted, if there are too many.
    Following distrusting(MemberKey member) {
      Set<MemberKey> now = new LinkedHashSet<>(distrusted);
      now.add(member);
      if (now.size() > Limits.MEMBERS_MAX) {
        now.remove(now.iterator().next());
      }
      return new Following(book, searches, ImmutableSet.copyOf(now));
    }

    /// Its log agrees with ours: nothing is searched for and it is not distrusted.
    Following agreeing(MemberKey member) {
      Set<MemberKey> left = new LinkedHashSet<>(distrusted);
      left.remove(member);
      return new Following(book, withoutSearch(member).searches(), ImmutableSet.copyOf(left));
    }
  }

  /// There are two histories, and nobody but people can say which is right: nothing more is taken,
  /// no new pair meets, those that have met go on.
  record Forked(LogBook book, ForkEvidence evidence) implements LogStanding {}
}
