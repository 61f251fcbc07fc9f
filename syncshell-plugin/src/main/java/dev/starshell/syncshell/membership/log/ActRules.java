package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.membership.Refusal;
import dev.starshell.syncshell.membership.RefusalCode;
import java.util.Optional;

/// Who may do what, and what it does. Each rule changes the draft or says why not; a draft whose
/// act was refused is thrown away.
final class ActRules {
  private ActRules() {}

  /// Applies an act whose author is known, is of this epoch and has the next serial.
  static Optional<Refusal> apply(Draft draft, LogMember author, LogAct act) {
    return switch (act) {
      case LogAct.Leave _ -> leave(draft, author);
      case LogAct.Kick(MemberKey member, Reason _) -> kick(draft, author, member);
      case LogAct.Ban(MemberKey member, Reason reason) -> ban(draft, author, member, reason);
      case LogAct.RoleChange(MemberKey member, Role role) ->
          changeRole(draft, author, member, role);
      case LogAct.OwnerHandover it ->
          author.role() == Role.OWNER
              ? OwnerRules.handOver(draft, author, it)
              : roleTooLow(author, "hand the shell over");
      case LogAct.InviteMade it -> admin(author, "invite").or(() -> invite(draft, author, it));
      case LogAct.InviteRevoked it ->
          admin(author, "withdraw an invite").or(() -> revoke(draft, it));
      case LogAct.Approve it ->
          admin(author, "let somebody in").or(() -> JoinRules.join(draft, it.credential(), true));
      case LogAct.Deny it -> admin(author, "turn somebody away").or(() -> deny(draft, it));
      case LogAct.Unban(MemberKey member) ->
          admin(author, "lift a ban").or(() -> unban(draft, author, member));
      case LogAct.HostChange(HostPlace place) ->
          admin(author, "move the host").or(() -> moveHost(draft, place));
      case LogAct.SettingsChange(ShellSettings settings) ->
          admin(author, "change settings").or(() -> changeSettings(draft, settings));
      case LogAct.Recall it ->
          admin(author, "call an archive back").or(() -> recall(draft, author, it));
      case LogAct.RecallLifted(Root root) ->
          admin(author, "lift a recall").or(() -> lift(draft, author, root));
      case LogAct.Genesis _ ->
          no(RefusalCode.LOG_GENESIS, "The shell is made already. The record is ignored.");
      case LogAct.Admit _, LogAct.OwnerRecovered _ ->
          throw new IllegalArgumentException("no member does this");
    };
  }

  private static Optional<Refusal> leave(Draft draft, LogMember author) {
    return mayGo(draft, author).or(() -> removed(draft, author));
  }

  private static Optional<Refusal> kick(Draft draft, LogMember author, MemberKey key) {
    LogMember member = draft.members.get(key);
    if (member == null) {
      return unknown();
    }
    return mayGo(draft, member)
        .or(() -> above(author, member.role(), "remove"))
        .or(() -> removed(draft, member));
  }

  private static Optional<Refusal> ban(
      Draft draft, LogMember author, MemberKey key, Reason reason) {
    LogMember member = draft.members.get(key);
    Optional<Refusal> refusal =
        member == null
            ? admin(author, "ban")
            : mayGo(draft, member).or(() -> above(author, member.role(), "ban"));
    if (refusal.isPresent()) {
      return refusal;
    }
    if (draft.bans.containsKey(key)) {
      return unchanged("This key is banned already.");
    }
    if (draft.bans.size() >= Limits.BANS_MAX) {
      return no(
          RefusalCode.BANS_FULL,
          "There are " + Limits.BANS_MAX + " bans, which is the most there can be. Lift one.");
    }
    draft.put(new LogState.Ban(key, reason, draft.time, author.role() == Role.OWNER));
    if (member == null) {
      draft.epoch++;
      return Optional.empty();
    }
    return removed(draft, member);
  }

  private static Optional<Refusal> unban(Draft draft, LogMember author, MemberKey key) {
    LogState.Ban ban = draft.bans.get(key);
    if (ban == null) {
      return unchanged("This key is not banned.");
    }
    if (ban.byOwner() && author.role() != Role.OWNER) {
      return roleTooLow(author, "lift a ban of the owner's");
    }
    draft.unban(key);
    return Optional.empty();
  }

  private static Optional<Refusal> changeRole(
      Draft draft, LogMember author, MemberKey key, Role role) {
    LogMember member = draft.members.get(key);
    if (member == null) {
      return unknown();
    }
    if (member.role() == Role.OWNER) {
      return ownerStays();
    }
    if (member.role() == role) {
      return unchanged("The member has this role already.");
    }
    boolean isLower = role.code() > member.role().code();
    boolean stepsDown = author.key().equals(key) && isLower;
    boolean isAllowed = author.role().isAbove(member.role()) && author.role().isAbove(role);
    if (!stepsDown && !isAllowed) {
      return roleTooLow(author, "change this role");
    }
    draft.put(member.as(role));
    if (isLower) {
      draft.epoch++;
      if (!role.isAdmin()) {
        draft.revokeInvitesOf(key);
      }
    }
    return Optional.empty();
  }

