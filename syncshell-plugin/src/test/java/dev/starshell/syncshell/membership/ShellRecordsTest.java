package dev.starshell.syncshell.membership;

import static dev.starshell.syncshell.membership.RefusalCode.MEMBERSHIP_FORK;
import static dev.starshell.syncshell.membership.RefusalCode.ROSTER_CORRUPT;
import static dev.starshell.syncshell.membership.RefusalCode.ROSTER_FORGED;
import static dev.starshell.syncshell.membership.RefusalCode.ROSTER_STALE;
import static dev.starshell.syncshell.membership.RefusalCode.STATE_CORRUPT;
import static dev.starshell.syncshell.membership.Shells.NOW;
import static dev.starshell.syncshell.membership.Shells.OWNER;
import static dev.starshell.syncshell.membership.Shells.SHELL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.membership.ShellRecord.Standing;
import dev.starshell.syncshell.protocol.Bytes;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ShellRecordsTest {
  private static final Identity BOB = Shells.identity(2);
  private static final Roster FIRST = Shells.door().roster();
  private static final Roster SECOND = FIRST.with(BOB.key(), Shells.name("Bob"), NOW);
  private static final SignedRoster SIGNED = SignedRoster.sign(OWNER, SECOND);

  @Test
  void aRosterComesBackAsItWasSigned() {
    assertThat(SignedRoster.read(SIGNED.signed(), SHELL, OWNER.key()))
        .isEqualTo(new Verdict.Accepted<>(SIGNED));
  }

  @Test
  void aRosterOfAnotherSignerOrShellIsRefused() {
    ShellId other = ShellId.of(OWNER.key(), new byte[32]);

    assertThat(refusal(SignedRoster.read(SIGNED.signed(), SHELL, BOB.key())))
        .isEqualTo(ROSTER_FORGED);
    assertThat(refusal(SignedRoster.read(SIGNED.signed(), other, OWNER.key())))
        .isEqualTo(ROSTER_CORRUPT);
    assertThatThrownBy(() -> SignedRoster.sign(BOB, SECOND))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void everyChangedOrCutRosterIsRefused() {
    byte[] good = SIGNED.signed().toArray();

    for (int at = 0; at < good.length; at++) {
      byte[] changed = good.clone();
      changed[at] ^= 4;
      assertThat(refusal(SignedRoster.read(Bytes.copyOf(changed), SHELL, OWNER.key())))
          .isIn(ROSTER_FORGED, ROSTER_CORRUPT);
      Bytes cut = Bytes.copyOf(Arrays.copyOf(good, at));
      assertThat(refusal(SignedRoster.read(cut, SHELL, OWNER.key()))).isEqualTo(ROSTER_CORRUPT);
    }
  }

  @Test
  void theVersionOfARosterOnlyRises() {
    SignedRoster first = SignedRoster.sign(OWNER, FIRST);
    SignedRoster fork = SignedRoster.sign(OWNER, FIRST.with(BOB.key(), Shells.name("Robert"), NOW));

    assertThat(first.replacedBy(SIGNED)).isEqualTo(new Verdict.Accepted<>(SIGNED));
    assertThat(SIGNED.replacedBy(SIGNED)).isEqualTo(new Verdict.Accepted<>(SIGNED));
    assertThat(refusal(SIGNED.replacedBy(first))).isEqualTo(ROSTER_STALE);
    assertThat(refusal(SIGNED.replacedBy(fork))).isEqualTo(MEMBERSHIP_FORK);
  }

  @Test
  void rostersThatCannotBeAreNotMade() {
    Roster.Member ada = FIRST.members().getFirst();
    Roster.Member bob = new Roster.Member(BOB.key(), Shells.name("ADA"), NOW);

    for (List<Roster.Member> members :
        List.of(List.<Roster.Member>of(), List.of(bob), List.of(ada, ada), List.of(ada, bob))) {
      assertThatThrownBy(() -> new Roster(SHELL, Shells.name("x"), OWNER.key(), 1, members))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void everyKindOfRecordComesBack() {
    Invite invite = Shells.invite(1);
    Bytes credential = JoinRequest.credential(invite, BOB, Shells.name("Bob"), NOW);
    ShellRecord joining = ShellRecord.joining(invite, Shells.name("Bob"), credential);
    OpenInvite used = Shells.invite(2, 9, NOW).opened().spent();

    for (ShellRecord record :
        List.of(
            joining,
            joining.as(new Standing.Belonging(SIGNED.signed())),
            joining.as(new Standing.Owning(SIGNED.signed(), List.of(invite.opened(), used))))) {
      assertThat(ShellRecordCodec.read(ShellRecordCodec.write(record)))
          .isEqualTo(new Verdict.Accepted<>(record));
    }
    assertThat(joining.shell()).isEqualTo(SHELL);
  }

  @Test
  void aCutOrNewerRecordIsRefusedAndNothingIsThrown() {
    Invite invite = Shells.invite(1);
    ShellRecord record =
        ShellRecord.joining(invite, Shells.name("Bob"), Bytes.EMPTY)
            .as(new Standing.Owning(SIGNED.signed(), List.of(invite.opened())));
    byte[] good = ShellRecordCodec.write(record).toArray();

    for (int at = 0; at < good.length; at++) {
      assertThat(refusal(ShellRecordCodec.read(Bytes.copyOf(Arrays.copyOf(good, at)))))
          .isEqualTo(STATE_CORRUPT);
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = good.clone();
        changed[at] ^= (byte) (1 << bit);
        assertThatCode(() -> ShellRecordCodec.read(Bytes.copyOf(changed)))
            .doesNotThrowAnyException();
      }
    }
    good[1] = 2;
    assertThat(
            ((Verdict.Refused<ShellRecord>) ShellRecordCodec.read(Bytes.copyOf(good)))
                .refusal()
                .sentence())
        .contains("version=2")
        .contains("backup");
  }

  private static RefusalCode refusal(Verdict<?> verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Refused.class);
    return ((Verdict.Refused<?>) verdict).refusal().code();
  }
}
