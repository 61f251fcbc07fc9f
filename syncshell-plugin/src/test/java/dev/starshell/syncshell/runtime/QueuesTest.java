package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.SignalMessage.LinkWanted;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class QueuesTest {
  private final LinkMemory memory = new LinkMemory(512L * 1024 * 1024);
  private final AtomicLong all = memory.answerBytes();
  private final AtomicLong nanos = new AtomicLong();
  private static final MemberKey ADA = key(1);
  private static final MemberKey BOB = key(2);

  @Test
  void controlFramesWaitInOrderUntilTheCarrierTakesThem() {
    FakeBundle bundle = new FakeBundle();
    ControlOutbox outbox = new ControlOutbox(bundle, new LinkMeter(1, 0), memory, nanos::get);
    bundle.room = 1;
    outbox.send(List.of(new byte[1], new byte[2]));
    outbox.send(List.of(new byte[3]));
    assertThat(bundle.sent).hasSize(1);

    bundle.room = 10;
    outbox.writable();

    assertThat(bundle.sent).extracting(frame -> frame.length).containsExactly(1, 2, 3);
  }

  @Test
  void aPeerThatDoesNotReadIsGivenUpAndCostsNoMoreMemory() {
    FakeBundle bundle = new FakeBundle();
    bundle.room = 0;
    ControlOutbox outbox = new ControlOutbox(bundle, new LinkMeter(1, 0), memory, nanos::get);
    byte[] frame = new byte[1024 * 1024];
    int taken = 0;
    while (outbox.send(List.of(frame))) {
      taken++;
    }

    assertThat(taken).isEqualTo(2 * Limits.CONTROL_BYTES_MAX / frame.length);
    assertThat(outbox.send(List.of(new byte[1]))).isFalse();
    bundle.room = 10;
    outbox.writable();
    assertThat(bundle.sent).isEmpty();
  }

  @Test
  void whatWaitsForAllPeersIsBoundedAndSpareForThoseWhoRead() {
    FakeBundle deaf = new FakeBundle();
    deaf.room = 0;
    all.set(memory.answerBytesMax());
    ControlOutbox outbox = new ControlOutbox(deaf, new LinkMeter(1, 0), memory, nanos::get);

    assertThat(outbox.send(List.of(new byte[200 * 1024]))).isTrue();
    assertThat(outbox.send(List.of(new byte[100 * 1024]))).isFalse();

    assertThat(all).hasValue(memory.answerBytesMax());
  }

  @Test
  void aPeerThatTakesNothingForAMinuteIsGivenUpHoweverLittleWaits() {
    FakeBundle bundle = new FakeBundle();
    bundle.room = 0;
    nanos.set(Duration.ofHours(1).toNanos());
    ControlOutbox outbox = new ControlOutbox(bundle, new LinkMeter(1, 0), memory, nanos::get);
    assertThat(outbox.send(List.of(new byte[1]))).isTrue();
    nanos.addAndGet(Limits.TRANSFER_STALL.toNanos());
    assertThat(outbox.send(List.of(new byte[1]))).isTrue();

    nanos.incrementAndGet();

    assertThat(outbox.send(List.of(new byte[1]))).isFalse();
    assertThat(all).hasValue(0);
  }

  @Test
  void aLinkThatEndsGivesItsOutboxBack() {
    FakeBundle bundle = new FakeBundle();
    bundle.room = 0;
    ControlOutbox outbox = new ControlOutbox(bundle, new LinkMeter(1, 0), memory, nanos::get);
    outbox.send(List.of(new byte[1000]));

    outbox.close();

    assertThat(all).hasValue(0);
  }

  @Test
  void earlySignalsComeOutInOrderAndTheOldestGiveWay() {
    EarlySignals early = new EarlySignals();
    for (int i = 0; i < EarlySignals.COUNT_MAX + 10; i++) {
      early.add(i % 2 == 0 ? ADA : BOB, new LinkWanted(i));
    }
    List<Long> came = new ArrayList<>();

    early.take(ADA::equals, (_, message) -> came.add(((LinkWanted) message).lastGeneration()));

    assertThat(came)
        .containsExactlyElementsOf(
            IntStream.range(10, EarlySignals.COUNT_MAX + 10)
                .filter(i -> i % 2 == 0)
                .mapToObj(Long::valueOf)
                .toList());
    early.take(ADA::equals, (_, _) -> came.add(-1L));
    assertThat(came).doesNotContain(-1L);
  }

  @Test
  void theLoopTakesItsOwnTasksThoughItsInboxIsFull() throws InterruptedException {
    ShellLoop loop = new ShellLoop("test", () -> {});
    CountDownLatch ran = new CountDownLatch(100);
    CountDownLatch full = new CountDownLatch(1);
    loop.start();
    loop.post(() -> {
      awaitQuietly(full);
      for (int i = 0; i < 100; i++) {
        loop.post(ran::countDown);
      }
    });
    while (loop.offer(() -> {})) {
      Thread.onSpinWait();
    }

    full.countDown();

    assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
    loop.close();
  }

  @Test
  void aLoopThatIsClosedSaysSoAtOnce() {
    ShellLoop loop = new ShellLoop("test", () -> {});
    loop.start();
    loop.close();

    assertThatThrownBy(() -> loop.ask(() -> 1)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void nobodyWaitsForAFullLoopThatIsClosed() throws InterruptedException {
    ShellLoop loop = new ShellLoop("test", () -> {});
    while (loop.offer(() -> {})) {
      Thread.onSpinWait();
    }
    Thread waiting = Thread.ofVirtual().start(() -> loop.post(() -> {}));

    loop.close();

    assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
  }

  @Test
  void anErrorInATaskIsToldAndTheNextTaskRuns() {
    List<String> told = new ArrayList<>();
    ShellLoop loop = new ShellLoop("test", () -> told.add("mishap"));
    loop.start();

    loop.post(() -> {
      throw new StackOverflowError("made for this test");
    });

    assertThat(loop.ask(() -> List.copyOf(told))).containsExactly("mishap");
    loop.close();
  }

  @Test
  void aTimerThatIsReplacedNeverRuns() throws InterruptedException {
    CountDownLatch second = new CountDownLatch(1);
    List<String> ran = new ArrayList<>();
    try (Timers timers = new Timers("test")) {
      timers.start("key", Duration.ofMillis(100), () -> ran.add("other"));
      timers.start(
          "key",
          Duration.ofMillis(200),
          () -> {
            ran.add("second");
            second.countDown();
          });
      assertThat(second.await(10, TimeUnit.SECONDS)).isTrue();
      assertThat(ran).containsExactly("second");
    }
  }

  @Test
  void aTimerAfterTheEndIsNoMistake() {
    Timers timers = new Timers("test");
    timers.close();

    timers.start("key", Duration.ofMillis(1), () -> {});
  }

  @Test
  void aContractThatIsFedOneChunkATimeIsGivenUpAfterSomeSpans() {
    List<Long> stalled = new ArrayList<>();
    ShellLoop loop = new ShellLoop("test", () -> {});
    try (Timers timers = new Timers("test")) {
      ContractWatch watch = new ContractWatch("key", timers, loop, stalled::add);
      watch.begin(3, 100L * Limits.CHUNK_BYTES_MAX);
      for (int span = 1; span < 2 * Limits.TRANSFER_SLOW_SPANS; span++) {
        ContractWatch.Seen seen = watch.seen();
        // Once in between enough comes, or the download limit held it back.
        watch.gained(span == 4 ? 2 * Limits.CHUNK_BYTES_MAX : Limits.CHUNK_BYTES_MAX);
        watch.look(3, seen);
        assertThat(stalled).hasSize(span == 4 + Limits.TRANSFER_SLOW_SPANS ? 1 : 0);
      }

      stalled.clear();
      watch.begin(4, Limits.CHUNK_BYTES_MAX);
      for (int span = 0; span < 2 * Limits.TRANSFER_SLOW_SPANS; span++) {
        ContractWatch.Seen seen = watch.seen();
        // Everything has come: what this side still does takes as long as it takes.
        watch.gained(span == 0 ? Limits.CHUNK_BYTES_MAX : 0);
        watch.look(4, seen);
      }
    }

    assertThat(stalled).isEmpty();
  }

  @Test
  void aContractThatGainsNothingIsGivenUpButNotWhatThisSideHoldsBack() {
    List<Long> stalled = new ArrayList<>();
    ShellLoop loop = new ShellLoop("test", () -> {});
    try (Timers timers = new Timers("test")) {
      ContractWatch watch = new ContractWatch("key", timers, loop, stalled::add);
      watch.begin(3, 0);
      ContractWatch.Seen seen = watch.seen();
      watch.gained();
      watch.look(3, seen);
      watch.held(1);
      watch.look(3, watch.seen());
      assertThat(stalled).isEmpty();
      watch.held(-1);
      watch.look(1, watch.seen());
      assertThat(stalled).isEmpty();

      watch.look(3, watch.seen());
      watch.end();
      watch.look(3, watch.seen());
    }

    assertThat(stalled).containsExactly(3L);
  }

  @Test
  void whatWaitsForTheJournalIsStillDoneAtTheEnd() {
    Workers workers = new Workers("test", 1, () -> {});
    List<Integer> done = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      int number = i;
      workers.post(0, () -> done.add(number));
    }

    workers.finish();

    assertThat(done).hasSize(1000);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static MemberKey key(int fill) {
    byte[] seed = new byte[Identity.SEED_BYTES];
    Arrays.fill(seed, (byte) fill);
    return Identity.fromSeed(seed).key();
  }
}
