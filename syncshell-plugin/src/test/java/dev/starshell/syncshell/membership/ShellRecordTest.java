package dev.starshell.syncshell.membership;

import static dev.starshell.syncshell.membership.RefusalCode.STATE_CORRUPT;
import static dev.starshell.syncshell.membership.Shells.NOW;
import static dev.starshell.syncshell.membership.Shells.SHELL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.protocol.Bytes;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ShellRecordTest {
  private static final Identity BOB = Shells.identity(2);
  private static final Invite INVITE = Shells.invite(1);
  private static final ShellRecord JOINING =
      ShellRecord.joining(
          INVITE, Shells.name("Bob"), JoinRequest.credential(INVITE, BOB, Shells.name("Bob"), NOW));

  @Test
  void everyKindOfRecordComesBack() {
    ShellRecord belonging =
        JOINING.belonging(
            Shells.name("Raid night"), INVITE.relayPin(), List.of(new Endpoint("::1", 7)));

    for (ShellRecord record : List.of(JOINING, belonging)) {
      assertThat(ShellRecordCodec.read(ShellRecordCodec.write(record)))
          .isEqualTo(new Verdict.Accepted<>(record));
    }
    assertThat(JOINING.shell()).isEqualTo(SHELL);
    assertThat(belonging.joining()).isEmpty();
  }

  @Test
  void aCutOrNewerRecordIsRefusedAndNothingIsThrown() {
    byte[] good = ShellRecordCodec.write(JOINING).toArray();

    for (int at = 0; at < good.length; at++) {
      assertThat(refusal(Bytes.copyOf(Arrays.copyOf(good, at))).code()).isEqualTo(STATE_CORRUPT);
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = good.clone();
        changed[at] ^= (byte) (1 << bit);
        assertThatCode(() -> ShellRecordCodec.read(Bytes.copyOf(changed)))
            .doesNotThrowAnyException();
      }
    }
    good[1] = 2;
    assertThat(refusal(Bytes.copyOf(good)).sentence()).contains("version=2").contains("backup");
  }

  private static Refusal refusal(Bytes encoded) {
    Verdict<ShellRecord> verdict = ShellRecordCodec.read(encoded);
    assertThat(verdict).isInstanceOf(Verdict.Refused.class);
    return ((Verdict.Refused<ShellRecord>) verdict).refusal();
  }
}
