package dev.starshell.host.relay;

import static dev.starshell.host.relay.RelayScript.connection;
import static dev.starshell.host.relay.RelayScript.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.host.frame.RelayFrame;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// What waits for one member, and who pays for it.
final class RelayQueueTest {
  private static final RelayLimits STANDARD = RelayLimits.standard();
  private static final int BYTES_MAX = STANDARD.traffic().queueBytesMax();

  private static RelayScript three() {
    RelayScript relay = new RelayScript(STANDARD).openStar(1);
    return relay.join(1, 1, 1).join(2, 1, 2).join(3, 1, 3);
  }

  private static RelayLimits withQueue(int messagesMax) {
    RelayLimits.Traffic traffic = STANDARD.traffic();
    return STANDARD.withTraffic(
        new RelayLimits.Traffic(
            traffic.envelopes(), traffic.bytes(), traffic.excessMax(), messagesMax, BYTES_MAX));
  }

  /// Sends until one is refused, which must be for want of room.
  private static int fill(RelayScript relay, int from, int to, int sizeBytes) {
    int sent = 0;
    while (relay.envelope(from, to, sizeBytes).sentTo(to).size() == 1) {
      sent++;
      assertThat(sent).isLessThan(1_000);
    }
    assertThat(relay.sentTo(from))
        .singleElement()
        .isInstanceOfSatisfying(
            RelayFrame.Undelivered.class,
            told -> {
              assertThat(told.to()).isEqualTo(member(to));
              assertThat(told.code()).isEqualTo("RATE_LIMITED");
              assertThat(told.retryAfterMillis()).isPositive();
            });
    assertThat(relay.closedFor(to)).isEmpty();
    return sent;
  }

  @Test
  void aSenderThatBurstsIsRefusedAndItsReceiverStays() {
    RelayScript relay = three();

    int sent = fill(relay, 1, 2, 20_000);

    assertThat(sent).isEqualTo(3);
    assertThat(relay.membersOf(1)).contains(member(1), member(2));
    // The others still reach it, and so does the relay.
    assertThat(relay.envelope(3, 2, 20_000).sentTo(2)).hasSize(1);
    relay.open(4).logIn(4, 1, 4).verdict(4, new LogInVerdict.Admitted());
    assertThat(relay.sentTo(2)).containsExactly(new RelayFrame.Present(member(4)));
    // What is written makes room again.
    relay.flushAll();
    assertThat(relay.envelope(1, 2, 20_000).sentTo(2)).hasSize(1);
  }

  @Test
  void smallEnvelopesOfOneSenderTakeHalfOfTheFrames() {
    RelayScript relay = three();

    assertThat(fill(relay, 1, 2, 1)).isEqualTo(STANDARD.traffic().queueMessagesMax() / 2);
    assertThat(relay.envelope(3, 2, 1).sentTo(2)).hasSize(1);
  }

  @Test
  void theLargestEnvelopePassesThroughTheSmallestQueue() {
    RelayLimits.Traffic traffic = STANDARD.traffic();
    RelayLimits small =
        STANDARD.withTraffic(
            new RelayLimits.Traffic(
                traffic.envelopes(), traffic.bytes(), traffic.excessMax(), 256, 64 << 10));
    RelayScript relay = new RelayScript(small).openStar(1).join(1, 1, 1).join(2, 1, 2);

    assertThat(relay.envelope(1, 2, 65_280).sentTo(2)).hasSize(1);
    assertThat(relay.envelope(1, 2, 1).sentTo(2)).isEmpty();
    assertThat(relay.closedFor(2)).isEmpty();
  }

  @Test
  void manySendersTogetherDoNotEndTheirReceiverEither() {
    RelayScript relay = new RelayScript(STANDARD).openStar(1);
    for (int number = 1; number <= 6; number++) {
      relay.join(number, 1, number);
    }
    for (int sender = 2; sender <= 6; sender++) {
      fill(relay, sender, 1, 20_000);
    }

    relay.open(7).logIn(7, 1, 7).verdict(7, new LogInVerdict.Admitted());

    assertThat(relay.sentTo(1)).containsExactly(new RelayFrame.Present(member(7)));
    assertThat(relay.membersOf(1)).contains(member(1));
  }

  @Test
  void readersThatLeaveTooManyWordsOfTheRelayWaitingEndTogether() {
    RelayScript relay = new RelayScript(withQueue(4)).openStar(1);
    relay.join(1, 1, 1).join(2, 1, 2).join(3, 1, 3);
    for (int number = 10; number < 14; number++) {
      relay.open(number).logIn(number, 1, number).verdict(number, new LogInVerdict.Admitted());
      relay.apply(new RelayEvent.Written(connection(1), 10));
      for (int reader = 10; reader <= number; reader++) {
        relay.apply(new RelayEvent.Written(connection(reader), 10));
      }
    }
    assertThat(relay.membersOf(1)).contains(member(2), member(3));

    relay.open(14).logIn(14, 1, 14).verdict(14, new LogInVerdict.Admitted());

    assertThat(relay.closedFor(2)).isEqualTo("SLOW_READER");
    assertThat(relay.closedFor(3)).isEqualTo("SLOW_READER");
    assertThat(relay.membersOf(1)).contains(member(1), member(14));
  }

  @Test
  void aReaderThatTakesNothingForTwentySecondsIsEnded() {
    RelayScript relay = three();
    relay.envelope(1, 2, 100).envelope(1, 3, 100).envelope(1, 3, 100).tick();
    for (int second = 1; second < 20; second++) {
      relay.wait(Duration.ofSeconds(1));
      alive(relay);
      relay.tick();
      assertThat(relay.closedFor(2)).isEmpty();
    }
    // Of two one has taken something.
    relay.apply(new RelayEvent.Written(connection(3), 1));

    relay.wait(Duration.ofSeconds(1));
    alive(relay);
    relay.tick();

    assertThat(relay.closedFor(2)).isEqualTo("SLOW_READER");
    assertThat(relay.membersOf(1)).containsExactly(member(1), member(3));
  }

  private static void alive(RelayScript relay) {
    for (int number = 1; number <= 3; number++) {
      relay.apply(new RelayEvent.Heard(connection(number), relay.now()));
    }
  }
}
