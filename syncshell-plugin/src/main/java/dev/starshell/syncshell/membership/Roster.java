package dev.starshell.syncshell.membership;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.text.DisplayName;
import dev.starshell.syncshell.text.Folding;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Who belongs to a shell, as its owner says. Each change makes a new roster with the next version.
///
/// @param version from 1, only rises
/// @param members the owner first, then in the order in which they came; no key and no name twice
public record Roster(
    ShellId shell, DisplayName name, MemberKey owner, long version, List<Member> members) {
  /// One member.
  ///
  /// @param name no other member's, whatever the case
  /// @param joinedAt whole seconds, by the owner's clock
  public record Member(MemberKey key, DisplayName name, Instant joinedAt) {}

  public Roster {
    members = List.copyOf(members);
    Optional<String> fault = fault(owner, version, members);
    if (fault.isPresent()) {
      throw new IllegalArgumentException(fault.get());
    }
  }

  /// The roster of a new shell: its owner alone.
  public static Roster founded(
      ShellId shell, DisplayName name, MemberKey owner, DisplayName ownerName, Instant now) {
    return new Roster(shell, name, owner, 1, List.of(new Member(owner, ownerName, seconds(now))));
  }

  /// Why these cannot be the parts of a roster.
  static Optional<String> fault(MemberKey owner, long version, List<Member> members) {
    if (version < 1) {
      return Optional.of("version=" + version + " below 1");
    }
    if (members.isEmpty() || members.size() > Limits.MEMBERS_MAX) {
      return Optional.of("members=" + members.size() + " outside 1.." + Limits.MEMBERS_MAX);
    }
    if (!members.getFirst().key().equals(owner)) {
      return Optional.of("the first member is not the owner");
    }
    Set<MemberKey> keys = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (Member member : members) {
      if (!keys.add(member.key())) {
        return Optional.of("member " + member.key() + " twice");
      }
      if (!names.add(Folding.foldLookalikes(member.name().text()))) {
        return Optional.of("two members of one name");
      }
    }
    return Optional.empty();
  }

  /// The member with this key.
  public Optional<Member> member(MemberKey key) {
    return members.stream().filter(member -> member.key().equals(key)).findFirst();
  }

  /// Whether nobody more can join.
  public boolean isFull() {
    return members.size() >= Limits.MEMBERS_MAX;
  }

  /// The roster with one more member, under the wanted name or that with a number.
  ///
  /// @throws IllegalArgumentException if the key is in it, or it is full
  Roster with(MemberKey key, DisplayName wanted, Instant now) {
    List<Member> grown = new ArrayList<>(members);
    grown.add(new Member(key, freeName(wanted), seconds(now)));
    return new Roster(shell, name, owner, version + 1, grown);
  }

  /// The roster without a member; the same one if it is not in it.
  ///
  /// @throws IllegalArgumentException for the owner, without whom there is no shell
  Roster without(MemberKey key) {
    if (key.equals(owner)) {
      throw new IllegalArgumentException("the owner cannot be taken out of the roster");
    }
    List<Member> left = members.stream().filter(member -> !member.key().equals(key)).toList();
    return left.size() == members.size() ? this : new Roster(shell, name, owner, version + 1, left);
  }

  private DisplayName freeName(DisplayName wanted) {
    Set<String> taken = new HashSet<>();
    members.forEach(member -> taken.add(Folding.foldLookalikes(member.name().text())));
    DisplayName free = wanted;
    for (int number = 2; taken.contains(Folding.foldLookalikes(free.text())); number++) {
      free = wanted.numbered(number);
    }
    return free;
  }

  private static Instant seconds(Instant at) {
    return Instant.ofEpochSecond(at.getEpochSecond());
  }
}
