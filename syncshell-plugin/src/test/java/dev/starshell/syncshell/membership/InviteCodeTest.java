package dev.starshell.syncshell.membership;

import static dev.starshell.syncshell.membership.RefusalCode.INVITE_CORRUPT;
import static dev.starshell.syncshell.membership.RefusalCode.INVITE_EXPIRED;
import static dev.starshell.syncshell.membership.RefusalCode.INVITE_FOREIGN;
import static dev.starshell.syncshell.membership.RefusalCode.INVITE_FORGED;
import static dev.starshell.syncshell.membership.RefusalCode.INVITE_VERSION;
import static dev.starshell.syncshell.membership.Shells.NOW;
import static dev.starshell.syncshell.membership.Shells.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.SignatureLabel;
import dev.starshell.syncshell.text.Base32;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

final class InviteCodeTest {
  private static final Invite INVITE = Shells.invite(1);
  private static final String CODE = InviteCode.write(OWNER, INVITE);
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

  @Test
  void anInviteComesBackFromItsCode() {
    assertThat(read(CODE)).isEqualTo(new Verdict.Accepted<>(INVITE));
    assertThat(CODE).startsWith("fshell1").hasSizeLessThan(450).doesNotContain("\n");
  }

  @Test
  void theLargestInviteFitsTheLimit() {
    String host = ("a".repeat(60) + ".").repeat(4) + "example";
    Invite large =
        new Invite(
            Shells.name("😀".repeat(50)),
            INVITE.shell(),
            OWNER.key(),
            INVITE.inviteId(),
            INVITE.seed(),
            Instant.ofEpochSecond(0xffff_ffffL),
            65_535,
            INVITE.relayPin(),
            List.of(
                new Endpoint(host, 1),
                new Endpoint(host, 2),
                new Endpoint(host, 3),
                new Endpoint(host, 65_535)));

    assertThat(read(InviteCode.write(OWNER, large))).isEqualTo(new Verdict.Accepted<>(large));
  }

  @Test
  void caseSpacesHyphensLineBreaksAndConfusablesDoNotMatter() {
    String typed = CODE.toUpperCase(Locale.ROOT).replace('0', 'O').replace("1", "I");
    StringBuilder broken = new StringBuilder(" \n");
    for (int i = 0; i < typed.length(); i += 7) {
      broken
          .append(typed, i, Math.min(i + 7, typed.length()))
          .append(i % 2 == 0 ? "-\r\n" : " \u00A0–");
    }

    assertThat(read(broken.toString())).isEqualTo(new Verdict.Accepted<>(INVITE));
    assertThat(read(CODE.replace('1', 'l'))).isEqualTo(new Verdict.Accepted<>(INVITE));
  }

  @Test
  void everySubstitutedCharacterIsNoticed() {
    for (int at = 0; at < CODE.length(); at++) {
      for (int i = 0; i < ALPHABET.length(); i++) {
        char c = ALPHABET.charAt(i);
        if (Base32.value(c) != Base32.value(CODE.charAt(at))) {
          assertUnreadable(CODE.substring(0, at) + c + CODE.substring(at + 1));
        }
      }
    }
  }

  @Test
  void everySwapDeletionAndDoublingIsNoticed() {
    for (int at = 0; at < CODE.length(); at++) {
      String rest = CODE.substring(at + 1);
      assertUnreadable(CODE.substring(0, at) + rest);
      assertUnreadable(CODE.substring(0, at + 1) + CODE.charAt(at) + rest);
      assertUnreadable(CODE.substring(0, at));
      if (!rest.isEmpty() && Base32.value(rest.charAt(0)) != Base32.value(CODE.charAt(at))) {
        assertUnreadable(
            CODE.substring(0, at) + rest.charAt(0) + CODE.charAt(at) + rest.substring(1));
      }
    }
  }

