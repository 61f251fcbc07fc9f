package dev.starshell.syncshell.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.machine.Moment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SessionEndTest {
  private static final Moment START = new Moment(Long.MAX_VALUE - 5);

  @Test
  void aSessionEndsWhenItWasQuietForLongEnough() {
    SessionEnd seen =
        SessionEnd.FAR.seen(true, START).seen(true, START.plus(Duration.ofSeconds(1)));

    assertThat(SessionEnd.FAR.isReached(START)).isFalse();
    assertThat(seen.isReached(START.plus(SessionEnd.QUIET.minusNanos(1)))).isFalse();
    assertThat(seen.isReached(START.plus(SessionEnd.QUIET))).isTrue();
  }

  @Test
  void whatGoesOnInBetweenBeginsTheQuietAnew() {
    Moment later = START.plus(Duration.ofSeconds(1));

    SessionEnd seen = SessionEnd.FAR.seen(true, START).seen(false, later).seen(true, later);

    assertThat(seen.isReached(START.plus(SessionEnd.QUIET))).isFalse();
    assertThat(seen.isReached(later.plus(SessionEnd.QUIET))).isTrue();
  }
}
