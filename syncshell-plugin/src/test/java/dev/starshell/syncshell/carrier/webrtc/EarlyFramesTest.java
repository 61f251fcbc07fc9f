package dev.starshell.syncshell.carrier.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class EarlyFramesTest {
  private final LinkedPair.End listener = new LinkedPair.End();
  private final EarlyFrames early = new EarlyFrames(listener);

  @Test
  void framesWaitForTheReleaseAndKeepTheirOrder() {
    byte[] lent = {1, 9};
    early.received(1, lent, 1);
    lent[0] = 7;
    early.received(2, new byte[] {2}, 1);
    assertThat(listener.frames).isEmpty();

    early.release();
    early.received(1, new byte[] {3}, 1);

    assertThat(listener.frames.stream().map(frame -> (int) frame[0])).containsExactly(1, 2, 3);
  }

  @Test
  void keepsLittleOfAnUnverifiedPeerAndMoreOfAVerifiedOne() {
    byte[] half = new byte[EarlyFrames.UNVERIFIED_BYTES_MAX / 2];

    assertThat(early.received(0, half, half.length)).isTrue();
    assertThat(early.received(0, half, half.length)).isFalse();
    early.verified();
    assertThat(early.received(0, half, half.length)).isTrue();
    assertThat(
            early.received(
                0, new byte[EarlyFrames.VERIFIED_BYTES_MAX], EarlyFrames.VERIFIED_BYTES_MAX))
        .isFalse();
  }
}
