package dev.starshell.syncshell.runtime;

import dev.starshell.api.signal.StarId;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.protocol.SignalMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/// The rescue stars of one shell: second ways to single members. They live as long as this process
/// (docs/decisions/0016). Belongs to the shell's loop.
final class Rescues {
  private final Star.StarEvents events;
  private final Predicate<MemberKey> atStar;
  private final Function<MemberKey, String> names;
  private final List<Rescue> all = new ArrayList<>();
  private Set<MemberKey> wanted = Set.of();

  /// @param events hears what comes over them
  /// @param atStar whether the shell's own star has a member
  Rescues(Star.StarEvents events, Predicate<MemberKey> atStar, Function<MemberKey, String> names) {
    this.events = events;
    this.atStar = atStar;
    this.names = names;
  }

  List<Rescue> all() {
    return List.copyOf(all);
  }

  Optional<Rescue> find(StarId id) {
    return all.stream().filter(one -> one.id().equals(id)).findAny();
  }

  void add(Rescue rescue) {
    all.add(rescue);
  }

  /// The star that has a member.
  Optional<Star> way(MemberKey to) {
    return all.stream().filter(one -> one.isPresent(to)).findFirst().map(Rescue::star);
  }

  /// Who can be reached by them.
  List<MemberKey> present() {
    return all.stream().map(Rescue::peer).flatMap(Optional::stream).filter(this::has).toList();
  }

  private boolean has(MemberKey member) {
    return way(member).isPresent();
  }

  /// There is to be a link to each of these members, and to no other.
  void members(Set<MemberKey> others) {
    wanted = Set.copyOf(others);
    all().stream()
        .filter(one -> one.meant().filter(member -> !wanted.contains(member)).isPresent())
        .forEach(Rescue::close);
  }

  void close() {
    all().forEach(Rescue::close);
  }

  /// What each of them works with.
  Rescue.RescueUse use() {
    return new Use();
  }

  private final class Use implements Rescue.RescueUse {
    @Override
    public boolean isWanted(MemberKey member) {
      return wanted.contains(member);
    }

    @Override
    public boolean isAtStar(MemberKey member) {
      return atStar.test(member);
    }

    @Override
    public void presence(MemberKey member, boolean present) {
      events.presence(member, present);
    }

    @Override
    public void signalCame(MemberKey from, SignalMessage message) {
      events.signalCame(from, message);
    }

    @Override
    public void closed(Rescue rescue) {
      all.remove(rescue);
    }

    @Override
    public String name(MemberKey member) {
      return names.apply(member);
    }
  }
}
