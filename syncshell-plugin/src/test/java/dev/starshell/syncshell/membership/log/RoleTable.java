package dev.starshell.syncshell.membership.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.crypto.MemberKey;

/// The table of docs/MEMBERSHIP.md once more, told by what may be in a log rather than by how it is
/// decided.
final class RoleTable {
  private RoleTable() {}

  /// Checks that a record of a log was for its author to make.
  static void check(LogState before, LogRecord record, LogState after) {
    boolean hasRisen = after.epoch() == before.epoch() + 1;
    assertThat(hasRisen || after.epoch() == before.epoch()).as("%s", record.act()).isTrue();
    if (record.proposal() instanceof Proposal.Signed(SignedAct act, var _)) {
      LogMember author = before.member(act.author()).orElseThrow();
      assertThat(act.epoch()).as("%s", act).isEqualTo(before.epoch());
      assertThat(act.serial()).as("%s", act).isGreaterThan(author.serial());
      assertThat(isFor(before, author, act.act())).as("%s by %s", act, author.role()).isTrue();
      assertThat(hasRisen).as("%s", act).isEqualTo(takesAway(before, act.act()));
    }
    assertThat(after.member(after.owner()).orElseThrow().role()).isEqualTo(Role.OWNER);
    assertThat(after.member(after.place().host())).isPresent();
  }

  private static boolean isFor(LogState before, LogMember author, LogAct act) {
    boolean keepsOrder = author.role() == Role.OWNER || author.role() == Role.ADMIN;
    return switch (act) {
      case LogAct.InviteMade _,
          LogAct.InviteRevoked _,
          LogAct.Approve _,
          LogAct.Deny _,
          LogAct.Unban _,
          LogAct.HostChange _,
          LogAct.SettingsChange _,
          LogAct.Recall _,
          LogAct.RecallLifted _ ->
          keepsOrder;
      case LogAct.Kick(MemberKey member, Reason _) -> isAbove(before, author, member);
      case LogAct.Ban(MemberKey key, Reason _) ->
          before.member(key).isPresent() ? isAbove(before, author, key) : keepsOrder;
      case LogAct.RoleChange(MemberKey member, Role role) ->
          isAbove(before, author, member) && (author.role() == Role.OWNER || role != Role.ADMIN)
              || (author.key().equals(member) && role.code() > author.role().code());
      case LogAct.Leave _ ->
          author.role() != Role.OWNER && !before.place().host().equals(author.key());
      case LogAct.OwnerHandover _ -> author.role() == Role.OWNER;
      case LogAct.OwnerRecovered _ -> author.key().equals(before.recoveryKey());
      case LogAct.Genesis _, LogAct.Admit _ -> false;
    };
  }

  private static boolean isAbove(LogState before, LogMember author, MemberKey other) {
    Role role = before.member(other).orElseThrow().role();
    return switch (author.role()) {
      case OWNER -> role != Role.OWNER;
      case ADMIN -> role == Role.MEMBER || role == Role.GUEST;
      case MEMBER, GUEST -> false;
    };
  }

  private static boolean takesAway(LogState before, LogAct act) {
    return switch (act) {
      case LogAct.Kick _,
          LogAct.Ban _,
          LogAct.Leave _,
          LogAct.HostChange _,
          LogAct.OwnerHandover _,
          LogAct.OwnerRecovered _ ->
          true;
      case LogAct.RoleChange(MemberKey member, Role role) ->
          role.code() > before.member(member).orElseThrow().role().code();
      case LogAct.Genesis _,
          LogAct.InviteMade _,
          LogAct.InviteRevoked _,
          LogAct.Admit _,
          LogAct.Approve _,
          LogAct.Deny _,
          LogAct.Unban _,
          LogAct.SettingsChange _,
          LogAct.Recall _,
          LogAct.RecallLifted _ ->
          false;
    };
  }
}
