package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.TransferMessage.Arrival;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FlightTest {
  private static final int KIB = 1024;

  private final Flight flight = new Flight(4, 0);

  @Test
  void oneFrameMayAlwaysBeUnderWayAndTheWindowIsKept() {
    assertThat(flight.windowBytes()).isEqualTo(128 * KIB);
    assertThat(flight.hasRoom(0, 1_000 * KIB)).isTrue();
    flight.leaves(0, 100 * KIB, 1);
    assertThat(flight.hasRoom(0, 28 * KIB)).isTrue();
    assertThat(flight.hasRoom(0, 29 * KIB)).isFalse();
    assertThat(flight.hasRoom(1, 128 * KIB)).isTrue();
  }

  @Test
  void whatTheCarrierDidNotTakeIsNotUnderWay() {
    flight.leaves(2, 100 * KIB, 1);
    flight.stays(2, 100 * KIB);

    assertThat(flight.underWay()).isZero();
    assertThat(flight.arrived(arrivals(0, 0, 1, 0), 2)).isFalse();
  }

  @Test
  void whoSaysThatMoreCameThanWasSentIsNotBelieved() {
    flight.leaves(0, 1_000, 1);

    assertThat(flight.arrived(arrivals(1_001, 0, 0, 0), 2)).isFalse();
    assertThat(flight.arrived(List.of(new Arrival(1_000, 0)), 2)).isFalse();
    assertThat(flight.arrived(arrivals(1_000, 0, 0, 0), 2)).isTrue();
  }

  @Test
  void aReportThatIsOvertakenByALaterOneChangesNothing() {
    flight.leaves(0, 1_000, 1);
    flight.leaves(0, 1_000, 2);
    assertThat(flight.arrived(arrivals(2_000, 0, 0, 0), 3)).isTrue();

    assertThat(flight.arrived(arrivals(1_000, 0, 0, 0), 4)).isTrue();

    assertThat(flight.arrivedBytes()).isEqualTo(2_000);
    assertThat(flight.underWay()).isZero();
  }

  @Test
  void aReceiverThatClaimsToHaveWaitedForLongerThanPassedMakesNoDelayBelowZero() {
    flight.leaves(0, 1_000, 1);
    List<Arrival> told =
        List.of(
            new Arrival(1_000, Limits.ARRIVAL_AGO_MICROS_MAX),
            new Arrival(0, 0),
            new Arrival(0, 0),
            new Arrival(0, 0));

    assertThat(flight.arrived(told, 2)).isTrue();
    assertThat(flight.windowBytes()).isEqualTo(128 * KIB);
  }

  @Test
  void aWindowThatNobodyWaitedForDoesNotGrow() {
    for (int i = 1; i < 100; i++) {
      flight.leaves(0, 1_000, i * 10_000_000L);
      flight.arrived(arrivals(i * 1_000L, 0, 0, 0), i * 10_000_000L + 1_000_000);
    }

    assertThat(flight.windowBytes()).isEqualTo(128 * KIB);
  }

  /// Bottlenecks of RELIABILITY F15, and what is faster, slower and farther.
  @ParameterizedTest(name = "{0} Mbit/s, {1} ms, queue {2} ms, {3} associations")
  @CsvSource({
    "20, 50, 250, 4",
    "50, 50, 250, 4",
    "100, 50, 250, 4",
    "100, 50, 250, 8",
    "100, 50, 250, 1",
    "50, 20, 150, 4",
    "100, 300, 250, 4",
    "1000, 2, 150, 4",
  })
  void aLineIsUsedAndItsQueueHardlyEverRunsOver(
      int megabits, int rttMillis, int queueMillis, int associations) {
    NarrowPath path =
        new NarrowPath(megabits, Duration.ofMillis(rttMillis), Duration.ofMillis(queueMillis));
    path.new Sender(associations);

    path.run(Duration.ofSeconds(5));
    for (int second = 5; second < 60; second += 5) {
      assertThat(path.use(Duration.ofSeconds(5))).as("second %d", second).isGreaterThan(0.7);
    }
    assertThat(path.use(Duration.ofSeconds(60))).isGreaterThan(0.85);
    assertThat(path.lostFrames).isLessThan(path.frames / 1_000);
  }

  @Test
  void aSlowLineHoldsNoMoreThanTheLeastThatIsAllowed() {
    NarrowPath path = new NarrowPath(1, Duration.ofMillis(50), Duration.ofMinutes(5));
    NarrowPath.Sender sender = path.new Sender(4);

    path.run(Duration.ofMinutes(2));

    assertThat(sender.flight.underWay()).isLessThanOrEqualTo(Limits.LINK_WINDOW_BYTES_LEAST);
    assertThat(path.use(Duration.ofMinutes(1))).isGreaterThan(0.95);
  }

  @Test
  void whoComesLaterGetsItsShareAndTheQueueStaysShort() {
    NarrowPath path = new NarrowPath(50, Duration.ofMillis(50), Duration.ofMillis(400));
    NarrowPath.Sender first = path.new Sender(4);
    path.run(Duration.ofSeconds(30));
    NarrowPath.Sender second = path.new Sender(4);
    path.run(Duration.ofSeconds(60));

    long firstBefore = first.flight.arrivedBytes();
    long secondBefore = second.flight.arrivedBytes();
    path.run(Duration.ofSeconds(60));
    double firstCame = first.flight.arrivedBytes() - firstBefore;
    double secondCame = second.flight.arrivedBytes() - secondBefore;

    assertThat(firstCame / (firstCame + secondCame)).isBetween(0.2, 0.8);
    assertThat(path.lostFrames).isZero();
    assertThat(path.queue()).isLessThan(Duration.ofMillis(300));
  }

  @Test
  void aPathThatBecomesLongerIsUsedAgainAfterAWhile() {
    NarrowPath path = new NarrowPath(100, Duration.ofMillis(30), Duration.ofMillis(250));
    path.new Sender(4);
    path.run(Duration.ofSeconds(10));

    path.rtt(Duration.ofMillis(250));
    path.run(Duration.ofSeconds(70));

    assertThat(path.use(Duration.ofSeconds(20))).isGreaterThan(0.8);
    assertThat(path.lostFrames).isZero();
  }

  private static List<Arrival> arrivals(long first, long second, long third, long fourth) {
    return List.of(
        new Arrival(first, 0),
        new Arrival(second, 0),
        new Arrival(third, 0),
        new Arrival(fourth, 0));
  }
}
