package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.link.Allowance;
import dev.starshell.syncshell.machine.Moment;
import java.util.LinkedHashMap;
import java.util.Map;

/// How much of one kind each member may still cause. At most [Limits#MEMBERS_MAX] members are
/// remembered: the one that was heard of first gives way and begins anew. Belongs to the shell's
/// loop.
final class Paces {
  private final Allowance.Rate rate;
  private final Map<MemberKey, Allowance> left = new LinkedHashMap<>();

  Paces(Allowance.Rate rate) {
    this.rate = rate;
  }

  /// Takes of a member's allowance, if so much is there.
  ///
  /// @param cost 1 or more
  /// @return false if it is not; then nothing is taken
  boolean take(MemberKey member, int cost, Moment now) {
    Allowance had = left.getOrDefault(member, Allowance.full(rate, now));
    Allowance has = had.taken(cost, now);
    if (has.isOverdrawn()) {
      return false;
    }
    if (left.put(member, has) == null && left.size() > Limits.MEMBERS_MAX) {
      left.remove(left.keySet().iterator().next());
    }
    return true;
  }

  /// A member has all of its allowance again.
  void refill(MemberKey member) {
    left.remove(member);
  }

  void clear() {
    left.clear();
  }
}
