package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.protocol.TransferMessage.Arrival;
import dev.starshell.syncshell.protocol.TransferMessage.DataArrived;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ArrivalReportsTest {
  private static final int CHANNELS = 5;

  private final Timers timers = new Timers("test");
  private final List<DataArrived> told = new CopyOnWriteArrayList<>();
  private final ArrivalReports reports = new ArrivalReports(CHANNELS, this::later, told::add);

  private void later(Duration wait, Runnable task) {
    timers.start(reports, wait, task);
  }

  @AfterEach
  void end() {
    timers.close();
  }

  private List<Arrival> arrivals() {
    return told.stream().flatMap(one -> one.arrivals().stream()).toList();
  }

  /// The most that was told of each channel.
  private Map<Integer, Long> sums() {
    Map<Integer, Long> sums = new HashMap<>();
    arrivals().forEach(one -> sums.merge(one.channel(), one.bytes(), Math::max));
    return sums;
  }

  @Test
  void theFirstFrameIsToldAtOnceAndByWhoBroughtIt() {
    reports.came(3, 100);

    assertThat(told).hasSize(1);
    assertThat(told.getFirst().arrivals())
        .singleElement()
        .satisfies(one -> {
          assertThat(one.channel()).isEqualTo(3);
          assertThat(one.bytes()).isEqualTo(100);
          assertThat(one.atMicros()).isNotNegative();
        });
  }

  @Test
  void ofManyFramesFromManyThreadsTheLastSumsAreToldInFewReports() throws Exception {
    int framesOfEach = 20_000;
    CountDownLatch together = new CountDownLatch(1);
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 2 * (CHANNELS - 1); i++) {
      int channel = 1 + i % (CHANNELS - 1);
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                awaitQuietly(together);
                for (int frame = 0; frame < framesOfEach; frame++) {
                  reports.came(channel, channel);
                }
              }));
    }

    together.countDown();
    for (Thread thread : threads) {
      thread.join();
    }

    Map<Integer, Long> all = new HashMap<>();
    for (int channel = 1; channel < CHANNELS; channel++) {
      all.put(channel, 2L * framesOfEach * channel);
    }
    Awaitility.await().until(() -> sums().equals(all));
    assertThat(told).hasSizeLessThan(threads.size() * framesOfEach / 10);
    assertThat(told).allSatisfy(one -> assertThat(one.arrivals()).isNotEmpty());
  }

  @Test
  void noReportRepeatsAChannelOnWhichNothingCame() {
    int[] sent = new int[CHANNELS];
    for (int round = 0; round < 20; round++) {
      int channel = 1 + round % (CHANNELS - 1);
      int bytes = ++sent[channel];
      reports.came(channel, 1);
      Awaitility.await().until(() -> arrivals().stream().anyMatch(isOf(channel, bytes)));
    }

    assertThat(arrivals().stream().map(one -> List.of(one.channel(), one.bytes())).toList())
        .doesNotHaveDuplicates()
        .hasSize(Arrays.stream(sent).sum());
  }

  @Test
  void whatCouldNotBeSaidIsSaidWithTheNextNews() {
    AtomicBoolean fails = new AtomicBoolean(true);
    ArrivalReports unlucky =
        new ArrivalReports(
            CHANNELS,
            this::later,
            news -> {
              if (fails.getAndSet(false)) {
                throw new IllegalStateException("no luck");
              }
              told.add(news);
            });
    assertThatThrownBy(() -> unlucky.came(1, 10)).isInstanceOf(IllegalStateException.class);

    unlucky.came(2, 20);

    Awaitility.await().until(() -> sums().equals(Map.of(1, 10L, 2, 20L)));
  }

  private static Predicate<Arrival> isOf(int channel, long bytes) {
    return one -> one.channel() == channel && one.bytes() == bytes;
  }

  @Test
  void afterTheEndNothingIsToldThatWaitedOrThatComes() throws Exception {
    reports.came(1, 1);
    reports.came(2, 1);
    reports.close();
    List<DataArrived> before = List.copyOf(told);
    reports.came(3, 1);

    CountDownLatch later = new CountDownLatch(1);
    timers.start(later, ArrivalReports.PACE.multipliedBy(2), later::countDown);
    later.await();
    reports.came(4, 1);

    assertThat(told).isEqualTo(before);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
