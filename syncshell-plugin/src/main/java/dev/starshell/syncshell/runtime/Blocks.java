package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.MemberKey;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Members that this one will have nothing to do with, whatever the shell says: no link, nothing
/// taken, nothing given. They are the home's: who is blocked is so in every shell. Thread: any.
final class Blocks {
  private final Facts facts;
  private final HomeValue<Set<MemberKey>> blocked;

  Blocks(Facts facts, HomePeople people) {
    this.facts = facts;
    this.blocked = people.blocked();
  }

  boolean has(MemberKey member) {
    return blocked.now().contains(member);
  }

  Set<MemberKey> all() {
    return blocked.now();
  }

  /// Blocks a member, or does so no more. Then, on the loop: the failure, if it could not be kept.
  void change(MemberKey member, boolean isBlocked, Consumer<Optional<IOException>> then) {
    boolean was = has(member);
    blocked.change(
        facts,
        keys -> with(keys, member, isBlocked),
        keys -> with(keys, member, was),
        _ -> {},
        then);
  }

  private static Set<MemberKey> with(Set<MemberKey> keys, MemberKey member, boolean isBlocked) {
    Set<MemberKey> changed = new TreeSet<>(keys);
    if (isBlocked) {
      changed.add(member);
    } else {
      changed.remove(member);
    }
    return Set.copyOf(changed);
  }
}
