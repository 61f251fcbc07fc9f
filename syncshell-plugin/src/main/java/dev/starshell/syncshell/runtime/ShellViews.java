package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.control.LibrariesView;
import dev.starshell.syncshell.control.MemberView;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.control.StatusView;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.MemberKeyText;
import dev.starshell.syncshell.membership.log.LogMember;
import dev.starshell.syncshell.membership.log.LogState;
import dev.starshell.syncshell.membership.log.Role;
import dev.starshell.syncshell.text.DisplayName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What people are shown. Belongs to the shell's loop.
final class ShellViews {
  private final ShellRuntime shell;

  ShellViews(ShellRuntime shell) {
    this.shell = shell;
  }

  StatusView status() {
    ShellMembership membership = shell.membership();
    ShellSync sync = shell.sync();
    Optional<Star> star = membership.place().star();
    boolean inShell = membership.state().isPresent();
    return new StatusView(
        shell.shellName(),
        ownName(),
        membership.role(),
        membership.place().word(),
        membership.place().sentence(),
        shell.links().exchanges().size(),
        star.map(now -> now.present().size()).orElse(0),
        membership.state().map(state -> state.members().size()).orElse(1),
        sync.libraries().isScanning(),
        sync.paused(),
        inShell && !sync.paused() && sync.isInSync(),
        new StatusView.Wanted(
            sync.catalog().missingCount(),
            sync.catalog().missingBytes(),
            sync.catalog().heldCount()),
        sync.archives().heldCount(),
        sync.watch().count(),
        shell.frame().counters().view(),
        trust(),
        new RecoveryViews(shell).recovering(),
        advice());
  }

  private StatusView.Trust trust() {
    int verified = 0;
    int unverified = 0;
    List<String> changed = new ArrayList<>();
    for (MemberView member : members()) {
      switch (member.trust()) {
        case "verified" -> verified++;
        case "unverified" -> unverified++;
        case "changed" -> changed.add(member.name());
        default -> {
          // This member itself.
        }
      }
    }
    long hours = shell.membership().confirmed().since(shell.frame().wallTime()).toHours();
    return new StatusView.Trust(verified, unverified, changed, hours);
  }

  private String advice() {
    ShellMembership membership = shell.membership();
    if (membership.record().isEmpty()) {
      return "Next: 'sync create NAME' makes a shell, 'sync join' enters a friend's.";
    }
    if (membership.role().equals("joining")) {
      return "Waiting for the shell's host. 'sync leave' gives up.";
    }
    if (membership.isForked()) {
      return "There are two histories of this shell, and it has stopped. "
          + (membership.isOwner()
              ? "'sync leave --confirm' closes it for all; then 'sync create' a new one and invite"
                  + " everybody."
              : "Ask its owner, by another way, for an invite to a new one; 'sync leave' forgets"
                  + " this one.")
          + " Files stay.";
    }
    if (!membership.doorbell().waiting().isEmpty()) {
      return "Somebody wants to come in: 'sync waiting' shows who.";
    }
    if (membership.isOwner() && membership.state().map(s -> s.members().size()).orElse(0) == 1) {
      return "Next: 'sync invite' makes a code for a friend.";
    }
    if (shell.sync().libraries().all().isEmpty() && shell.sync().catalog().isEmpty()) {
      return "Next: 'sync share DIR' shares a folder of mods.";
    }
    if (shell.sync().catalog().heldCount() > 0) {
      return "Next: 'sync pull' fetches what waits for you.";
    }
    int problems = shell.sync().problems().size();
    return problems == 0
        ? ""
        : (problems == 1 ? "1 problem" : problems + " problems")
            + "; 'sync libraries' lists what happened and what to do.";
  }

  static String word(Role role) {
    return role.name().toLowerCase(Locale.ROOT);
  }

  String ownName() {
    return membership(shell.frame().self())
        .map(member -> member.name().text())
        .orElse(shell.frame().settings().memberName().text());
  }

  private Optional<LogMember> membership(MemberKey key) {
    return shell.membership().state().flatMap(state -> state.member(key));
  }

  List<MemberView> members() {
    Optional<LogState> state = shell.membership().state();
    if (state.isEmpty()) {
      return List.of();
    }
    MemberKey self = shell.frame().self();
    List<MemberView> views = new ArrayList<>();
    for (LogMember member : state.get().members().values()) {
      boolean isSelf = member.key().equals(self);
      StarPlace place = shell.membership().place();
      boolean online =
          isSelf
              ? place.star().filter(Star::isConnected).isPresent()
              : place.isPresent(member.key());
      views.add(
          new MemberView(
              member.name().text(),
              MemberKeyText.format(member.key()),
              isSelf,
              word(member.role()),
              member.key().equals(state.get().place().host()),
              shell.membership().blocks().has(member.key()),
              online,
              isSelf ? "self" : shell.links().word(member.key()),
              isSelf ? "self" : shell.known().word(member.key()),
              isSelf ? "" : shell.links().trouble(member.key()),
              generation(member.key())));
    }
    views.sort((left, right) -> Boolean.compare(right.self(), left.self()));
    return views;
  }

  private long generation(MemberKey member) {
    return Optional.ofNullable(shell.links().exchanges().get(member))
        .map(Exchange::generation)
        .orElse(0L);
  }

  LibrariesView libraries() {
    ShellSync sync = shell.sync();
    return new LibrariesView(
        sync.libraries().view(), sync.archives().libraries(shell::name), sync.problems());
  }

  /// A member by its name or key; empty if there is none, or more than one.
  Optional<MemberKey> find(String written) {
    List<MemberKey> meant = meant(written);
    return meant.size() == 1 ? Optional.of(meant.getFirst()) : Optional.empty();
  }

  /// A member by its name or key. Nobody is taken for another: who has given itself the beginning
  /// of a friend's key as a name makes that beginning useless, and no more.
  Answer<MemberKey> member(String written) {
    List<MemberKey> meant = meant(written);
    return meant.isEmpty()
        ? Answers.memberUnknown(written)
        : Answers.single(
            meant,
            "MEMBER_AMBIGUOUS",
            "",
            " members could be meant by '"
                + DisplayName.cleaned(written, "?").text()
                + "'. Write more of the key; 'sync members' shows it.");
  }

  /// A member, if a person has named one.
  Answer<Optional<MemberKey>> memberIfNamed(Optional<String> written) {
    return written.isEmpty()
        ? Answer.ok(Optional.empty())
        : member(written.get()).then(key -> Answer.ok(Optional.of(key)));
  }

  private List<MemberKey> meant(String written) {
    return shell
        .membership()
        .state()
        .map(state -> meant(written, state.members().values()))
        .orElse(List.of());
  }

  /// Whom a person may mean: by name, by the beginning of the key, or by the whole key alone.
  static List<MemberKey> meant(String written, Collection<LogMember> members) {
    Optional<MemberKey> whole = MemberKeyText.parse(written);
    List<MemberKey> keys = members.stream().map(LogMember::key).toList();
    if (whole.isPresent() && keys.contains(whole.get())) {
      return List.of(whole.get());
    }
    return members.stream()
        .filter(member ->
            member.name().text().equalsIgnoreCase(written)
                || MemberKeyText.isBeginning(written, member.key()))
        .map(LogMember::key)
        .toList();
  }
}
