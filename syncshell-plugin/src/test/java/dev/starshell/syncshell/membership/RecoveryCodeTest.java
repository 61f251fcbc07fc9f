package dev.starshell.syncshell.membership;

import static dev.starshell.syncshell.membership.RefusalCode.RECOVERY_CODE_CORRUPT;
import static dev.starshell.syncshell.membership.RefusalCode.RECOVERY_CODE_ELSEWHERE;
import static dev.starshell.syncshell.membership.RefusalCode.RECOVERY_CODE_EXPIRED;
import static dev.starshell.syncshell.membership.RefusalCode.RECOVERY_CODE_FOREIGN;
import static dev.starshell.syncshell.membership.RefusalCode.RECOVERY_CODE_FORGED;
import static dev.starshell.syncshell.membership.RefusalCode.RECOVERY_CODE_OTHERS;
import static dev.starshell.syncshell.membership.RefusalCode.RECOVERY_CODE_OWN;
import static dev.starshell.syncshell.membership.RefusalCode.RECOVERY_CODE_STRANGER;
import static dev.starshell.syncshell.membership.RefusalCode.RECOVERY_CODE_VERSION;
import static dev.starshell.syncshell.membership.Shells.NOW;
import static dev.starshell.syncshell.membership.Shells.OWNER;
import static dev.starshell.syncshell.membership.Shells.SHELL;
import static dev.starshell.syncshell.membership.Shells.bytes;
import static dev.starshell.syncshell.membership.Shells.identity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.membership.RecoveryCode.Genuine;
import dev.starshell.syncshell.membership.RecoveryCode.Given;
import dev.starshell.syncshell.membership.RecoveryCode.Reader;
import dev.starshell.syncshell.text.Base32;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RecoveryCodeTest {
  private static final Identity MAKER = identity(2);
  private static final Identity FRIEND = identity(3);
  private static final Identity OTHER = identity(4);
  private static final RecoveryTicket TICKET = ticket(MAKER, Optional.empty());
  private static final String CODE = RecoveryCode.write(MAKER, SHELL, Optional.empty(), TICKET);
  private static final String FOR_FRIEND =
      RecoveryCode.write(
          MAKER, SHELL, Optional.of(FRIEND.key()), ticket(MAKER, Optional.of(FRIEND.key())));

  private static RecoveryTicket ticket(Identity maker, Optional<MemberKey> friend) {
    return ticket(maker, SHELL, friend, NOW.plus(Duration.ofHours(1)));
  }

  private static RecoveryTicket ticket(
      Identity maker, ShellId shell, Optional<MemberKey> friend, Instant notAfter) {
    return new RecoveryTicket(
        RecoveryTicket.hint(shell.digest().toBytes()),
        RecoveryTicket.hint(maker.key().toBytes()),
        friend.map(MemberKey::toBytes).map(RecoveryTicket::hint),
        bytes(RecoveryTicket.SECRET_BYTES, 0x55),
        notAfter,
        Digest.of(bytes(32, 0x77).toArray()),
        List.of(new Endpoint("play.example.org", 7443)));
  }

  private static Reader reader(MemberKey self) {
    Set<MemberKey> members = new HashSet<>(List.of(OWNER.key(), MAKER.key(), FRIEND.key()));
    members.add(self);
    return new Reader(SHELL, self, members);
  }

  private static Verdict<Genuine> judged(String code, Reader reader, Instant now) {
    return switch (RecoveryCode.read(code)) {
      case Verdict.Refused<Given>(Refusal why) -> new Verdict.Refused<>(why);
      case Verdict.Accepted<Given>(Given given) -> RecoveryCode.judge(given, reader, now);
    };
  }

  private static RefusalCode refusal(String code, Reader reader) {
    return refusal(code, reader, NOW);
  }

  private static RefusalCode refusal(String code, Reader reader, Instant now) {
    if (judged(code, reader, now) instanceof Verdict.Refused<Genuine>(Refusal why)) {
      assertThat(why.sentence()).hasSizeGreaterThan(40).endsWith(".");
      return why.code();
    }
    throw new AssertionError("taken: " + code);
  }

  @Test
  void aCodeComesBackWithItsMaker() {
    assertThat(judged(CODE, reader(FRIEND.key()), NOW))
        .isEqualTo(new Verdict.Accepted<>(new Genuine(MAKER.key(), TICKET)));
    assertThat(judged(FOR_FRIEND, reader(FRIEND.key()), NOW)).isInstanceOf(Verdict.Accepted.class);
    assertThat(
            judged(
                CODE.toUpperCase(Locale.ROOT).replaceAll("(.{9})", "$1 \n-"),
                reader(FRIEND.key()),
                NOW))
        .isInstanceOf(Verdict.Accepted.class);
  }

  @Test
  void itIsShorterThanAnInvite() {
    String invite = InviteCode.write(OWNER, Shells.invite(1));

    assertThat(CODE).startsWith("fback1").hasSize(259).hasSizeLessThan(invite.length());
    assertThat(FOR_FRIEND).hasSize(272);
  }

  @Test
  void everyWrongCharacterAndEveryMissingPieceIsNoticed() {
    Reader friend = reader(FRIEND.key());
    for (int at = 6; at < CODE.length(); at++) {
      char wrong = CODE.charAt(at) == 'z' ? 'y' : 'z';
      assertThat(refusal(CODE.substring(0, at) + wrong + CODE.substring(at + 1), friend))
          .isEqualTo(RECOVERY_CODE_CORRUPT);
      assertThat(refusal(CODE.substring(0, at), friend)).isEqualTo(RECOVERY_CODE_CORRUPT);
    }
    for (String junk : List.of("", " ", "fback", CODE + "*", "x".repeat(9_000), "see " + CODE)) {
      assertThat(refusal(junk, friend)).as(junk).isEqualTo(RECOVERY_CODE_CORRUPT);
    }
  }

  @Test
  void whatIsNoRecoveryCodeIsToldFromOneThatIsDamaged() {
    String invite = InviteCode.write(OWNER, Shells.invite(1));

    assertThat(refusal(invite, reader(FRIEND.key()))).isEqualTo(RECOVERY_CODE_FOREIGN);
    assertThat(refusal("hello there", reader(FRIEND.key()))).isEqualTo(RECOVERY_CODE_FOREIGN);
    assertThat(refusal("fback2" + CODE.substring(6), reader(FRIEND.key())))
        .isEqualTo(RECOVERY_CODE_VERSION);
    assertThat(InviteCode.read(CODE, NOW))
        .isInstanceOfSatisfying(
            Verdict.Refused.class,
            refused -> {
              assertThat(refused.refusal().code()).isEqualTo(RefusalCode.INVITE_FOREIGN);
              assertThat(refused.refusal().sentence()).contains("sync recovery use");
            });
  }

  @Test
  void aCodeThatItsMakerDidNotSignIsForged() {
    byte[] all = Base32.decode(CODE.substring(6)).orElseThrow();
    byte[] content = Arrays.copyOf(all, all.length - 4);
    for (int at = 0; at < content.length; at++) {
      byte[] changed = content.clone();
      changed[at] ^= 1;
      assertThat(refusal(CodeText.write(RecoveryCode.PREFIX, changed), reader(FRIEND.key())))
          .as("byte %d", at)
          .isIn(
              RECOVERY_CODE_FORGED,
              RECOVERY_CODE_VERSION,
              RECOVERY_CODE_ELSEWHERE,
              RECOVERY_CODE_STRANGER);
    }
    byte[] longer = Arrays.copyOf(content, content.length + 1);
    assertThat(refusal(CodeText.write(RecoveryCode.PREFIX, longer), reader(FRIEND.key())))
        .isEqualTo(RECOVERY_CODE_FORGED);
    assertThat(refusal(CodeText.write(RecoveryCode.PREFIX, new byte[66]), reader(FRIEND.key())))
        .isIn(RECOVERY_CODE_FORGED, RECOVERY_CODE_VERSION);
  }

  @Test
  void theSignatureIsOverTheWholeNamesAndNotTheirBeginnings() {
    byte[] alike = FRIEND.key().toBytes();
    alike[31] ^= 1;
    byte[] shellAlike = SHELL.digest().toBytes();
    shellAlike[31] ^= 1;
    Reader elsewhere =
        new Reader(
            new ShellId(Digest.of(shellAlike)), FRIEND.key(), Set.of(MAKER.key(), FRIEND.key()));

    assertThat(refusal(FOR_FRIEND, reader(MemberKey.of(alike)))).isEqualTo(RECOVERY_CODE_FORGED);
    assertThat(refusal(CODE, elsewhere)).isEqualTo(RECOVERY_CODE_FORGED);
  }

  @Test
  void aCodeOfAnotherShellOrOfNoMemberIsRefused() {
    ShellId other = ShellId.of(OTHER.key(), bytes(32, 9).toArray());
    String elsewhere =
        RecoveryCode.write(
            MAKER,
            other,
            Optional.empty(),
            ticket(MAKER, other, Optional.empty(), NOW.plusSeconds(60)));
    String stranger =
        RecoveryCode.write(OTHER, SHELL, Optional.empty(), ticket(OTHER, Optional.empty()));

    assertThat(refusal(elsewhere, reader(FRIEND.key()))).isEqualTo(RECOVERY_CODE_ELSEWHERE);
    assertThat(refusal(stranger, reader(FRIEND.key()))).isEqualTo(RECOVERY_CODE_STRANGER);
  }

  @Test
  void nobodyUsesTheirOwnCodeOrThatOfAnother() {
    assertThat(refusal(CODE, reader(MAKER.key()))).isEqualTo(RECOVERY_CODE_OWN);
    assertThat(refusal(FOR_FRIEND, reader(OTHER.key()))).isEqualTo(RECOVERY_CODE_OTHERS);
  }

  @Test
  void aCodeHoldsUntilItsTimeAndTheClocksMayDiffer() {
    Instant end = TICKET.notAfter().plus(Duration.ofMinutes(10));

    assertThat(judged(CODE, reader(FRIEND.key()), end)).isInstanceOf(Verdict.Accepted.class);
    assertThat(refusal(CODE, reader(FRIEND.key()), end.plusSeconds(1)))
        .isEqualTo(RECOVERY_CODE_EXPIRED);
  }

  @Test
  void nobodyWritesACodeThatNamesSomebodyElse() {
    assertThatThrownBy(() -> RecoveryCode.write(OTHER, SHELL, Optional.empty(), TICKET))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(TICKET.toString()).doesNotContain("55");
  }
}
