package dev.starshell.syncshell.carrier.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ChannelAccountTest {
  private static final long MILLI = 1_000_000;

  private final ChannelAccount account = new ChannelAccount(1000);

  @Test
  void takesUpToTheLimitAndNotOneByteMore() {
    assertThat(account.reserve(600)).isTrue();
    assertThat(account.reserve(401)).isFalse();
    assertThat(account.reserve(400)).isTrue();
    assertThat(account.bufferedBytes()).isEqualTo(1000);
  }

  @Test
  void takesOneMessageLargerThanTheLimitOnlyWhenEmpty() {
    assertThat(account.reserve(1001)).isTrue();
    assertThat(account.reserve(1)).isFalse();
  }

  @Test
  void refusedSenderIsToldOnceTheChannelIsHalfEmpty() {
    handOver(600);
    handOver(400);
    assertThat(account.reserve(1)).isFalse();

    assertThat(account.drainedTo(501, MILLI)).isFalse();
    assertThat(account.drainedTo(500, 2 * MILLI)).isTrue();
    assertThat(account.drainedTo(0, 3 * MILLI)).isFalse();
    assertThat(account.bufferedBytes()).isZero();
    assertThat(account.isUnderway()).isFalse();
  }

  @Test
  void senderThatWasNeverRefusedIsNotTold() {
    handOver(1000);

    assertThat(account.drainedTo(0, MILLI)).isFalse();
  }

  @Test
  void tooManyTinyFramesAreRefusedBeforeTheOwnerTookThem() {
    ChannelAccount wide = new ChannelAccount(1_000_000);
    for (int i = 0; i < ChannelAccount.FRAMES_WAITING_MAX; i++) {
      assertThat(wide.reserve(1)).isTrue();
    }

    assertThat(wide.reserve(1)).isFalse();
  }

  @Test
  void asksAgainWhenTheMeasuredRateForetellsRoom() {
    handOver(1000);
    long first = account.nextAskNanos();
    account.drainedTo(999, first);
    long slow = account.nextAskNanos() - first;
    account.drainedTo(600, first + 10);
    long fast = account.nextAskNanos() - (first + 10);

    assertThat(slow).isBetween(MILLI, 50 * MILLI);
    assertThat(fast).isEqualTo(MILLI);
  }

  @Test
  void aFrameHasLeftWhenTheLibraryHoldsNothingOfItAnyMore() {
    handOver(300);
    handOver(200);

    account.drainedTo(201, 5_000);
    assertThat(account.leftFrames()).isZero();
    account.drainedTo(200, 6_000);
    assertThat(account.leftFrames()).isEqualTo(1);
    assertThat(account.lastHeldNanos()).isEqualTo(5_000);
    handOver(100);
    account.drainedTo(0, 9_000);
    assertThat(account.leftFrames()).isEqualTo(3);
    assertThat(account.lastHeldNanos()).isEqualTo(6_000);
  }

  private void handOver(int bytes) {
    assertThat(account.reserve(bytes)).isTrue();
    account.handedOver(bytes, 0);
  }
}
