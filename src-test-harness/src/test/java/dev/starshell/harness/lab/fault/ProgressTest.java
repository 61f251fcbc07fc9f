package dev.starshell.harness.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.harness.lab.Pause;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProgressTest {
  /// Longer than a test: only a look that somebody waits for comes.
  private static final int NEVER_MILLIS = 3_600_000;

  private static final Progress.Deed NOTHING = () -> {};

  private final AtomicLong clock = new AtomicLong(1_000);
  private final AtomicLong witness = new AtomicLong(70_000);
  private final Scripted source = new Scripted();

  /// Answers as the test says, and keeps who asked. The witness counts 15 during each answer.
  private final class Scripted implements Progress.Source {
    private final Deque<Long> answers = new ArrayDeque<>();
    private final Set<String> askers = ConcurrentHashMap.newKeySet();
    private final Semaphore asked = new Semaphore(0);
    private long now;
    private boolean isAway;
    private boolean isBroken;

    synchronized void holds(long bytes) {
      now = bytes;
    }

    synchronized void away(boolean away) {
      isAway = away;
    }

    /// Whether what it says cannot be read.
    synchronized void broken(boolean broken) {
      isBroken = broken;
    }

    /// The next looks get these, one each.
    synchronized void answers(long... bytes) {
      for (long each : bytes) {
        answers.add(each);
      }
    }

    @Override
    public String name() {
      return "Bob";
    }

    @Override
    public synchronized Totals totals() throws IOException {
      askers.add(Thread.currentThread().getName());
      asked.release();
      witness.addAndGet(15);
      if (isAway) {
        throw new IOException("away");
      }
      if (isBroken) {
        throw new IllegalStateException("not a number");
      }
      Long next = answers.poll();
      if (next != null) {
        now = next;
      }
      return new Totals(now, 2 * now, 0, 0);
    }

    @Override
    public String logTail() {
      return "the end of its log";
    }
  }

  @Test
  void aLifeIsCountedOnceWhateverEndsIt() throws Exception {
    try (Progress progress = watch(NEVER_MILLIS)) {
      source.holds(100);
      progress.kill(() -> source.away(true), () -> begin(0));
      source.holds(50);
      progress.reload(this::endAndBegin);
      source.holds(7);
      progress.kill(() -> source.away(true), () -> begin(0));

      assertThat(progress.totals()).isEqualTo(new Totals(157, 314, 0, 0));
      assertThat(progress.bytes()).isEqualTo(157);
    }
  }

  @Test
  void onlyItsOwnThreadLooksWhoeverWaits() throws Exception {
    try (Progress progress = watch(0)) {
      for (int i = 1; i <= 50; i++) {
        source.holds(i);
        progress.kill(() -> source.away(true), () -> begin(0));
        source.holds(1);
        progress.reload(this::endAndBegin);
      }

      assertThat(progress.totals().received()).isEqualTo(50 * 51 / 2 + 50);
      assertThat(source.askers).containsExactly("progress-Bob");
    }
  }

  @Test
  void aPluginThatIsBackBeforeItWasMissedIsNotCountedTwice() throws Exception {
    try (Progress progress = watch(NEVER_MILLIS)) {
      source.holds(100);
      long unseen =
          progress.reload(() -> {
            // Old life, new life: at no time without an answer.
            source.answers(100, 3);
            while (progress.totals().received() < 103) {
              Pause.millis(1);
            }
            witness.addAndGet(1_000);
          });

      assertThat(progress.totals().received()).isEqualTo(103);
      // From when the old life was asked last until the new one had answered, and no longer.
      assertThat(unseen).isEqualTo(15 + 15);
    }
  }

  @Test
  void whatWasUnseenBeganBeforeTheLastAnswerWasAskedFor() throws Exception {
    try (Progress progress = watch(NEVER_MILLIS)) {
      source.holds(100);

      long unseen =
          progress.kill(
              () -> {
                witness.addAndGet(200);
                source.away(true);
              },
              () -> begin(0));

      // 15 for the answer, of which nobody knows when it was made.
      assertThat(unseen).isEqualTo(215);
    }
  }

  @Test
  void aLookThatWasNotAnsweredDoesNotShortenWhatWasUnseen() throws Exception {
    try (Progress progress = watch(NEVER_MILLIS)) {
      source.holds(100);
      progress.kill(NOTHING, NOTHING);
      source.away(true);
      witness.addAndGet(1_000);

      long unseen = progress.kill(() -> witness.addAndGet(200), () -> begin(0));

      assertThat(unseen).isEqualTo(15 + 1_000 + 15 + 200);
    }
  }

  @Test
  void anAnswerThatWasUnderWayAtATimeShowsNothingNewAfterIt() {
    ByteSeries series = new ByteSeries(0);
    series.add(10, 15, 5);
    series.add(95, 110, 8);
    series.add(115, 120, 8);

    assertThat(series.seenAfter(100)).isEmpty();

    series.add(125, 130, 9);
    assertThat(series.seenAfter(100)).isEqualTo(OptionalDouble.of(30 / 1e9));
  }

  @Test
  void aReloadThatFailsIsTold() throws Exception {
    try (Progress progress = watch(NEVER_MILLIS)) {
      assertThatThrownBy(() ->
              progress.reload(() -> {
                throw new IOException("no such plugin");
              }))
          .isInstanceOf(IOException.class)
          .hasMessage("Bob: the plugin did not begin again")
          .cause()
          .hasMessage("no such plugin");
    }
  }

  @Test
  void bytesThatDoNotComeInTimeAreToldWithTheEndOfTheLog() throws Exception {
    try (Progress progress = watch(NEVER_MILLIS)) {
      assertThatThrownBy(() -> progress.await(5, Duration.ZERO))
          .hasMessageContaining("Bob has 0 of 5 bytes")
          .hasMessageContaining("the end of its log");
    }
  }

  @Test
  void anAnswerThatCannotBeReadIsNoAnswerAndEndsNoLooking() throws Exception {
    try (Progress progress = watch(NEVER_MILLIS)) {
      source.holds(100);
      source.broken(true);
      progress.kill(NOTHING, NOTHING);

      assertThatThrownBy(() -> progress.await(5, Duration.ZERO))
          .hasMessageContaining("the last look had no answer")
          .hasMessageContaining("not a number");

      source.broken(false);
      progress.kill(() -> source.away(true), () -> begin(0));
      assertThat(progress.bytes()).isEqualTo(100);
    }
  }

  @Test
  void aLookThatDoesNotEndIsNotWaitedForWithoutEnd() throws Exception {
    CountDownLatch released = new CountDownLatch(1);
    Progress.Source silent =
        new Progress.Source() {
          @Override
          public String name() {
            return "Bob";
          }

          @Override
          public Totals totals() throws IOException {
            try {
              released.await();
            } catch (InterruptedException e) {
              throw new IOException(e);
            }
            return Totals.NONE;
          }

          @Override
          public String logTail() {
            return "";
          }
        };
    try (Progress progress =
        new Progress(silent, 0, clock::get, clock::get, Duration.ofMillis(1))) {
      try {
        assertThatThrownBy(() -> progress.kill(NOTHING, NOTHING))
            .isInstanceOf(IOException.class)
            .hasMessage("Bob: no look has ended after 1 ms");
      } finally {
        released.countDown();
      }
    }
  }

  @Test
  void itIsLookedAtAgainAfterAHostThatDidNotBegin() throws Exception {
    try (Progress progress = watch(NEVER_MILLIS)) {
      source.holds(100);
      assertThatThrownBy(() ->
              progress.kill(
                  () -> source.away(true),
                  () -> {
                    throw new IOException("no host");
                  }))
          .hasMessage("no host");

      begin(7);
      progress.kill(NOTHING, NOTHING);

      assertThat(progress.totals().received()).isEqualTo(107);
    }
  }

  /// Its witness counts on while time stands still, and the other way round.
  private Progress watch(int lookMillis) {
    return new Progress(source, lookMillis, clock::get, witness::get, Duration.ofSeconds(90));
  }

  private void endAndBegin() throws InterruptedException {
    source.asked.drainPermits();
    source.away(true);
    // It is looked at until it does not answer; then it is left alone.
    source.asked.acquire();
    begin(0);
  }

  private void begin(long bytes) {
    source.holds(bytes);
    source.away(false);
  }
}
