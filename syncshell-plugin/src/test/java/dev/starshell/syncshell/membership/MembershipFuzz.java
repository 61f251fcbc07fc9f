package dev.starshell.syncshell.membership;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.starshell.syncshell.crypto.MemberKeyText;
import dev.starshell.syncshell.fuzz.Bounds;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.Base32;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;

/// What people paste, what joiners show and what is kept of a shell are never an exception.
final class MembershipFuzz {
  private static final int TAIL_BYTES = 68;

  @FuzzTest(maxDuration = "10m")
  void anyTextIsAnInviteOrSaysWhatIsWrong(byte[] bytes) throws Exception {
    String typed = new String(bytes, StandardCharsets.UTF_8);
    Bounds.hold(() -> {
      assertSaid(InviteCode.read(typed, Shells.NOW));
      assertThat(MemberKeyText.parse(typed)).isNotNull();
    });
  }

  /// Behind prefix and check sum.
  @FuzzTest(maxDuration = "10m")
  void anyBodyWithARightCheckSumIsAnInviteOrSaysWhatIsWrong(byte[] bytes) throws Exception {
    byte[] all = Arrays.copyOf(bytes, bytes.length + TAIL_BYTES);
    CRC32 sum = new CRC32();
    sum.update(all, 0, all.length - Integer.BYTES);
    ByteBuffer.wrap(all).putInt(all.length - Integer.BYTES, (int) sum.getValue());
    Bounds.hold(() -> assertSaid(InviteCode.read("fshell1" + Base32.encode(all), Shells.NOW)));
  }

  @FuzzTest(maxDuration = "10m")
  void anyCredentialIsAJoinRequestOrNone(byte[] bytes) throws Exception {
    Bounds.hold(() -> {
      assertThat(JoinRequest.read(Bytes.copyOf(bytes))).isNotNull();
      assertThat(JoinRequest.readKept(Bytes.copyOf(bytes))).isNotNull();
    });
  }

  @FuzzTest(maxDuration = "10m")
  void anyKeptRecordIsAShellOrSaysWhatIsWrong(byte[] bytes) throws Exception {
    Bounds.hold(() -> assertSaid(ShellRecordCodec.read(Bytes.copyOf(bytes))));
  }

  private static void assertSaid(Verdict<?> verdict) {
    if (verdict instanceof Verdict.Refused<?>(Refusal refusal)) {
      assertThat(refusal.sentence()).isNotBlank();
      assertThat(refusal.sentence().chars()).noneMatch(Character::isISOControl);
    }
  }
}
