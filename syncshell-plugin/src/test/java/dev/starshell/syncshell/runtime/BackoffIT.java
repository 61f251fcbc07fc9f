package dev.starshell.syncshell.runtime;

import static dev.starshell.syncshell.runtime.TestShell.ok;
import static dev.starshell.syncshell.runtime.TestShell.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.control.StatusView;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/// When a link that was lost is tried again.
final class BackoffIT extends PairScene {
  private final List<FailingCarrier> carriers = new CopyOnWriteArrayList<>();

  private void begin() throws IOException {
    for (TestMember member : shell.members) {
      member.wire =
          factory -> {
            FailingCarrier failing = new FailingCarrier(factory);
            carriers.add(failing);
            return failing;
          };
    }
    shell.begin();
  }

  private void fail(boolean now) {
    carriers.forEach(carrier -> carrier.isFailing = now);
  }

  private List<Long> refused() {
    return carriers.stream().flatMap(one -> one.refusedNanos.stream()).sorted().toList();
  }

  private static Duration between(long from, long to) {
    return Duration.ofNanos(to - from);
  }

  @Test
  void theFirstAttemptFollowsAtOnceAndTheSecondAfterTwoSeconds() throws IOException {
    begin();
    fail(true);
    long cut = System.nanoTime();

    shell.net.cut();
    until(() -> refused().size() == 2);
    StatusView.Recovering lost = ada.control().status().recovering();
    fail(false);
    ok(ada.control().recoveries().resumeAll());
    shell.nudge();
    shell.awaitLinks();

    List<Long> tries = refused();
    assertThat(between(cut, tries.get(0))).isLessThan(Duration.ofSeconds(1));
    assertThat(between(tries.get(0), tries.get(1)))
        .isBetween(Duration.ofMillis(1_300), Duration.ofMillis(3_200));
    assertThat(lost.links()).isEqualTo(1);
    assertThat(lost.sessions()).isZero();
    var stats = ada.control().recoveries().stats();
    assertThat(stats.recovered()).isEqualTo(1);
    assertThat(stats.failures().values().stream().mapToLong(Long::longValue).sum())
        .isGreaterThanOrEqualTo(2);
    assertThat(stats.longestMillis()).isBetween(1_300L, 10_000L);
  }

  @Test
  void aPersonCutsTheWaitShort() throws IOException {
    begin();
    fail(true);
    shell.net.cut();
    until(() -> refused().size() == 2);
    until(() -> ada.control().status().recovering().nextSeconds() >= 1);
    fail(false);
    long asked = System.nanoTime();

    ok(ada.control().pull(Optional.empty()));
    ok(bob.control().pull(Optional.empty()));
    shell.awaitLinks();

    // The third attempt would have come after 3 seconds at the earliest.
    assertThat(between(asked, System.nanoTime())).isLessThan(Duration.ofSeconds(2));
  }
}
