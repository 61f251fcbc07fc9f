package dev.starshell.harness.lab.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ShapedPathTest {
  private static final int PACKETS = 200_000;
  private static final int SIZE = 1_250;
  private static final long MILLI = 1_000_000;

  @Test
  void aClearLinkPassesEveryPacketAtOnceAndInOrder() {
    ShapedPath path = new ShapedPath(LinkShape.CLEAR, 0);

    for (long now = 0; now < 1_000; now++) {
      assertThat(path.next(now, SIZE)).isEqualTo(Fate.PASSED);
      assertThat(path.dueNanos()).isEqualTo(now);
    }
  }

  @Test
  void halfOfTheRoundTripIsAddedToEachDirection() {
    ShapedPath path = new ShapedPath(LinkShape.CLEAR.rtt(100), 0);

    path.next(7, SIZE);

    assertThat(path.dueNanos()).isEqualTo(7 + 50 * MILLI);
  }

  @Test
  void asManyPacketsAreLostAsWasAsked() {
    assertThat(part(LinkShape.CLEAR.loss(5), Fate.LOST)).isCloseTo(0.05, within(0.003));
    assertThat(part(LinkShape.CLEAR.loss(100), Fate.LOST)).isEqualTo(1);
    assertThat(part(LinkShape.CLEAR, Fate.PASSED)).isEqualTo(1);
  }

  @Test
  void burstsHaveTheAskedPartAndLength() {
    ShapedPath path = new ShapedPath(LinkShape.CLEAR.burstLoss(2, 8), 0);
    int lost = 0;
    int bursts = 0;
    boolean wasLost = false;

    for (int i = 0; i < PACKETS; i++) {
      boolean isLost = path.next(i, SIZE) == Fate.LOST_IN_BURST;
      lost += isLost ? 1 : 0;
      bursts += isLost && !wasLost ? 1 : 0;
      wasLost = isLost;
    }

    assertThat((double) lost / PACKETS).isCloseTo(0.02, within(0.004));
    assertThat((double) lost / bursts).isCloseTo(8, within(1.0));
  }

  @Test
  void theNarrowPlacePassesNoMoreThanItsRate() {
    // 1,250 bytes take 1 ms at 10 Mbit/s.
    ShapedPath path = new ShapedPath(LinkShape.CLEAR.rate(10).queueMs(1_000), 0);

    for (int i = 1; i <= 100; i++) {
      assertThat(path.next(0, SIZE)).isEqualTo(Fate.PASSED);
      assertThat(path.dueNanos()).isEqualTo(i * MILLI);
    }
  }

  @Test
  void aFullQueueDropsWhatComesUntilThereIsRoom() {
    ShapedPath path = new ShapedPath(LinkShape.CLEAR.rate(10).queueMs(5), 0);
    List<Fate> fates = new ArrayList<>();

    for (int i = 0; i < 10; i++) {
      fates.add(path.next(0, SIZE));
    }
    Fate later = path.next(4 * MILLI, SIZE);

    assertThat(fates.subList(0, 6)).containsOnly(Fate.PASSED);
    assertThat(fates.subList(6, 10)).containsOnly(Fate.QUEUE_FULL);
    assertThat(later).isEqualTo(Fate.PASSED);
  }

  @Test
  void jitterDelaysAndKeepsTheOrder() {
    ShapedPath path = new ShapedPath(LinkShape.CLEAR.rtt(20).jitter(8), 0);
    long last = 0;
    long most = 0;

    for (long now = 0; now < 1_000 * MILLI; now += MILLI) {
      path.next(now, SIZE);
      assertThat(path.dueNanos()).isGreaterThanOrEqualTo(last);
      assertThat(path.dueNanos() - now).isBetween(10 * MILLI, 18 * MILLI);
      last = path.dueNanos();
      most = Math.max(most, last - now);
    }

    assertThat(most).isGreaterThan(16 * MILLI);
  }

  @Test
  void whatOvertakesOthersSkipsTheDelay() {
    ShapedPath path = new ShapedPath(LinkShape.CLEAR.rtt(100).reorder(10), 0);
    int overtaking = 0;

    for (long now = 0; now < 10_000; now++) {
      if (path.next(now, SIZE) == Fate.REORDERED) {
        overtaking++;
        assertThat(path.dueNanos()).isEqualTo(now);
      }
    }

    assertThat(overtaking).isBetween(900, 1_100);
  }

  @Test
  void packetsAreDoubledAndAlteredAsOftenAsAsked() {
    LinkShape shape = LinkShape.CLEAR.duplicate(3).corrupt(4);

    assertThat(part(shape, Fate.DUPLICATED)).isCloseTo(0.03, within(0.003));
    assertThat(part(shape, Fate.CORRUPTED)).isCloseTo(0.04, within(0.003));
  }

  @Test
  void theSameSeedMeetsPacketsAlikeAndAnotherDoesNot() {
    LinkShape shape = LinkShape.CLEAR.loss(20).seed(7);

    assertThat(fates(shape, 0)).isEqualTo(fates(shape, 0));
    assertThat(fates(shape, 0)).isNotEqualTo(fates(shape.seed(8), 0));
    assertThat(fates(shape, 0)).isNotEqualTo(fates(shape, 1));
  }

  @Test
  void moreDelayDoesNotChangeWhichPacketsAreLost() {
    LinkShape shape = LinkShape.CLEAR.loss(20);

    assertThat(fates(shape.rtt(300).jitter(20), 0)).isEqualTo(fates(shape, 0));
  }

  @Test
  void chancesOutsideTheirRangeAreRefused() {
    assertThatThrownBy(() -> LinkShape.CLEAR.loss(101))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("loss=1.01");
    assertThatThrownBy(() -> LinkShape.CLEAR.loss(-1)).hasMessageContaining("loss=-0.01");
    assertThatThrownBy(() -> LinkShape.CLEAR.rtt(-1)).hasMessageContaining("delayNanos=");
    assertThatThrownBy(() -> LinkShape.CLEAR.queueMs(0)).hasMessageContaining("queueNanos=0");
  }

  private static double part(LinkShape shape, Fate wanted) {
    ShapedPath path = new ShapedPath(shape, 0);
    Map<Fate, Integer> counts = new EnumMap<>(Fate.class);
    for (int i = 0; i < PACKETS; i++) {
      counts.merge(path.next(i, SIZE), 1, Integer::sum);
    }
    return (double) counts.getOrDefault(wanted, 0) / PACKETS;
  }

  private static List<Fate> fates(LinkShape shape, long salt) {
    ShapedPath path = new ShapedPath(shape, salt);
    List<Fate> fates = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      fates.add(path.next(i, SIZE));
    }
    return fates;
  }
}