  @Test
  void twoErrorsAtOnceAreNoticed() {
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      char[] typed = CODE.toCharArray();
      int first = 7 + random.nextInt(typed.length - 7);
      int second = 7 + random.nextInt(typed.length - 7);
      typed[first] = ALPHABET.charAt(random.nextInt(32));
      typed[second] = ALPHABET.charAt(random.nextInt(32));

      if (!new String(typed).equals(CODE)) {
        assertThat(codeOf(new String(typed))).as("seed %d", seed).isEqualTo(INVITE_CORRUPT);
      }
    }
  }

  @Test
  void whatIsNotWhitespaceOrHyphenIsNotOverlooked() {
    for (String junk :
        new String[] {"\u200B", "\u00AD", "`", "*", "\"", "%20", "😀", "u", "\u0000"}) {
      assertThat(codeOf(CODE.substring(0, 50) + junk + CODE.substring(50)))
          .as(junk)
          .isEqualTo(INVITE_CORRUPT);
      assertThat(codeOf(junk + CODE)).as(junk).isEqualTo(INVITE_CORRUPT);
    }
  }

  @Test
  void emptyShortAndHugeTextsAreRefusedAtOnce() {
    for (String typed : new String[] {"", " \n", "f", "fshell", "fshell1"}) {
      assertThat(codeOf(typed)).as(typed).isEqualTo(INVITE_CORRUPT);
    }
    assertThat(codeOf(CODE + " ".repeat(10_000_000))).isEqualTo(INVITE_CORRUPT);
  }

  @Test
  void codesOfOtherProgramsAreNamed() {
    for (String typed :
        new String[] {"NOSTR:abcdef", " nostr:x", "BOOTSTRAP:eyJ", "https://example.org/j#x"}) {
      assertThat(codeOf(typed)).as(typed).isEqualTo(INVITE_FOREIGN);
    }
    assertThat(codeOf("7h1s1sn0t0n30f0urs")).isEqualTo(INVITE_FOREIGN);
    assertThat(sentenceOf("NOSTR:abc")).contains("FyteClub").contains("fshell1");
  }

  @Test
  void aNewerVersionIsNamed() {
    assertThat(codeOf("fshell2" + CODE.substring(7))).isEqualTo(INVITE_VERSION);
    assertThat(codeOf(signed(OWNER, body -> body[0] = 2))).isEqualTo(INVITE_VERSION);
    assertThat(codeOf(signed(OWNER, body -> body[1] = 1))).isEqualTo(INVITE_VERSION);
  }

  @Test
  void everyChangedBodyWithARightCheckSumIsAForgery() {
    byte[] all = Base32.decode(CODE.substring(7)).orElseThrow();

    for (int at = 2; at < all.length - 4; at++) {
      byte[] changed = all.clone();
      changed[at] ^= 0x10;
      assertThat(codeOf(withCheckSum(changed))).as("byte %d", at).isEqualTo(INVITE_FORGED);
    }
  }

  @Test
  void anInviteSignedBySomebodyElseIsAForgery() {
    assertThat(codeOf(signed(Shells.identity(5), _ -> {}))).isEqualTo(INVITE_FORGED);
  }

  @Test
  void whatNoStarshellWritesIsAForgeryEvenWhenSigned() {
    int uses = 2 + 32 + 32 + 8 + 16 + 4;
    int nameLength = uses + 2 + 32;
    int name = nameLength + 1;
    int endpointCount = name + "Raid night".length();

    assertThat(codeOf(signed(OWNER, body -> Arrays.fill(body, uses, uses + 2, (byte) 0))))
        .isEqualTo(INVITE_FORGED);
    assertThat(codeOf(signed(OWNER, body -> body[name] = 0x1b))).isEqualTo(INVITE_FORGED);
    assertThat(codeOf(signed(OWNER, body -> body[nameLength] = 0))).isEqualTo(INVITE_FORGED);
    for (int count : new int[] {0, 1, 3, 5, 255}) {
      assertThat(codeOf(signed(OWNER, body -> body[endpointCount] = (byte) count)))
          .isEqualTo(INVITE_FORGED);
    }
    assertThat(codeOf(signed(OWNER, body -> body[endpointCount + 2] = '/')))
        .isEqualTo(INVITE_FORGED);
  }

  @Test
  void aWeakOwnerIsAForgery() {
    assertThat(codeOf(signed(OWNER, body -> Arrays.fill(body, 34, 66, (byte) 0))))
        .isEqualTo(INVITE_FORGED);
  }

  @Test
  void anInviteExpiresWithRoomForWrongClocks() {
    Instant end = INVITE.notAfter();

    assertThat(InviteCode.read(CODE, end.plus(Duration.ofMinutes(10))))
        .isInstanceOf(Verdict.Accepted.class);
    assertThat(refusal(InviteCode.read(CODE, end.plus(Duration.ofMinutes(10)).plusSeconds(1))))
        .isEqualTo(INVITE_EXPIRED);
    assertThat(refusal(InviteCode.read(CODE, NOW.plus(Duration.ofDays(2)))))
        .isEqualTo(INVITE_EXPIRED);
    assertThat(InviteCode.read(CODE, NOW.minus(Duration.ofDays(2))))
        .isInstanceOf(Verdict.Accepted.class);
    assertThat(refusal(readAt(Shells.invite(1, 1, Instant.EPOCH)))).isEqualTo(INVITE_EXPIRED);
  }

  @Test
  void onlyTheOwnerWritesInvites() {
    assertThatThrownBy(() -> InviteCode.write(Shells.identity(2), INVITE))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void noSeedIsInATextForm() {
    assertThat(INVITE.toString()).doesNotContain("6565");
  }

  @Test
  void hostsAreNamesOrLiteralsAndNothingElse() {
    for (String good :
        new String[] {"a", "my_host", "10.0.0.1", "::1", "fe80::1", "xn--e1afmkfd.de"}) {
      assertThat(Endpoint.ifValid(good, 1)).as(good).isPresent();
    }
    for (String bad :
        new String[] {
          "",
          " ",
          "file://x",
          "a/b",
          "a:1",
          "fe80::1%eth0",
          "[::1]",
          "пример.рф",
          "a..b",
          "-a",
          "a b",
          "a\n",
          "x".repeat(254)
        }) {
      assertThat(Endpoint.ifValid(bad, 1)).as(bad).isEmpty();
    }
    assertThat(Endpoint.ifValid("a", 0)).isEmpty();
    assertThat(Endpoint.ifValid("a", 65_536)).isEmpty();
  }

  private static void assertUnreadable(String typed) {
    assertThat(read(typed)).as(typed).isInstanceOf(Verdict.Refused.class);
    if (typed.startsWith("fshell1")) {
      assertThat(codeOf(typed)).as(typed).isEqualTo(INVITE_CORRUPT);
    }
  }

  private interface Change {
    void to(byte[] body);
  }

  /// The invite with a changed body, signed and with a right check sum.
  private static String signed(Identity signer, Change change) {
    byte[] body = InviteBody.write(INVITE);
    change.to(body);
    byte[] all = Arrays.copyOf(body, body.length + 68);
    System.arraycopy(signer.sign(SignatureLabel.INVITE, body), 0, all, body.length, 64);
    return withCheckSum(all);
  }

  private static String withCheckSum(byte[] all) {
    CRC32 crc = new CRC32();
    crc.update(all, 0, all.length - 4);
    ByteBuffer.wrap(all).putInt(all.length - 4, (int) crc.getValue());
    return "fshell1" + Base32.encode(all);
  }

  private static Verdict<Invite> readAt(Invite invite) {
    return read(InviteCode.write(OWNER, invite));
  }

  private static Verdict<Invite> read(String typed) {
    return InviteCode.read(typed, NOW);
  }

  private static RefusalCode codeOf(String typed) {
    return refusal(read(typed));
  }

  private static String sentenceOf(String typed) {
    return ((Verdict.Refused<Invite>) read(typed)).refusal().sentence();
  }

  private static RefusalCode refusal(Verdict<?> verdict) {
    assertThat(verdict).isInstanceOf(Verdict.Refused.class);
    return ((Verdict.Refused<?>) verdict).refusal().code();
  }
}
