package dev.starshell.syncshell.membership;

import static dev.starshell.syncshell.membership.RefusalCode.INVITE_EXPIRED;
import static dev.starshell.syncshell.membership.RefusalCode.INVITE_REFUSED;
import static dev.starshell.syncshell.membership.RefusalCode.INVITE_SPENT;
import static dev.starshell.syncshell.membership.RefusalCode.KEY_WEAK;
import static dev.starshell.syncshell.membership.RefusalCode.NOT_A_MEMBER;
import static dev.starshell.syncshell.membership.RefusalCode.SHELL_FULL;
import static dev.starshell.syncshell.membership.Shells.NOW;
import static dev.starshell.syncshell.membership.Shells.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.membership.Door.Answer;
import dev.starshell.syncshell.protocol.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class DoorTest {
  private static final Identity BOB = Shells.identity(2);
  private static final Identity EVE = Shells.identity(3);
  private static final Invite INVITE = Shells.invite(1);
  private static final Door DOOR = Shells.door(INVITE);

  @Test
  void aJoinerWithAnInviteBecomesAMember() {
    Answer.Admitted admitted = admitted(DOOR.knock(BOB.key(), credential(INVITE, BOB, "Bob"), NOW));

    assertThat(admitted.member().name().text()).isEqualTo("Bob");
    assertThat(admitted.door().roster().version()).isEqualTo(2);
    assertThat(admitted.door().roster().member(BOB.key())).isPresent();
    assertThat(admitted.door().invites().getFirst().isSpent()).isTrue();
  }

  @Test
  void aMemberComesInWithoutACredentialAndWithAnOldOne() {
    Door after = admitted(DOOR.knock(BOB.key(), credential(INVITE, BOB, "Bob"), NOW)).door();

    for (Bytes shown : List.of(Bytes.EMPTY, credential(INVITE, BOB, "Bob"), Shells.bytes(9, 9))) {
      assertThat(admitted(after.knock(BOB.key(), shown, NOW)).door()).isSameAs(after);
    }
    assertThat(admitted(DOOR.knock(OWNER.key(), Bytes.EMPTY, NOW)).door()).isSameAs(DOOR);
  }

  @Test
  void aSingleUseInviteLetsExactlyOneOfManyIn() {
    Door door = DOOR;
    List<RefusalCode> refusals = new ArrayList<>();
    int count = 0;
    for (int i = 0; i < 50; i++) {
      byte[] seed = new byte[32];
      seed[0] = (byte) i;
      seed[2] = 77;
      Identity joiner = Identity.fromSeed(seed);
      switch (door.knock(joiner.key(), credential(INVITE, joiner, "J"), NOW)) {
        case Answer.Admitted(Door after, Roster.Member _) -> {
          door = after;
          count++;
        }
        case Answer.TurnedAway(Refusal refusal) -> refusals.add(refusal.code());
      }
    }

    assertThat(count).isEqualTo(1);
    assertThat(refusals).hasSize(49).containsOnly(INVITE_SPENT);
    assertThat(door.roster().members()).hasSize(2);
  }

  @Test
  void anInviteForThreeLetsThreeIn() {
    Invite three = Shells.invite(1, 3, NOW.plusSeconds(60));
    Door door = Shells.door(three);
    for (int i = 10; i < 13; i++) {
      Identity joiner = Shells.identity(i);
      door = admitted(door.knock(joiner.key(), credential(three, joiner, "Bob"), NOW)).door();
    }

    assertThat(door.roster().members().stream().map(member -> member.name().text()))
        .containsExactly("Ada", "Bob", "Bob 2", "Bob 3");
    assertThat(refused(door.knock(BOB.key(), credential(three, BOB, "Bob"), NOW)))
        .isEqualTo(INVITE_SPENT);
  }

  @Test
  void namesThatLookTheSameGetANumber() {
    assertThat(nameGiven("ada")).isEqualTo("ada 2");
    assertThat(nameGiven("ＡＤＡ")).isEqualTo("ＡＤＡ 2");
    assertThat(nameGiven("Adam")).isEqualTo("Adam");
  }

  @Test
  void anInviteHoldsUntilItsLastSecondByTheOwnersClock() {
    Bytes credential = credential(INVITE, BOB, "Bob");
    Instant end = INVITE.notAfter();

    assertThat(DOOR.knock(BOB.key(), credential, end)).isInstanceOf(Answer.Admitted.class);
    assertThat(refused(DOOR.knock(BOB.key(), credential, end.plusSeconds(1))))
        .isEqualTo(INVITE_EXPIRED);
  }

  @Test
  void expiredAndSpentAreToldOnlyToWhoHoldsTheInvite() {
    Invite forgedSeed =
        new Invite(
            INVITE.shellName(),
            INVITE.nonce(),
            INVITE.owner(),
            INVITE.inviteId(),
            Shells.bytes(16, 1),
            INVITE.notAfter(),
            1,
            INVITE.relayPin(),
            INVITE.endpoints());

    assertThat(
            refused(
                DOOR.knock(
                    EVE.key(), credential(forgedSeed, EVE, "Eve"), NOW.plus(Duration.ofDays(9)))))
        .isEqualTo(INVITE_REFUSED);
  }

  @Test
  void unknownWithdrawnAndForeignInvitesAreRefusedAlike() {
    Bytes good = credential(INVITE, BOB, "Bob");

    assertThat(refused(DOOR.knock(BOB.key(), credential(Shells.invite(2), BOB, "Bob"), NOW)))
        .isEqualTo(INVITE_REFUSED);
    assertThat(refused(DOOR.withoutInvite(INVITE.inviteId()).knock(BOB.key(), good, NOW)))
        .isEqualTo(INVITE_REFUSED);
    assertThat(refused(DOOR.knock(EVE.key(), good, NOW))).isEqualTo(INVITE_REFUSED);
  }

  @Test
  void everyChangedOrCutCredentialIsRefused() {
    byte[] good = credential(INVITE, BOB, "Bob").toArray();

    for (int at = 0; at < good.length; at += 7) {
      byte[] changed = good.clone();
      changed[at] ^= 1;
      assertThat(refused(DOOR.knock(BOB.key(), Bytes.copyOf(changed), NOW)))
          .as("byte %d", at)
          .isEqualTo(INVITE_REFUSED);
    }
    for (int length = 1; length < good.length; length += 7) {
      Bytes cut = Bytes.copyOf(java.util.Arrays.copyOf(good, length));
      assertThat(refused(DOOR.knock(BOB.key(), cut, NOW))).isEqualTo(INVITE_REFUSED);
    }
    assertThat(refused(DOOR.knock(BOB.key(), Shells.bytes(5000, 1), NOW)))
        .isEqualTo(INVITE_REFUSED);
  }

  @Test
  void strangersWithoutACredentialAreNoMembers() {
    assertThat(refused(DOOR.knock(EVE.key(), Bytes.EMPTY, NOW))).isEqualTo(NOT_A_MEMBER);
  }

  @Test
  void aWeakKeyStaysOut() {
    MemberKey weak = MemberKey.of(new byte[32]);

    assertThat(refused(DOOR.knock(weak, Bytes.EMPTY, NOW))).isEqualTo(KEY_WEAK);
  }

  @Test
  void whoHasLeftNeedsANewInvite() {
    Bytes credential = credential(INVITE, BOB, "Bob");
    Door joined = admitted(DOOR.knock(BOB.key(), credential, NOW)).door();

    Door left = joined.without(BOB.key());

    assertThat(left.roster().version()).isEqualTo(3);
    assertThat(refused(left.knock(BOB.key(), Bytes.EMPTY, NOW))).isEqualTo(NOT_A_MEMBER);
    assertThat(refused(left.knock(BOB.key(), credential, NOW))).isEqualTo(INVITE_SPENT);
    assertThat(left.without(EVE.key())).isEqualTo(left);
    assertThatThrownBy(() -> left.without(OWNER.key()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aFullShellRefusesWithoutSpendingTheInvite() {
    List<Roster.Member> members = new ArrayList<>(DOOR.roster().members());
    for (int i = 1; i < Limits.MEMBERS_MAX; i++) {
      byte[] key = new byte[32];
      key[0] = (byte) i;
      key[1] = (byte) (i >> 8);
      members.add(new Roster.Member(MemberKey.of(key), Shells.name("M" + i), NOW));
    }
    Roster full = new Roster(Shells.SHELL, Shells.name("Raid night"), OWNER.key(), 9, members);

    Answer answer =
        new Door(full, DOOR.invites()).knock(BOB.key(), credential(INVITE, BOB, "Bob"), NOW);

    assertThat(refused(answer)).isEqualTo(SHELL_FULL);
  }

  @Test
  void oldInvitesMakeRoomForNewOnesAndOpenOnesDoNot() {
    Door door = Shells.door();
    for (int i = 0; i < Limits.INVITES_OPEN_MAX; i++) {
      door = door.withInvite(Shells.invite(i).opened(), NOW);
    }
    Door full = door;
    OpenInvite more = Shells.invite(120).opened();

    assertThatThrownBy(() -> full.withInvite(more, NOW))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(full.withInvite(more, NOW.plus(Duration.ofDays(3))).invites()).containsExactly(more);
  }

  private static String nameGiven(String wanted) {
    return admitted(DOOR.knock(BOB.key(), credential(INVITE, BOB, wanted), NOW))
        .member()
        .name()
        .text();
  }

  private static Bytes credential(Invite invite, Identity joiner, String name) {
    return JoinRequest.credential(invite, joiner, Shells.name(name), NOW);
  }

  private static Answer.Admitted admitted(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.Admitted.class);
    return (Answer.Admitted) answer;
  }

  private static RefusalCode refused(Answer answer) {
    assertThat(answer).isInstanceOf(Answer.TurnedAway.class);
    return ((Answer.TurnedAway) answer).refusal().code();
  }
}
