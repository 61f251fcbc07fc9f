package dev.starshell.syncshell.crypto.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.crypto.handshake.Couple.Side;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.FaultCode;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Each byte of each message is changed; none of it is ever taken, and what was refused leaves the
/// handshake as it was.
final class HandshakeTamperTest {
  private final Couple two = new Couple();
  private final Side leader = two.leader;
  private final Side follower = two.follower;

  @Test
  void everyChangedByteOfTheFirstMessageIsRefused() {
    Bytes opening = leader.begin(9).sent();

    Set<FaultCode> seen = refuseEveryChange(follower, opening);

    assertThat(seen)
        .contains(
            FaultCode.FRAME_MALFORMED,
            FaultCode.VERSION_UNSUPPORTED,
            FaultCode.HANDSHAKE_MISDIRECTED,
            FaultCode.STALE_EPOCH,
            FaultCode.EPOCH_AHEAD,
            FaultCode.HANDSHAKE_FORGED);
    assertThat(follower.take(opening).sent()).isNotNull();
  }

  @Test
  void everyChangedByteOfTheSecondMessageIsRefused() {
    Bytes reply = follower.take(leader.begin(9).sent()).sent();

    Set<FaultCode> seen = refuseEveryChange(leader, reply);

    assertThat(seen)
        .contains(
            FaultCode.HANDSHAKE_REPLAY,
            FaultCode.HANDSHAKE_FORGED,
            FaultCode.HANDSHAKE_UNCONFIRMED);
    assertThat(follower.take(leader.take(reply).sent()).made).isPresent();
  }

  @Test
  void everyChangedByteOfTheThirdMessageIsRefused() {
    Bytes confirmation = leader.take(follower.take(leader.begin(9).sent()).sent()).sent();

    Set<FaultCode> seen = refuseEveryChange(follower, confirmation);

    assertThat(seen)
        .contains(
            FaultCode.HANDSHAKE_REPLAY,
            FaultCode.HANDSHAKE_FORGED,
            FaultCode.HANDSHAKE_UNCONFIRMED);
    assertThat(follower.take(confirmation).made).isPresent();
  }

  /// Changes each byte in its lowest and in its highest bit, and cuts and stretches the message to
  /// each length.
  private static Set<FaultCode> refuseEveryChange(Side side, Bytes message) {
    HandshakeState before = side.state;
    Set<FaultCode> seen = EnumSet.noneOf(FaultCode.class);
    for (int at = 0; at < message.length(); at++) {
      for (int bit : new int[] {1, 0x80}) {
        byte[] changed = message.toArray();
        changed[at] ^= (byte) bit;
        seen.add(refused(side, changed, before, "byte " + at + " xor " + bit));
      }
    }
    for (int length = 0; length < message.length(); length++) {
      refused(side, Arrays.copyOf(message.toArray(), length), before, "cut at " + length);
    }
    for (int more = 1; more <= 64; more++) {
      byte[] longer = Arrays.copyOf(message.toArray(), message.length() + more);
      refused(side, longer, before, "longer by " + more);
    }
    return seen;
  }

  private static FaultCode refused(Side side, byte[] message, HandshakeState before, String how) {
    FaultCode code = side.take(Bytes.copyOf(message)).refusal();
    assertThat(code).as(how).isNotNull();
    assertThat(side.state).as(how).isSameAs(before);
    return java.util.Objects.requireNonNull(code);
  }
}