  private static Optional<Refusal> invite(Draft draft, LogMember author, LogAct.InviteMade made) {
    if (draft.invites.containsKey(made.inviteId())) {
      return no(RefusalCode.INVITE_TAKEN, "Another invite has this id. Make the invite anew.");
    }
    if (draft.time.isAfter(made.notAfter())) {
      return no(
          RefusalCode.INVITE_EXPIRED,
          "The new invite held until " + made.notAfter() + ", which is past. Set the clock.");
    }
    if (!draft.makesRoomForInvite()) {
      return no(
          RefusalCode.INVITES_FULL,
          "There are "
              + Limits.INVITES_OPEN_MAX
              + " open invites, which is the most there can be. Withdraw one.");
    }
    draft.put(Draft.opened(made, author.key()));
    return Optional.empty();
  }

  private static Optional<Refusal> revoke(Draft draft, LogAct.InviteRevoked act) {
    LogInvite invite = draft.invites.get(act.inviteId());
    if (invite == null || invite.isRevoked()) {
      return unchanged("There is no such open invite.");
    }
    draft.put(invite.revoked());
    return Optional.empty();
  }

  private static Optional<Refusal> deny(Draft draft, LogAct.Deny act) {
    LogInvite invite = draft.invites.get(act.inviteId());
    if (invite == null
        || !invite.isOpen(draft.time)
        || invite.barred().contains(act.joiner())
        || draft.members.containsKey(act.joiner())) {
      return unchanged("There is no open invite by which this key could come in.");
    }
    draft.put(invite.without(act.joiner()));
    return Optional.empty();
  }

  private static Optional<Refusal> moveHost(Draft draft, HostPlace place) {
    if (!draft.members.containsKey(place.host())) {
      return unknown();
    }
    if (draft.place.equals(place)) {
      return unchanged("The host is there already.");
    }
    draft.place = place;
    draft.epoch++;
    return Optional.empty();
  }

  private static Optional<Refusal> changeSettings(Draft draft, ShellSettings settings) {
    if (draft.settings.equals(settings)) {
      return unchanged("The settings are as they would be.");
    }
    draft.settings = settings;
    return Optional.empty();
  }

  private static Optional<Refusal> recall(Draft draft, LogMember author, LogAct.Recall act) {
    if (draft.recalls.containsKey(act.root())) {
      return unchanged("The archive was called back already.");
    }
    if (draft.recalls.size() >= Limits.RECALLS_MAX) {
      return no(
          RefusalCode.RECALLS_FULL,
          "As many archives were called back as may be (" + Limits.RECALLS_MAX + "). Lift one.");
    }
    boolean isOwner = author.role() == Role.OWNER;
    if (!isOwner && draft.recallsOf(author.key()) >= Limits.RECALLS_OF_ADMIN_MAX) {
      return no(
          RefusalCode.RECALLS_FULL,
          "You have called back as many archives as an admin may have at a time ("
              + Limits.RECALLS_OF_ADMIN_MAX
              + "). Lift one, or ask the owner.");
    }
    draft.put(new LogState.Recalled(act.root(), act.reason(), author.key(), isOwner));
    return Optional.empty();
  }

  private static Optional<Refusal> lift(Draft draft, LogMember author, Root root) {
    LogState.Recalled recalled = draft.recalls.get(root);
    if (recalled == null) {
      return unchanged("This archive is not called back.");
    }
    if (recalled.byOwner() && author.role() != Role.OWNER) {
      return roleTooLow(author, "lift a recall of the owner's");
    }
    draft.lift(root);
    return Optional.empty();
  }

  private static Optional<Refusal> removed(Draft draft, LogMember member) {
    draft.remove(member);
    return Optional.empty();
  }

  private static Optional<Refusal> mayGo(Draft draft, LogMember member) {
    if (member.role() == Role.OWNER) {
      return ownerStays();
    }
    return draft.place.host().equals(member.key())
        ? no(
            RefusalCode.HOST_STAYS,
            "The member is the shell's host. Move the host to another member first.")
        : Optional.empty();
  }

  private static Optional<Refusal> above(LogMember author, Role role, String what) {
    return author.role().isAbove(role)
        ? Optional.empty()
        : roleTooLow(author, what + " a member of role " + role);
  }

  private static Optional<Refusal> admin(LogMember author, String what) {
    return author.role().isAdmin() ? Optional.empty() : roleTooLow(author, what);
  }

  private static Optional<Refusal> roleTooLow(LogMember author, String what) {
    return no(
        RefusalCode.ROLE_TOO_LOW,
        "A member of role " + author.role() + " may not " + what + ". Ask the owner.");
  }

  private static Optional<Refusal> ownerStays() {
    return no(
        RefusalCode.OWNER_STAYS,
        "The owner cannot leave, be removed or get another role. Hand the shell over first.");
  }

  private static Optional<Refusal> unknown() {
    return no(RefusalCode.MEMBER_UNKNOWN, "No member of the shell has this key.");
  }

  static Optional<Refusal> unchanged(String sentence) {
    return no(RefusalCode.NOTHING_CHANGES, sentence);
  }

  static Optional<Refusal> no(RefusalCode code, String sentence) {
    return Optional.of(new Refusal(code, sentence));
  }
}
