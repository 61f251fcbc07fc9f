package dev.starshell.syncshell.membership.log;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import dev.starshell.syncshell.text.Folding;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// A state in the making: what one act would make of the state before it. It is thrown away if the
/// act is refused.
///
/// Ownership: the call that made it.
final class Draft {
  final Instant time;
  final Proofs proofs;
  long sizeBytes;
  long epoch;
  MemberKey owner;
  MemberKey recoveryKey;
  HostPlace place;
  ShellSettings settings;
  ImmutableMap<MemberKey, LogMember> members;
  ImmutableMap<Bytes, LogInvite> invites;
  ImmutableMap<MemberKey, LogState.Ban> bans;
  ImmutableMap<Root, LogState.Recalled> recalls;
  private final ShellId shell;
  private final ImmutableList<LogState.Sealers> sealers;

  /// @param time of the record to come
  /// @param proofs of what is to be applied
  Draft(LogState from, Instant time, Proofs proofs) {
    this.time = time;
    this.proofs = proofs;
    this.shell = from.shell();
    this.sizeBytes = from.sizeBytes();
    this.epoch = from.epoch();
    this.owner = from.owner();
    this.recoveryKey = from.recoveryKey();
    this.place = from.place();
    this.settings = from.settings();
    this.members = from.members();
    this.invites = from.invites();
    this.bans = from.bans();
    this.recalls = from.recalls();
    this.sealers = from.sealers();
  }

  /// A new shell with its owner alone.
  Draft(ShellId shell, LogAct.Genesis genesis, LogRecord.Place place, Proofs proofs) {
    MemberKey owner = place.sealer();
    this.time = place.time();
    this.proofs = proofs;
    this.shell = shell;
    this.sizeBytes = 0;
    this.epoch = 1;
    this.owner = owner;
    this.recoveryKey = genesis.recoveryKey();
    this.place = genesis.place();
    this.settings = genesis.settings();
    this.members =
        ImmutableMap.of(
            owner, new LogMember(owner, genesis.ownerName(), Role.OWNER, time, Bytes.EMPTY, 1));
    this.invites = ImmutableMap.of();
    this.bans = ImmutableMap.of();
    this.recalls = ImmutableMap.of();
    this.sealers = ImmutableList.of();
  }

  ShellId shell() {
    return shell;
  }

  ImmutableList<LogState.Sealers> sealersFrom(long sequence) {
    if (!sealers.isEmpty() && sealers.getLast().isSameAs(owner, place.host(), recoveryKey)) {
      return sealers;
    }
    return ImmutableList.<LogState.Sealers>builder()
        .addAll(sealers)
        .add(new LogState.Sealers(sequence, owner, place.host(), recoveryKey))
        .build();
  }

  void put(LogMember member) {
    members = with(members, member.key(), member);
  }

  void put(LogInvite invite) {
    invites = with(invites, invite.id(), invite);
  }

  void put(LogState.Ban ban) {
    bans = with(bans, ban.key(), ban);
  }

  /// Adds somebody under the wanted name or that with a number.
  void add(MemberKey key, DisplayName wanted, Role role, Bytes inviteId) {
    put(new LogMember(key, freeName(wanted), role, time, inviteId, 0));
  }

  /// Takes a member out, closes the invites it made, and closes the one it came by for it: an old
  /// request of somebody who has left lets nobody in again.
  void remove(LogMember member) {
    members = without(members, member.key());
    LogInvite cameBy = invites.get(member.inviteId());
    if (cameBy != null) {
      put(cameBy.without(member.key()));
    }
    revokeInvitesOf(member.key());
    epoch++;
  }

  void revokeInvitesOf(MemberKey maker) {
    for (LogInvite invite : invites.values()) {
      if (invite.maker().equals(maker) && !invite.isRevoked()) {
        put(invite.revoked());
      }
    }
  }

  void put(LogState.Recalled recalled) {
    recalls = with(recalls, recalled.root(), recalled);
  }

  void lift(Root root) {
    recalls = without(recalls, root);
  }

  long recallsOf(MemberKey author) {
    return recalls.values().stream().filter(one -> one.by().equals(author)).count();
  }

  void unban(MemberKey key) {
    bans = without(bans, key);
  }

  /// Forgets the oldest closed invites while there are too many for one more.
  ///
  /// @return whether there is room
  boolean makesRoomForInvite() {
    for (LogInvite invite : invites.values()) {
      if (invites.size() < Limits.INVITES_OPEN_MAX) {
        break;
      }
      if (!invite.isOpen(time)) {
        invites = without(invites, invite.id());
      }
    }
    return invites.size() < Limits.INVITES_OPEN_MAX;
  }

  static LogInvite opened(LogAct.InviteMade made, MemberKey maker) {
    return new LogInvite(made, maker, 0, false, ImmutableSet.of());
  }

  private DisplayName freeName(DisplayName wanted) {
    Set<String> taken = new HashSet<>();
    members.values().forEach(member -> taken.add(Folding.foldLookalikes(member.name().text())));
    DisplayName free = wanted;
    for (int number = 2; taken.contains(Folding.foldLookalikes(free.text())); number++) {
      free = wanted.numbered(number);
    }
    return free;
  }

  static <K, V> ImmutableMap<K, V> with(ImmutableMap<K, V> map, K key, V value) {
    Map<K, V> copy = new LinkedHashMap<>(map);
    copy.put(key, value);
    return ImmutableMap.copyOf(copy);
  }

  private static <K, V> ImmutableMap<K, V> without(ImmutableMap<K, V> map, K key) {
    Map<K, V> copy = new LinkedHashMap<>(map);
    copy.remove(key);
    return ImmutableMap.copyOf(copy);
  }
}
