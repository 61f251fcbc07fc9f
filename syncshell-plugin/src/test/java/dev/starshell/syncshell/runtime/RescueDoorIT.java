package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.ok;
import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.api.signal.Doorkeeper.Admission;
import dev.starshell.api.signal.MemberId;
import dev.starshell.syncshell.control.RescueControl.RescueView;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.membership.RecoveryCode;
import dev.starshell.syncshell.membership.RecoveryCode.Given;
import dev.starshell.syncshell.membership.Verdict;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.SignalMessage;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Somebody has a recovery code, or pretends to, and knocks without asking a client of ours. Bob
/// makes the codes; the relay has proven the key that knocks.
final class RescueDoorIT extends RescueScene {
  private static final MemberKey STRANGER = Identity.fromSeed(new byte[Identity.SEED_BYTES]).key();

  @BeforeEach
  void loseTheHost() throws IOException {
    shell.begin();
    lose();
  }

  private String code(Duration valid, String... friend) {
    return codeBy(bob, valid, friend);
  }

  private static byte[] secretOf(String code) {
    return switch (RecoveryCode.read(code)) {
      case Verdict.Accepted<Given>(Given given) -> given.ticket().secret().toArray();
      case Verdict.Refused<Given> refused -> throw new AssertionError(refused.refusal());
    };
  }

  /// What the newest code's door says; empty if it lets in.
  private String knock(MemberKey key, byte[] secret) {
    ShellRuntime runtime = bob.runtime();
    Rescue newest =
        runtime.frame().loop().ask(() -> runtime.membership().place().rescues().all().getLast());
    return switch (newest.knock(MemberId.of(key.toBytes()), secret)) {
      case Admission.Admitted _ -> "";
      case Admission.Refused refused -> refused.code();
      case Admission.Undecided _ -> "UNDECIDED";
    };
  }

  @Test
  void withoutTheSecretNobodyIsLetInOrLearnsWhoMayBe() {
    byte[] secret = secretOf(code(HOUR, "cleo"));
    byte[] other = secret.clone();
    other[15] ^= 1;

    for (byte[] wrong : new byte[][] {other, new byte[0], new byte[16], new byte[4_096]}) {
      assertThat(knock(cleo.key(), wrong)).isEqualTo("RECOVERY_CODE_REFUSED");
      assertThat(knock(dave.key(), wrong)).isEqualTo("RECOVERY_CODE_REFUSED");
      assertThat(knock(STRANGER, wrong)).isEqualTo("RECOVERY_CODE_REFUSED");
    }
    assertThat(knock(cleo.key(), secret)).isEmpty();
  }

  @Test
  void aStolenSecretIsOfNoUseToAStrangerOrToAnotherMemberThanTheFriend() {
    byte[] secret = secretOf(code(HOUR, "cleo"));

    assertThat(knock(STRANGER, secret)).isEqualTo("NOT_A_MEMBER");
    assertThat(knock(dave.key(), secret)).isEqualTo("RECOVERY_CODE_OTHERS");
    assertThat(knock(cleo.key(), secret)).isEmpty();
    assertThat(knock(dave.key(), secret)).isEqualTo("RECOVERY_CODE_OTHERS");
  }

  @Test
  void whoKnocksFirstOfTheMembersHasUsedIt() {
    byte[] secret = secretOf(code(HOUR));

    assertThat(knock(STRANGER, secret)).isEqualTo("NOT_A_MEMBER");
    assertThat(knock(dave.key(), secret)).isEmpty();
    assertThat(knock(cleo.key(), secret)).isEqualTo("RECOVERY_CODE_USED");
    assertThat(knock(dave.key(), secret)).isEmpty();
    assertThat(bob.notices).anyMatch(notice -> notice.text().contains("dave uses your recovery"));
  }

  @Test
  void pastItsTimeItOpensNothingWhateverTheClientSays() {
    byte[] secret = secretOf(code(Duration.ofSeconds(-5)));
    bob.skew = Duration.ofDays(-1);

    assertThat(knock(cleo.key(), secret)).isEqualTo("RECOVERY_CODE_EXPIRED");
  }

  @Test
  void whoIsNotWantedAnyMoreLosesTheWayAndCannotComeBackByIt() {
    String code = code(HOUR, "cleo");
    ok(cleo.control().rescues().use(code));
    until(() -> isLinked(bob, cleo) && isLinked(cleo, bob));

    ok(bob.control().people().block("cleo", true));

    until(() -> !isLinked(bob, cleo));
    assertThat(bob.control().rescues().codes()).isEmpty();
    ok(bob.control().people().block("cleo", false));
    shell.relay.starless = "STAR_UNKNOWN";
    until(() -> cleo.control().rescues().codes().isEmpty());
    assertThat(isLinked(bob, cleo)).isFalse();
  }

  @Test
  void aMemberWhoIsLetInCanEndNothingButItsOwnLinkThere() {
    ok(cleo.control().rescues().use(code(HOUR, "cleo")));
    until(() -> isLinked(bob, cleo) && isLinked(cleo, bob));
    ShellRuntime runtime = bob.runtime();
    runtime
        .frame()
        .loop()
        .ask(() -> {
          Rescue rescue = runtime.membership().place().rescues().all().getFirst();
          rescue.signalCame(cleo.key(), new SignalMessage.Left(FaultCode.GOING_AWAY));
          rescue.signalCame(dave.key(), new SignalMessage.Left(FaultCode.GOING_AWAY));
          rescue.presence(dave.key(), true);
          return true;
        });

    assertThat(bob.control().status().members()).isEqualTo(4);
    assertThat(isLinked(bob, cleo)).isTrue();
    assertThat(bob.control().rescues().codes())
        .extracting(RescueView::state)
        .containsExactly("joined");
    assertThat(runtime.frame().loop().ask(() -> runtime.membership().place().isPresent(dave.key())))
        .isFalse();
  }
}
