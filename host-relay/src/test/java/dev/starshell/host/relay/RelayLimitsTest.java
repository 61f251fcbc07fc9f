package dev.starshell.host.relay;

import static dev.starshell.host.relay.RelayScript.FAR;
import static dev.starshell.host.relay.RelayScript.network;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.starshell.host.frame.RelayFrame;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RelayLimitsTest {
  private static final RelayLimits STANDARD = RelayLimits.standard();
  private static final Network HERE = new Network("127.0.0.1", true);

  @Test
  void theMemberBeyondTheLimitIsToldThatTheGroupIsFull() {
    RelayScript relay = new RelayScript(STANDARD.withMembersMax(2)).openStar(1).openStar(2);
    relay.join(1, 1, 1).open(2).logIn(2, 1, 2);

    // The second place is kept for the log-in that is being checked.
    assertThat(relay.open(3).logIn(3, 1, 3).refusedWith(3)).isEqualTo("GROUP_FULL");
    relay.verdict(2, new LogInVerdict.Admitted());
    assertThat(relay.open(4).logIn(4, 1, 4).refusedWith(4)).isEqualTo("GROUP_FULL");
    // A member that is in may replace itself, and other stars have places of their own.
    assertThat(relay.join(5, 1, 1).sentTo(5)).hasSize(1);
    assertThat(relay.join(6, 2, 6).sentTo(6)).hasSize(1);
    // A place that is given up is free again.
    assertThat(relay.closed(2).join(7, 1, 7).sentTo(7)).hasSize(1);
  }

  @Test
  void aTurnedAwayMemberGivesItsPlaceBack() {
    RelayScript relay = new RelayScript(STANDARD.withMembersMax(1)).openStar(1);
    relay.open(1).logIn(1, 1, 1).turnAway(1);

    assertThat(relay.join(2, 1, 2).sentTo(2)).hasSize(1);
  }

  @Test
  void onlySoManyConnectionsComeFromOneAddress() {
    RelayScript relay = new RelayScript(STANDARD);
    for (int number = 1; number <= 8; number++) {
      assertThat(relay.open(number, FAR).refusedWith(number)).isEmpty();
    }

    assertThat(relay.open(9, FAR).refusedWith(9)).isEqualTo("BUSY_RETRY");
    assertThat(relay.open(10, network(77)).refusedWith(10)).isEmpty();
    relay.closed(9).closed(1);
    assertThat(relay.open(11, FAR).refusedWith(11)).isEmpty();
  }

  @Test
  void thisMachineItselfIsNotCountedUnlessTheHostSaysSo() {
    RelayScript relay = new RelayScript(STANDARD);
    for (int number = 1; number <= 20; number++) {
      assertThat(relay.open(number, HERE).refusedWith(number)).isEmpty();
    }

    RelayScript strict =
        new RelayScript(STANDARD.withDoor(new RelayLimits.Door(4096, 1, 64, 5, false)));
    strict.open(1, HERE);

    assertThat(strict.open(2, HERE).refusedWith(2)).isEqualTo("BUSY_RETRY");
  }

  @Test
  void theWholeRelayHoldsOnlySoManyConnections() {
    RelayScript relay =
        new RelayScript(STANDARD.withDoor(new RelayLimits.Door(2, 8, 64, 5, true))).openStar(1);
    relay.join(1, 1, 1).join(2, 1, 2);

    assertThat(relay.open(3).refusedWith(3)).isEqualTo("BUSY_RETRY");
  }

  @Test
  void fiveFailedLogInsShutAnAddressOutForFiveMinutes() {
    RelayScript relay = new RelayScript(STANDARD).openStar(1);
    for (int number = 1; number <= 5; number++) {
      relay.open(number, FAR).logIn(number, 1, number).turnAway(number).closed(number);
    }
    relay.open(6, FAR);
    assertThat(relay.refusedWith(6)).isEqualTo("RATE_LIMITED");
    assertThat(relay.sentTo(6))
        .last()
        .isInstanceOfSatisfying(
            RelayFrame.Refused.class,
            refused -> assertThat(refused.retryAfterMillis()).isEqualTo(300_000));
    assertThat(relay.open(7, network(9)).refusedWith(7)).isEmpty();

    relay.wait(Duration.ofMillis(299_999)).tick();
    assertThat(relay.open(8, FAR).refusedWith(8)).isEqualTo("RATE_LIMITED");
    relay.wait(Duration.ofMillis(1)).tick();
    assertThat(relay.open(9, FAR).refusedWith(9)).isEmpty();
  }

  @Test
  void aConnectionThatWasOpenBeforeItsAddressWasShutOutCannotLogInEither() {
    RelayScript relay = new RelayScript(STANDARD).openStar(1).open(50, FAR);
    for (int number = 1; number <= 5; number++) {
      relay.open(number, FAR).logIn(number, 1, number).turnAway(number).closed(number);
    }

    assertThat(relay.logIn(50, 1, 50).refusedWith(50)).isEqualTo("RATE_LIMITED");
  }

  @Test
  void failuresOfOldAreForgotten() {
    RelayScript relay = new RelayScript(STANDARD).openStar(1);
    for (int number = 1; number <= 4; number++) {
      relay.open(number, FAR).logIn(number, 1, number).turnAway(number).closed(number);
    }
    relay.wait(Duration.ofMinutes(5)).tick();
    relay.open(5, FAR).logIn(5, 1, 5).turnAway(5).closed(5);

    assertThat(relay.open(6, FAR).refusedWith(6)).isEmpty();
  }

  @Test
  void aMemberThatLogsInTooOftenWaits() {
    RelayScript relay = new RelayScript(STANDARD).openStar(1);
    for (int number = 1; number <= 10; number++) {
      assertThat(relay.join(number, 1, 1).sentTo(number)).hasSize(1);
      relay.closed(number);
    }

    relay.open(11).logIn(11, 1, 1).verdict(11, new LogInVerdict.Admitted());

    assertThat(relay.refusedWith(11)).isEqualTo("RATE_LIMITED");
    assertThat(relay.join(12, 1, 2).sentTo(12)).hasSize(1);
    relay.wait(Duration.ofSeconds(6));
    assertThat(relay.join(13, 1, 1).sentTo(13)).hasSize(1);
  }

  @Test
  void tooManyEnvelopesAreRefusedOneByOneAndThenTheConnectionEnds() {
    RelayLimits limits =
        STANDARD.withTraffic(
            new RelayLimits.Traffic(
                new RelayLimits.Rate(10, 2),
                new RelayLimits.Rate(1 << 20, 1 << 20),
                new RelayLimits.Rate(3, 1),
                1000,
                256 << 10));
    RelayScript relay = new RelayScript(limits).openStar(1).join(1, 1, 1).join(2, 1, 2);
    for (int round = 0; round < 10; round++) {
      assertThat(relay.envelope(1, 2, 1).sentTo(2)).hasSize(1);
    }
    for (int round = 0; round < 3; round++) {
      relay.envelope(1, 2, 1);
      assertThat(relay.sentTo(2)).isEmpty();
      assertThat(relay.sentTo(1))
          .singleElement()
          .isInstanceOfSatisfying(
              RelayFrame.Undelivered.class,
              told -> {
                assertThat(told.code()).isEqualTo("RATE_LIMITED");
                assertThat(told.retryAfterMillis()).isEqualTo(500);
              });
    }
    // Another member is served as before.
    assertThat(relay.envelope(2, 1, 1).sentTo(1)).hasSize(1);

    relay.envelope(1, 2, 1);

    assertThat(relay.refusedWith(1)).isEqualTo("RATE_LIMITED");
    assertThat(relay.closedFor(1)).isEqualTo("RATE_LIMITED");
  }

  @Test
  void envelopesAreAllowedAgainAsTimePasses() {
    RelayLimits limits =
        STANDARD.withTraffic(
            new RelayLimits.Traffic(
                new RelayLimits.Rate(1, 2),
                new RelayLimits.Rate(1 << 20, 1 << 20),
                new RelayLimits.Rate(30, 1),
                1000,
                256 << 10));
    RelayScript relay = new RelayScript(limits).openStar(1).join(1, 1, 1).join(2, 1, 2);
    relay.envelope(1, 2, 1);
    assertThat(relay.wait(Duration.ofMillis(499)).envelope(1, 2, 1).sentTo(2)).isEmpty();
    assertThat(relay.wait(Duration.ofMillis(1)).envelope(1, 2, 1).sentTo(2)).hasSize(1);
  }

  @Test
  void bytesAreLimitedAsWellAsEnvelopes() {
    RelayLimits limits =
        STANDARD.withTraffic(
            new RelayLimits.Traffic(
                new RelayLimits.Rate(1000, 100),
                new RelayLimits.Rate(3000, 1000),
                new RelayLimits.Rate(30, 1),
                1000,
                256 << 10));
    RelayScript relay = new RelayScript(limits).openStar(1).join(1, 1, 1).join(2, 1, 2);
    assertThat(relay.envelope(1, 2, 2000).sentTo(2)).hasSize(1);

    assertThat(relay.envelope(1, 2, 2000).sentTo(2)).isEmpty();
    assertThat(relay.envelope(1, 2, 500).sentTo(2)).hasSize(1);
    assertThat(relay.wait(Duration.ofSeconds(2)).envelope(1, 2, 2000).sentTo(2)).hasSize(1);
  }

  @Test
  void limitsThatAreNoneAreRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> STANDARD.withMembersMax(0));
    assertThatIllegalArgumentException().isThrownBy(() -> STANDARD.withMembersMax(1501));
    assertThatIllegalArgumentException().isThrownBy(() -> new RelayLimits.Rate(0.5, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> new RelayLimits.Rate(1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new RelayLimits.Door(0, 1, 1, 1, true));
  }
}
