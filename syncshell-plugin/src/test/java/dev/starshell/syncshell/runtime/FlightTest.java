package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.TransferMessage.Arrival;
import dev.starshell.syncshell.runtime.Flight.Awaited;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FlightTest {
  private static final int KIB = 1024;
  private static final long MILLI = 1_000_000;
  private static final long LEAST = Limits.LINK_WINDOW_BYTES_LEAST / 4;

  private static final int FIRST = 1;
  private static final int SAME_ASSOCIATION = 5;

  private final Flight flight = new Flight(new BundleSettings(4, 20, true), 0);

  @Test
  void oneFrameMayAlwaysBeUnderWayAndTheWindowIsKept() {
    assertThat(flight.windowBytes()).isEqualTo(LEAST);
    assertThat(flight.hasRoom(FIRST, 1_000 * KIB)).isTrue();
    flight.handedOver(FIRST, 100 * KIB, 1);
    assertThat(flight.hasRoom(SAME_ASSOCIATION, 29 * KIB)).isTrue();
    assertThat(flight.hasRoom(SAME_ASSOCIATION, 30 * KIB)).isFalse();
    assertThat(flight.hasRoom(2, 128 * KIB)).isTrue();
  }

  @Test
  void whatTheCarrierDidNotTakeIsNotUnderWay() {
    flight.handedOver(2, 100 * KIB, 1);
    flight.takenBack(2);

    assertThat(flight.underWayBytes()).isZero();
    assertThat(flight.arrived(List.of(new Arrival(2, 1, 0)), 2)).isFalse();
  }

  @Test
  void whoSaysThatMoreCameThanWasSentIsNotBelieved() {
    flight.handedOver(FIRST, 1_000, 1);

    assertThat(flight.arrived(List.of(new Arrival(FIRST, 1_001, 0)), 2)).isFalse();
    assertThat(flight.arrived(List.of(new Arrival(SAME_ASSOCIATION, 1_000, 0)), 2)).isFalse();
    assertThat(flight.arrived(List.of(new Arrival(20, 0, 0)), 2)).isFalse();
    assertThat(flight.arrived(List.of(new Arrival(FIRST, 1_000, 0)), 2)).isTrue();
  }

  @Test
  void aReportThatIsOvertakenByALaterOneChangesNothing() {
    flight.handedOver(FIRST, 1_000, 1);
    flight.handedOver(FIRST, 1_000, 2);
    assertThat(flight.arrived(List.of(new Arrival(FIRST, 2_000, 0)), 3)).isTrue();

    assertThat(flight.arrived(List.of(new Arrival(FIRST, 1_000, 0)), 4)).isTrue();

    assertThat(flight.arrivedBytes()).isEqualTo(2_000);
    assertThat(flight.underWayBytes()).isZero();
  }

  /// Whatever a receiver's clock says, there is a window.
  @Test
  void aReceiverWhoseClockJumpsMovesTheWindowWithinItsBounds() {
    long[] clocks = {0, Limits.ARRIVAL_MICROS_MAX, 5, Limits.ARRIVAL_MICROS_MAX, 0, 1_000};
    for (int i = 1; i <= 60; i++) {
      long at = i * 1_000 * MILLI;
      flight.handedOver(FIRST, 1_000, at);
      flight.refused(FIRST);
      long clock = clocks[i % clocks.length];
      assertThat(flight.arrived(List.of(new Arrival(FIRST, i * 1_000L, clock)), at + MILLI))
          .isTrue();
      assertThat(flight.windowBytes()).isBetween(1L, 2_048L * KIB);
    }
  }

  @Test
  void aWindowThatNobodyWaitedForDoesNotGrow() {
    for (int i = 1; i < 100; i++) {
      exchange(i, 10, false);
    }

    assertThat(flight.windowBytes()).isEqualTo(LEAST);
  }

  @Test
  void aWindowThatSomebodyWaitedForGrows() {
    for (int i = 1; i < 100; i++) {
      exchange(i, 10, true);
    }

    assertThat(flight.windowBytes()).isEqualTo(2_048 * KIB);
  }

  @Test
  void aWindowThatWaitsInTheCarrierDoesNotGrow() {
    flight.handedOver(SAME_ASSOCIATION, 100 * KIB, 1);
    for (int i = 1; i < 100; i++) {
      exchange(i, 10, true);
    }

    assertThat(flight.windowBytes()).isEqualTo(LEAST);
  }

  /// A carrier with a small window of its own lets go of a frame slowly: no queue of the path.
  @Test
  void theTimeInTheCarrierIsNoDelayOfThePath() {
    exchange(1, 5, false);
    for (int i = 2; i < 60; i++) {
      waitsInTheCarrier(i, 895, 900);
    }

    assertThat(flight.windowBytes()).isEqualTo(2_048 * KIB);
  }

  /// Nobody looked for a while: the frame may have left at any time in it.
  @Test
  void aFrameOfWhichNobodyKnowsWhenItLeftSaysNothing() {
    for (int i = 1; i < 60; i++) {
      waitsInTheCarrier(i, 10, 900);
    }

    assertThat(flight.windowBytes()).isEqualTo(LEAST);
  }

  @Test
  void afterALongSilenceThePathIsLearntAnew() {
    for (int i = 1; i < 100; i++) {
      exchange(i, 10, true);
    }

    flight.handedOver(FIRST, 1_000, (100 + 30) * 1_000L * MILLI);

    assertThat(flight.windowBytes()).isEqualTo(LEAST);
  }

  @Test
  void aFrameIsLateAfterASecondOnTheWay() {
    flight.handedOver(FIRST, 1_000, 0);
    assertThat(flight.isLate(1_000 * MILLI)).isFalse();
    assertThat(flight.isLate(1_001 * MILLI)).isTrue();

    arrive(1, 1_001 * MILLI);
    assertThat(flight.isLate(9_000 * MILLI)).isFalse();
  }

  @Test
  void newsIsOverdueWhenItTakesMuchLongerThanItUsedTo() {
    exchange(1, 49, false);
    long second = 2_000 * MILLI;
    flight.handedOver(FIRST, 1_000, second);

    assertThat(waits(second + 150 * MILLI)).isFalse();
    assertThat(waits(second + 151 * MILLI)).isTrue();

    arrive(2, second + 151 * MILLI);
    flight.handedOver(FIRST, 1_000, second + 9_000 * MILLI);
    assertThat(waits(second + 9_000 * MILLI)).isFalse();
  }

  @Test
  void nothingIsOverdueBeforeTheFirstArrivalOrAgainAfterALongRest() {
    flight.handedOver(FIRST, 1_000, 1_000 * MILLI);
    assertThat(waits(60_000 * MILLI)).isFalse();

    arrive(1, 60_000 * MILLI);
    flight.handedOver(FIRST, 1_000, 90_002 * MILLI);
    assertThat(waits(99_000 * MILLI)).isFalse();
  }

  /// Else each association in turn would take one frame more into a path that is gone.
  @Test
  void whatIsInTimeOnAnotherAssociationIsAwaitedWhileSomethingIsOverdue() {
    exchange(1, 49, false);
    long second = 2_000 * MILLI;
    flight.handedOver(2, 1_000, second);
    flight.handedOver(FIRST, 1_000, second + 100 * MILLI);

    assertThat(waits(second + 150 * MILLI)).isFalse();
    assertThat(waits(second + 151 * MILLI)).isTrue();

    arrive(2, second + 160 * MILLI);
    assertThat(waits(second + 161 * MILLI)).isFalse();
  }

  /// One association is stuck, and the others may be free.
  @Test
  void aLinkThatGoesOnSpeakingIsNotWaitedFor() {
    exchange(1, 49, false);
    long second = 2_000 * MILLI;
    flight.handedOver(FIRST, 1_000, second);
    long late = second + 1_100 * MILLI;

    assertThat(flight.awaited(0, second + 1_000 * MILLI, late)).isEqualTo(Awaited.ARRIVAL);
    assertThat(flight.awaited(0, second + 1_001 * MILLI, late)).isEqualTo(Awaited.NOTHING);

    long silent = second + 3_002 * MILLI;
    assertThat(flight.awaited(0, second + 1_001 * MILLI, silent))
        .as("no more")
        .isEqualTo(Awaited.ARRIVAL);

    // What goes on the others is not held up by it.
    flight.handedOver(2, 1_000, late);
    assertThat(flight.awaited(1, second + 1_001 * MILLI, late)).isEqualTo(Awaited.ARRIVAL);
    assertThat(flight.awaited(100_000, second + 1_001 * MILLI, late)).isEqualTo(Awaited.NOTHING);
  }

  @Test
  void anAssociationThatHasJustBroughtNewsShowsThatThePathIsThere() {
    exchange(1, 49, false);
    long second = 2_000 * MILLI;
    flight.handedOver(2, 1_000, second);
    flight.handedOver(FIRST, 1_000, second + 200 * MILLI);
    arrive(2, second + 249 * MILLI);

    assertThat(flight.awaited(0, 0, second + 350 * MILLI)).isEqualTo(Awaited.NOTHING);
    assertThat(flight.awaited(0, 0, second + 500 * MILLI)).isEqualTo(Awaited.ARRIVAL);
  }

  @Test
  void noMoreIsUnderWayThanALimitedRateNeedsUntilTheNewsOfIt() {
    exchange(1, 49, false);
    long second = 2_000 * MILLI;
    assertThat(flight.awaited(1, second, second))
        .as("nothing under way")
        .isEqualTo(Awaited.NOTHING);

    flight.handedOver(FIRST, 1_000, second);
    assertThat(flight.awaited(20_100, 0, second)).isEqualTo(Awaited.NOTHING);
    assertThat(flight.awaited(19_900, 0, second)).isEqualTo(Awaited.ARRIVAL);
    assertThat(flight.awaited(0, 0, second)).as("no limit").isEqualTo(Awaited.NOTHING);

    arrive(2, second + 50 * MILLI);
    assertThat(flight.awaited(1, second + 50 * MILLI, second + 51 * MILLI))
        .isEqualTo(Awaited.NOTHING);
  }

  /// What would follow into a silence might be lost; there is nothing under way that would show it.
  @Test
  void intoASilenceNothingGoesBeforeTheOtherSideHasAnswered() {
    assertThat(flight.awaited(0, 0, 900 * MILLI))
        .as("before the first news")
        .isEqualTo(Awaited.NOTHING);
    exchange(1, 49, false);
    long heard = 1_050 * MILLI;

    assertThat(flight.awaited(0, heard, heard + 100 * MILLI)).isEqualTo(Awaited.NOTHING);
    long silent = heard + 101 * MILLI;
    assertThat(flight.awaited(0, heard, silent)).isEqualTo(Awaited.ANSWER);
    assertThat(flight.ask(heard, silent)).isTrue();
    assertThat(flight.ask(heard, silent + 60_000 * MILLI)).as("asked already").isFalse();

    // The answer is looked at late, and counts all the same, but not for ever.
    long answered = silent + 20 * MILLI;
    assertThat(flight.awaited(0, answered, answered + 2_000 * MILLI)).isEqualTo(Awaited.NOTHING);
    assertThat(flight.awaited(0, answered, answered + 2_001 * MILLI)).isEqualTo(Awaited.ANSWER);
    assertThat(flight.ask(answered, answered + 2_001 * MILLI)).isTrue();
  }

  @Test
  void anAnswerIsOfUseForOneFrame() {
    exchange(1, 49, false);
    long heard = 1_050 * MILLI;
    flight.ask(heard, heard + 200 * MILLI);
    long answered = heard + 220 * MILLI;
    flight.handedOver(FIRST, 1_000, answered);
    arrive(2, answered + 20 * MILLI);

    assertThat(flight.awaited(0, answered, answered + 101 * MILLI)).isEqualTo(Awaited.ANSWER);
  }

  @ParameterizedTest(name = "{0} bytes/s, {1} ms")
  @CsvSource({"400000, 20", "400000, 300", "100000, 300", "4000000, 300", "4000000, 20"})
  void aLimitedRateIsReached(int rate, int rttMillis) {
    NarrowPath path = new NarrowPath(100, Duration.ofMillis(rttMillis), Duration.ofMillis(250));
    NarrowPath.Sender sender = path.new Sender(4, rate);
    path.run(Duration.ofSeconds(10));
    long before = sender.flight.arrivedBytes();

    path.run(Duration.ofSeconds(60));

    assertThat(sender.flight.arrivedBytes() - before).isGreaterThan(rate * 60L * 9 / 10);
    // One frame more than the rate needs until the news, which takes a report's pace longer.
    long needed = rate * (rttMillis + 200L) / 1_000;
    assertThat(sender.flight.underWayBytes()).isLessThan(needed + 128 * KIB);
    assertThat(sender.questions)
        .as("one for a frame at most")
        .isLessThanOrEqualTo(sender.handedOver);
  }

  private boolean waits(long atNanos) {
    return flight.awaited(0, 0, atNanos) == Awaited.ARRIVAL;
  }

  /// A frame that leaves between two looks, and arrives 5 ms after the second.
  private void waitsInTheCarrier(int number, long heldMillis, long goneMillis) {
    long at = number * 1_000 * MILLI;
    long gone = at + goneMillis * MILLI;
    flight.handedOver(FIRST, 1_000, at);
    flight.left(FIRST, number, at + heldMillis * MILLI, gone);
    flight.refused(FIRST);
    arrive(number, gone + 5 * MILLI);
  }

  /// A frame each second, of an association on which another one may be under way.
  private void exchange(int number, long travelMillis, boolean waited) {
    long at = number * 1_000 * MILLI;
    flight.handedOver(FIRST, 1_000, at);
    flight.left(FIRST, number, at, at);
    if (waited) {
      flight.refused(FIRST);
    }
    arrive(number, at + travelMillis * MILLI);
  }

  private void arrive(int number, long atNanos) {
    Arrival arrival = new Arrival(FIRST, number * 1_000L, atNanos / 1_000);
    assertThat(flight.arrived(List.of(arrival), atNanos + MILLI)).isTrue();
  }

  /// Bottlenecks of RELIABILITY F15, and what is faster, slower and farther.
  @ParameterizedTest(name = "{0} Mbit/s, {1} ms, queue {2} ms, {3} associations")
  @CsvSource({
    "20, 50, 250, 4",
    "50, 50, 250, 4",
    "100, 50, 250, 4",
    "100, 50, 250, 8",
    "100, 50, 250, 1",
    "50, 20, 200, 4",
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

    assertThat(sender.flight.underWayBytes()).isLessThanOrEqualTo(Limits.LINK_WINDOW_BYTES_LEAST);
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
}
