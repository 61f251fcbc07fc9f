package dev.starshell.syncshell.membership.log;

import static dev.starshell.syncshell.membership.log.Town.ADMIN;
import static dev.starshell.syncshell.membership.log.Town.DOOR;
import static dev.starshell.syncshell.membership.log.Town.GUEST;
import static dev.starshell.syncshell.membership.log.Town.MEMBER;
import static dev.starshell.syncshell.membership.log.Town.NOW;
import static dev.starshell.syncshell.membership.log.Town.OTHER_ADMIN;
import static dev.starshell.syncshell.membership.log.Town.OWNER;
import static dev.starshell.syncshell.membership.log.Town.RECOVERY;
import static dev.starshell.syncshell.membership.log.Town.RECOVERY_2;
import static dev.starshell.syncshell.membership.log.Town.SHELL;
import static dev.starshell.syncshell.membership.log.Town.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.membership.Invite;
import dev.starshell.syncshell.membership.RefusalCode;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class LogRulesTest {
  private static final List<Identity> ACTORS = List.of(OWNER, ADMIN, MEMBER, GUEST, STRANGER);
  private static final Invite NEW_DOOR = Town.invite(9, 1);

  private final Town town = Town.peopled();

  @Test
  void aRecallIsLiftedByOwnerAndAdminsButTheOwnersByTheOwnerAlone() {
    assertThat(town.tried(OWNER, new LogAct.RecallLifted(root())))
        .contains(RefusalCode.NOTHING_CHANGES);
    town.done(ADMIN, new LogAct.Recall(root(), Reason.NONE));
    assertThat(town.tried(MEMBER, new LogAct.RecallLifted(root())))
        .contains(RefusalCode.ROLE_TOO_LOW);
    town.done(OTHER_ADMIN, new LogAct.RecallLifted(root()));
    assertThat(town.state.recalls()).isEmpty();

    town.done(OWNER, new LogAct.Recall(root(), Reason.NONE));
    assertThat(town.tried(ADMIN, new LogAct.RecallLifted(root())))
        .contains(RefusalCode.ROLE_TOO_LOW);
    town.done(OWNER, new LogAct.RecallLifted(root()));

    assertThat(town.state.recalls()).isEmpty();
    assertThat(town.book().state().orElseThrow().recalls()).isEmpty();
  }

  /// Each act, and who of owner, admin, member, guest and stranger may do it.
  @Test
  void eachActIsForTheRolesThatTheTableNames() {
    Map<LogAct, String> table =
        Map.ofEntries(
            Map.entry(Town.made(NEW_DOOR, Role.MEMBER, false), "OA---"),
            Map.entry(new LogAct.InviteRevoked(DOOR.inviteId()), "OA---"),
            Map.entry(new LogAct.Approve(credential(STRANGER)), "OA---"),
            Map.entry(new LogAct.Deny(DOOR.inviteId(), STRANGER.key()), "OA---"),
            Map.entry(new LogAct.Kick(Town.identity(99).key(), Reason.NONE), "-----"),
            Map.entry(new LogAct.Kick(OTHER_ADMIN.key(), Reason.NONE), "O----"),
            Map.entry(new LogAct.Kick(OWNER.key(), Reason.NONE), "-----"),
            Map.entry(new LogAct.Ban(STRANGER.key(), Reason.NONE), "OA---"),
            Map.entry(new LogAct.Ban(OTHER_ADMIN.key(), Reason.NONE), "O----"),
            Map.entry(new LogAct.Ban(OWNER.key(), Reason.NONE), "-----"),
            Map.entry(new LogAct.Leave(), "-AMG-"),
            Map.entry(new LogAct.RoleChange(OTHER_ADMIN.key(), Role.GUEST), "O----"),
            Map.entry(new LogAct.RoleChange(OWNER.key(), Role.MEMBER), "-----"),
            Map.entry(new LogAct.RoleChange(GUEST.key(), Role.MEMBER), "OA---"),
            Map.entry(new LogAct.RoleChange(MEMBER.key(), Role.ADMIN), "O----"),
            Map.entry(new LogAct.RoleChange(MEMBER.key(), Role.GUEST), "OAM--"),
            Map.entry(new LogAct.HostChange(Town.place(MEMBER.key(), 2)), "OA---"),
            Map.entry(new LogAct.HostChange(Town.place(STRANGER.key(), 2)), "-----"),
            Map.entry(new LogAct.SettingsChange(settings("Other")), "OA---"),
            Map.entry(new LogAct.Recall(root(), Reason.NONE), "OA---"),
            Map.entry(handover(MEMBER, town.state.epoch()), "O----"));

    table.forEach((act, allowed) -> {
      StringBuilder found = new StringBuilder();
      for (int i = 0; i < ACTORS.size(); i++) {
        boolean isTaken = town.copy().tried(ACTORS.get(i), act).isEmpty();
        found.append(isTaken ? "OAMG?".charAt(i) : '-');
      }
      assertThat(found.toString()).as("%s", act).isEqualTo(allowed);
    });
  }

  @Test
  void refusalsHaveTheirCodes() {
    assertThat(town.tried(OWNER, new LogAct.Leave())).contains(RefusalCode.OWNER_STAYS);
    assertThat(town.tried(ADMIN, kick(OWNER))).contains(RefusalCode.OWNER_STAYS);
    assertThat(town.tried(ADMIN, kick(OTHER_ADMIN))).contains(RefusalCode.ROLE_TOO_LOW);
    assertThat(town.tried(MEMBER, kick(GUEST))).contains(RefusalCode.ROLE_TOO_LOW);
    assertThat(town.tried(OWNER, kick(STRANGER))).contains(RefusalCode.MEMBER_UNKNOWN);
    assertThat(town.tried(STRANGER, kick(GUEST))).contains(RefusalCode.NOT_A_MEMBER);
    assertThat(town.tried(OWNER, new LogAct.Unban(GUEST.key())))
        .contains(RefusalCode.NOTHING_CHANGES);
    assertThat(town.tried(OWNER, Town.made(DOOR, Role.GUEST, false)))
        .contains(RefusalCode.INVITE_TAKEN);
    assertThat(town.tried(Town.genesis())).contains(RefusalCode.ACT_STALE);
    assertThat(town.tried(Town.request(DOOR, MEMBER))).contains(RefusalCode.ALREADY_MEMBER);
    assertThat(town.tried(Town.request(NEW_DOOR, STRANGER))).contains(RefusalCode.INVITE_REFUSED);
  }

  @Test
  void aKickRaisesTheEpochAndClosesTheInvitesOfWhoWasKicked() {
    town.done(ADMIN, Town.made(NEW_DOOR, Role.MEMBER, false));
    long epoch = town.state.epoch();

    town.done(OWNER, kick(ADMIN));

    assertThat(town.state.epoch()).isEqualTo(epoch + 1);
    assertThat(town.state.member(ADMIN.key())).isEmpty();
    assertThat(town.tried(Town.request(NEW_DOOR, STRANGER))).contains(RefusalCode.INVITE_REVOKED);
    assertThat(town.tried(Town.request(DOOR, ADMIN))).contains(RefusalCode.INVITE_DENIED);
  }

  @Test
  void theEpochRisesWhenSomebodyMayDoLessAndOnlyThen() {
    assertThat(risenBy(OWNER, kick(MEMBER))).isOne();
    assertThat(risenBy(OWNER, new LogAct.Ban(STRANGER.key(), Reason.NONE))).isOne();
    assertThat(risenBy(MEMBER, new LogAct.Leave())).isOne();
    assertThat(risenBy(OWNER, new LogAct.RoleChange(ADMIN.key(), Role.MEMBER))).isOne();
    assertThat(risenBy(OWNER, new LogAct.HostChange(Town.place(ADMIN.key(), 2)))).isOne();
    assertThat(risenBy(OWNER, handover(ADMIN, town.state.epoch()))).isOne();
    assertThat(risenBy(OWNER, new LogAct.RoleChange(GUEST.key(), Role.ADMIN))).isZero();
    assertThat(risenBy(OWNER, new LogAct.SettingsChange(settings("Other")))).isZero();
    assertThat(risenBy(OWNER, Town.made(NEW_DOOR, Role.GUEST, false))).isZero();
  }

  @Test
  void guestsShareNothing() {
    assertThat(town.state.mayShare(GUEST.key())).isFalse();
    assertThat(town.state.mayShare(MEMBER.key())).isTrue();
    assertThat(town.state.mayShare(STRANGER.key())).isFalse();
  }

  @Test
  void aBanHoldsUntilItIsLifted() {
    town.done(OWNER, new LogAct.Ban(STRANGER.key(), Reason.cleaned("spam")));

    assertThat(town.tried(Town.request(DOOR, STRANGER))).contains(RefusalCode.BANNED);
    assertThat(town.tried(ADMIN, new LogAct.Unban(STRANGER.key())))
        .contains(RefusalCode.ROLE_TOO_LOW);
    town.done(OWNER, new LogAct.Unban(STRANGER.key()));
    assertThat(town.tried(Town.request(DOOR, STRANGER))).isEmpty();
  }

  @Test
  void anInviteWithApprovalLetsInByAnAdminsWordOnly() {
    town.done(ADMIN, Town.made(NEW_DOOR, Role.MEMBER, true));
    Proposal request = Town.request(NEW_DOOR, STRANGER);

    assertThat(town.tried(request)).contains(RefusalCode.INVITE_APPROVAL_NEEDED);
    assertThat(town.tried(MEMBER, new LogAct.Approve(request.toBytes())))
        .contains(RefusalCode.ROLE_TOO_LOW);
    Town denied = town.copy();
    denied.done(ADMIN, new LogAct.Deny(NEW_DOOR.inviteId(), STRANGER.key()));
    assertThat(denied.tried(OWNER, new LogAct.Approve(request.toBytes())))
        .contains(RefusalCode.INVITE_DENIED);
    town.done(ADMIN, new LogAct.Approve(request.toBytes()));
    assertThat(town.state.member(STRANGER.key())).isPresent();
  }

  @Test
  void anInviteHoldsUntilItsLastSecondByTheTimeInRecords() {
    town.done(OWNER, Town.made(NEW_DOOR, Role.MEMBER, false));
    town.now = NEW_DOOR.notAfter().plusSeconds(1);
    Town late = town.copy();
    town.now = NEW_DOOR.notAfter();

    assertThat(late.tried(Town.request(NEW_DOOR, STRANGER))).contains(RefusalCode.INVITE_EXPIRED);
    assertThat(town.tried(Town.request(NEW_DOOR, STRANGER))).isEmpty();
  }

  @Test
  void anActCountsOnceAndInItsEpochOnly() {
    Proposal settings = town.act(ADMIN, new LogAct.SettingsChange(settings("One")));
    Proposal held = town.act(OTHER_ADMIN, new LogAct.SettingsChange(settings("Two")));

    assertThat(town.tried(settings)).isEmpty();
    town.done(OWNER, new LogAct.SettingsChange(settings("Three")));
    assertThat(town.tried(settings)).contains(RefusalCode.ACT_STALE);
    town.done(OWNER, kick(GUEST));
    assertThat(town.tried(held)).contains(RefusalCode.ACT_STALE);
  }

  @Test
  void theHostMovesBeforeItsMemberCanGo() {
    town.done(OWNER, new LogAct.HostChange(Town.place(MEMBER.key(), 2)));

    assertThat(town.tried(OWNER, kick(MEMBER))).contains(RefusalCode.HOST_STAYS);
    assertThat(town.tried(ADMIN, town.act(ADMIN, kick(GUEST)))).contains(RefusalCode.LOG_SEALER);
    assertThat(
            town.tried(OWNER, town.act(OWNER, new LogAct.HostChange(Town.place(OWNER.key(), 1)))))
        .isEmpty();
    assertThat(town.tried(MEMBER, town.act(ADMIN, kick(GUEST)))).contains(RefusalCode.LOG_SEALER);
    assertThat(town.tried(OWNER, kick(MEMBER))).isEmpty();
  }

  @Test
  void theShellIsHandedOverByBothOwners() {
    assertThat(town.tried(OWNER, handover(MEMBER, town.state.epoch() + 1)))
        .contains(RefusalCode.CONSENT_MISSING);
    LogAct sameWords =
        new LogAct.OwnerHandover(
            MEMBER.key(), RECOVERY.key(), consent(OWNER, MEMBER, RECOVERY, town.state.epoch()));
    assertThat(town.tried(OWNER, sameWords)).contains(RefusalCode.RECOVERY_KEY_USED);

    town.done(OWNER, handover(MEMBER, town.state.epoch()));

    assertThat(town.state.owner()).isEqualTo(MEMBER.key());
    assertThat(town.state.member(OWNER.key()).orElseThrow().role()).isEqualTo(Role.ADMIN);
    assertThat(town.tried(OWNER, kick(MEMBER))).contains(RefusalCode.OWNER_STAYS);
    assertThat(town.tried(STRANGER, recovered(STRANGER, RECOVERY)))
        .contains(RefusalCode.ROLE_TOO_LOW);
  }

  @Test
  void theRecoveryKeyMakesANewOwnerOnceAndPutsTheOldOneOut() {
    Proposal recovery = recovered(STRANGER, RECOVERY);

    assertThat(town.copy().tried(GUEST, recovery)).contains(RefusalCode.LOG_SEALER);
    assertThat(town.tried(STRANGER, recovery)).isEmpty();

    assertThat(town.state.owner()).isEqualTo(STRANGER.key());
    assertThat(town.state.member(OWNER.key())).isEmpty();
    assertThat(town.state.place().host()).isEqualTo(STRANGER.key());
    assertThat(town.state.invites().values()).allMatch(LogInvite::isRevoked);
    assertThat(town.tried(STRANGER, recovered(MEMBER, RECOVERY)))
        .contains(RefusalCode.ROLE_TOO_LOW);
    assertThat(town.book().state().orElseThrow().head()).isEqualTo(town.state.head());
  }

  @Test
  void timeNeverGoesBack() {
    long before = town.state.time().getEpochSecond();
    town.now = NOW.minus(Duration.ofDays(1));

    town.done(OWNER, kick(GUEST));

    assertThat(town.state.time().getEpochSecond()).isEqualTo(before);
  }

  @Test
  void namesThatLookTheSameGetANumber() {
    assertThat(town.state.members().values().stream().map(member -> member.name().text()))
        .containsExactly("Ada", "Joe", "Joe 2", "Joe 3", "Joe 4");
  }

  private static LogAct kick(Identity member) {
    return new LogAct.Kick(member.key(), Reason.NONE);
  }

  private long risenBy(Identity author, LogAct act) {
    Town after = town.copy();
    after.done(author, act);
    return after.state.epoch() - town.state.epoch();
  }

  private static Bytes credential(Identity joiner) {
    return Town.request(DOOR, joiner).toBytes();
  }

  private static ShellSettings settings(String name) {
    return ShellSettings.ofNew(new DisplayName(name));
  }

  private static Root root() {
    return new Root(Digest.of(new byte[32]));
  }

  private static Bytes consent(Identity giver, Identity heir, Identity words, long epoch) {
    return new OwnerConsent(SHELL, epoch, giver.key(), heir.key(), words.key()).sign(heir);
  }

  private static LogAct handover(Identity heir, long epoch) {
    return new LogAct.OwnerHandover(
        heir.key(), RECOVERY_2.key(), consent(OWNER, heir, RECOVERY_2, epoch));
  }

  private Proposal recovered(Identity heir, Identity words) {
    Optional<LogMember> none = town.state.member(words.key());
    assertThat(none).isEmpty();
    long epoch = town.state.epoch();
    Identity fresh = Town.identity(50);
    return new SignedAct(
            SHELL,
            epoch,
            1,
            words.key(),
            new LogAct.OwnerRecovered(
                heir.key(),
                new DisplayName("Ada"),
                fresh.key(),
                consent(words, heir, fresh, epoch)))
        .sign(words);
  }
}
