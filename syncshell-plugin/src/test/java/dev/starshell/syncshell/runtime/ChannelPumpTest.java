package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.OneArchive.CHUNK_BYTES;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.DataFrame;
import dev.starshell.syncshell.protocol.DataFrameCodec;
import dev.starshell.syncshell.protocol.DecodeResult;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.TransferMessage.Arrival;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class ChannelPumpTest {
  private final OneArchive store = new OneArchive(8);
  private final FakeBundle bundle = new FakeBundle();
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final LinkMeter meter = new LinkMeter(3, System.nanoTime());
  private final ChannelPump pump =
      new ChannelPump(
          "test",
          bundle,
          new BundleSettings(1, 3, true),
          meter,
          store,
          new Throttle(0),
          new Recorder());

  private final class Recorder implements ChannelPump.PumpListener {
    @Override
    public void progressed(Root root, int channel, int payloadBytes) {}

    @Override
    public void parcelSent(long contract, int channel, int parcel) {
      told.add("sent " + parcel + " after " + bundle.sent.size());
    }

    @Override
    public void parcelSkipped(long contract, int parcel, FaultCode reason) {
      told.add("skipped " + parcel + " " + reason);
    }

    @Override
    public void unheard() {
      told.add("unheard");
    }

    @Override
    public void failed() {
      told.add("failed");
    }
  }

  @BeforeEach
  void start() {
    pump.start();
  }

  @AfterEach
  void stop() {
    pump.close();
  }

  @Test
  void nothingIsSentWithoutCreditAndNeverMoreThanIt() {
    pump.add(1, 0, OneArchive.parcel(1, 0, 8));
    pump.credit(1, 3L * CHUNK_BYTES + 999);

    until(() -> bundle.sent.size() == 3);
    pump.credit(1, 2L * CHUNK_BYTES);
    pump.wake(1);
    pump.credit(1, 4L * CHUNK_BYTES);

    until(() -> bundle.sent.size() == 4);
    assertThat(told).isEmpty();
  }

  @Test
  void noMoreIsUnderWayThanTheWindowAllowsUntilSomeOfItHasArrived() {
    int fitting = Limits.LINK_WINDOW_BYTES_LEAST / frameBytes();
    try (ChannelPump wide =
        new ChannelPump(
            "wide",
            bundle,
            new BundleSettings(1, 3, true),
            new LinkMeter(3, System.nanoTime()),
            new OneArchive(fitting + 8),
            new Throttle(0),
            new Recorder())) {
      wide.start();
      wide.credit(1, 1_000L * CHUNK_BYTES);
      wide.add(1, 0, OneArchive.parcel(1, 0, fitting + 8));
      until(() -> bundle.sent.size() == fitting);

      wide.wake(1);
      assertThat(wide.arrived(List.of(new Arrival(1, 2L * frameBytes(), 1)))).isTrue();

      until(() -> bundle.sent.size() == fitting + 2);
      assertThat(wide.progress().arrivedBytes()).isEqualTo(2L * frameBytes());
      assertThat(told).isEmpty();
    }
  }

  /// A path that is gone gets no more than what was on its way.
  @Test
  void whileTheNewsOfAnArrivalIsOverdueNothingMoreGoes() throws InterruptedException {
    long begun = System.nanoTime();
    pump.add(1, 0, OneArchive.parcel(1, 0, 8));
    pump.credit(1, CHUNK_BYTES);
    until(() -> bundle.sent.size() == 1);
    arrive(1);
    long tookNanos = System.nanoTime() - begun;
    pump.credit(1, 2L * CHUNK_BYTES);
    until(() -> bundle.sent.size() == 2);

    // The first news counts threefold.
    Thread.sleep(200 + 3 * tookNanos / 1_000_000);
    pump.credit(1, 8L * CHUNK_BYTES);
    Thread.sleep(100);
    assertThat(bundle.sent).hasSize(2);

    arrive(2);
    until(() -> bundle.sent.size() == 8);
    assertThat(chunks()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7);
  }

  /// As a path on which one association alone is stuck.
  @Test
  void aLinkThatGoesOnSpeakingIsSentMore() {
    pump.add(1, 0, OneArchive.parcel(1, 0, 8));
    pump.credit(1, CHUNK_BYTES);
    until(() -> bundle.sent.size() == 1);
    arrive(1);
    pump.credit(1, 8L * CHUNK_BYTES);

    until(() -> {
      meter.received(0, 1);
      return bundle.sent.size() == 8;
    });
  }

  /// A path that is gone gets nothing at all, if nothing was on its way.
  @Test
  void afterASilenceTheOtherSideIsAskedOnceAndHeardBeforeMoreGoes() throws InterruptedException {
    pump.credit(1, CHUNK_BYTES);
    pump.add(1, 0, OneArchive.parcel(1, 0, 8));
    until(() -> bundle.sent.size() == 1);
    arrive(1);
    Thread.sleep(500);
    assertThat(told).as("nothing to send, nothing to ask").isEmpty();

    AtomicInteger reads = new AtomicInteger();
    store.onRead = reads::incrementAndGet;
    pump.credit(2, 8L * CHUNK_BYTES);
    pump.credit(1, 8L * CHUNK_BYTES);
    pump.add(1, 1, OneArchive.parcel(2, 0, 8));
    until(() -> told.contains("unheard"));
    Thread.sleep(600);
    assertThat(bundle.sent).hasSize(1);
    assertThat(told).containsExactly("unheard");
    assertThat(reads).as("one chunk is got ready, and no more").hasValue(1);

    meter.received(0, 1);
    pump.answered();
    until(() -> bundle.sent.size() == 16);
  }

  /// Each answer would wake it, and would be asked for again.
  @Test
  void whileNewsOfAFrameIsAwaitedNobodyIsAsked() throws InterruptedException {
    try (ChannelPump slow =
        new ChannelPump(
            "slow",
            bundle,
            new BundleSettings(1, 3, true),
            meter,
            store,
            new Throttle(2L * CHUNK_BYTES),
            new Recorder())) {
      slow.start();
      slow.add(1, 0, OneArchive.parcel(1, 0, 8));
      slow.credit(1, CHUNK_BYTES);
      until(() -> bundle.sent.size() == 1);
      Thread.sleep(300);
      meter.received(0, 1);
      assertThat(slow.arrived(List.of(new Arrival(1, frameBytes(), 1)))).isTrue();
      slow.credit(1, 8L * CHUNK_BYTES);
      until(() -> bundle.sent.size() == 2);

      for (int i = 0; i < 20; i++) {
        Thread.sleep(5);
        meter.received(0, 1);
        slow.answered();
      }

      assertThat(bundle.sent).hasSize(2);
      assertThat(told).isEmpty();
    }
  }

  @Test
  void theEndOfAParcelIsToldBeforeItsLastChunkGoes() {
    pump.credit(1, 100L * CHUNK_BYTES);
    pump.add(1, 0, OneArchive.parcel(1, 0, 3));
    pump.add(1, 1, OneArchive.parcel(1, 3, 5));

    until(() -> bundle.sent.size() == 5);

    assertThat(told).containsExactly("sent 0 after 2", "sent 1 after 4");
  }

  @Test
  void aRefusedFrameIsSentOnceWhenTheCarrierSaysSo() {
    bundle.room = 2;
    pump.credit(1, 100L * CHUNK_BYTES);
    pump.add(1, 0, OneArchive.parcel(1, 0, 4));
    until(() -> bundle.sent.size() == 2);

    bundle.room = 100;
    pump.wake(1);

    until(() -> bundle.sent.size() == 4);
    assertThat(chunks()).containsExactly(0, 1, 2, 3);
    assertThat(told).containsExactly("sent 0 after 3");
  }

  @Test
  void aWakeThatComesWhileTheCarrierRefusesIsNotLost() {
    bundle.room = 0;
    bundle.onRefusal =
        () -> {
          bundle.onRefusal = null;
          bundle.room = 100;
          pump.wake(1);
        };
    pump.credit(1, 100L * CHUNK_BYTES);

    pump.add(1, 0, OneArchive.parcel(1, 0, 4));

    until(() -> bundle.sent.size() == 4);
    assertThat(chunks()).containsExactly(0, 1, 2, 3);
  }

  @Test
  void aChannelThatIsBlockedDoesNotHoldUpAnother() {
    pump.credit(2, 100L * CHUNK_BYTES);
    pump.add(1, 0, OneArchive.parcel(1, 0, 4));
    pump.add(1, 1, OneArchive.parcel(2, 4, 8));

    until(() -> bundle.sent.size() == 4);

    assertThat(chunks()).containsExactly(4, 5, 6, 7);
  }

  @Test
  void aDroppedContractIsForgottenAndTheNextOneGoes() {
    pump.credit(1, CHUNK_BYTES);
    pump.add(1, 0, OneArchive.parcel(1, 0, 4));
    pump.add(1, 1, OneArchive.parcel(1, 4, 6));
    until(() -> bundle.sent.size() == 1);

    pump.drop(1);
    pump.add(3, 0, OneArchive.parcel(1, 6, 8));
    pump.credit(1, 100L * CHUNK_BYTES);

    until(() -> bundle.sent.size() == 3);
    assertThat(chunks()).containsExactly(0, 6, 7);
    assertThat(told).containsExactly("sent 0 after 2");
  }

  @Test
  void aStoppedParcelEndsWithASkipInItsPlace() {
    pump.credit(1, CHUNK_BYTES);
    pump.add(1, 0, OneArchive.parcel(1, 0, 4));
    pump.add(1, 1, OneArchive.parcel(1, 4, 5));
    until(() -> bundle.sent.size() == 1);

    pump.stop(1, 1, 0);
    pump.credit(1, 100L * CHUNK_BYTES);

    until(() -> bundle.sent.size() == 3);
    assertThat(told).containsExactly("skipped 0 NOT_WANTED", "sent 1 after 2");
    assertThat(frame(1)).isInstanceOf(DataFrame.Skipped.class);
  }

  /// Between reading a chunk and sending it much time may pass, under an upload limit.
  @Test
  void aParcelThatIsStoppedWhileItsChunkWaitsEndsWithoutIt() {
    store.onRead = () -> pump.stop(1, 1, 0);
    pump.credit(1, 100L * CHUNK_BYTES);
    pump.add(1, 0, OneArchive.parcel(1, 0, 4));

    until(() -> bundle.sent.size() == 1);

    assertThat(frame(0)).isInstanceOf(DataFrame.Skipped.class);
    assertThat(told).containsExactly("skipped 0 NOT_WANTED");
  }

  @Test
  void theChunkOfAContractThatIsDroppedWhileItWaitsDoesNotGo() {
    store.onRead =
        () -> {
          store.onRead = () -> {};
          pump.drop(1);
        };
    pump.credit(1, 100L * CHUNK_BYTES);
    pump.add(1, 0, OneArchive.parcel(1, 0, 4));
    pump.add(3, 0, OneArchive.parcel(1, 6, 8));

    until(() -> bundle.sent.size() == 2);

    assertThat(chunks()).containsExactly(6, 7);
  }

  @Test
  void aSourceThatChangedEndsItsParcelOnly() {
    store.changedFrom = 2;
    pump.credit(1, 100L * CHUNK_BYTES);
    pump.add(1, 0, OneArchive.parcel(1, 0, 4));
    pump.add(1, 1, OneArchive.parcel(1, 0, 1));

    until(() -> bundle.sent.size() == 4);

    assertThat(told).containsExactly("skipped 0 SOURCE_CHANGED", "sent 1 after 3");
  }

  @Test
  void aMistakeOfTheStoreIsToldInsteadOfSilence() {
    store.changedFrom = Integer.MAX_VALUE;
    pump.credit(1, 100L * CHUNK_BYTES);

    pump.add(1, 0, OneArchive.parcel(1, 8, 9));

    until(() -> told.contains("failed"));
  }

  /// The receiver says that so many frames have come.
  private void arrive(int frames) {
    meter.received(0, 1);
    assertThat(pump.arrived(List.of(new Arrival(1, (long) frames * frameBytes(), frames))))
        .isTrue();
  }

  private static int frameBytes() {
    return ChannelPump.HEADER_BYTES + CHUNK_BYTES;
  }

  private DataFrame frame(int index) {
    return ((DecodeResult.Decoded<DataFrame>) DataFrameCodec.decode(bundle.sent.get(index)))
        .message();
  }

  private List<Integer> chunks() {
    return bundle.sent.stream()
        .map(sent -> ((DecodeResult.Decoded<DataFrame>) DataFrameCodec.decode(sent)).message())
        .filter(DataFrame.Chunk.class::isInstance)
        .map(sent -> ((DataFrame.Chunk) sent).chunk())
        .toList();
  }

  private static void until(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(1))
        .pollDelay(Duration.ZERO)
        .until(condition);
  }
}
