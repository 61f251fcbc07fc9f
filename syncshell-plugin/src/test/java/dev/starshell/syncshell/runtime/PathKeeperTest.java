package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.link.PathWatch.Sample;
import dev.starshell.syncshell.machine.Moment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Answers that come late have the next generation made, as often as the pace allows.
final class PathKeeperTest {
  private static final Moment ZERO = new Moment(0);
  private static final long GENERATION = 7;

  private final PathKeeper keeper = new PathKeeper(ZERO);
  private int second;

  /// Looks once a second, for so long.
  ///
  /// @return how often the next generation was to be made
  private int look(int seconds, Duration answer, boolean isSettled) {
    int renewals = 0;
    for (int end = second + seconds; second < end; second++) {
      Moment now = ZERO.plus(Duration.ofSeconds(second));
      Sample seen = new Sample(now, 0, false, answer, now);
      renewals += keeper.look(GENERATION, seen, isSettled) ? 1 : 0;
    }
    return renewals;
  }

  private int good() {
    return look(5, Duration.ofMillis(20), true);
  }

  private int late(int seconds, boolean isSettled) {
    return look(seconds, Duration.ofSeconds(2), isSettled);
  }

  @Test
  void aPathThatServesBadlyHasTheNextGenerationMadeOnceAMinute() {
    assertThat(good()).isZero();
    assertThat(keeper.trouble(false)).isEmpty();

    assertThat(late(30, true)).isEqualTo(1);
    assertThat(keeper.trouble(true)).startsWith("LINK_LATE").contains("A second link is made");
    assertThat(late(60, true)).isEqualTo(1);
  }

  @Test
  void whileAnotherGenerationIsThereNoTurnIsSpentAndNothingIsPromised() {
    good();

    assertThat(late(30, false)).isZero();
    assertThat(keeper.trouble(false))
        .startsWith("LINK_LATE")
        .contains("tried again in some minutes");
    assertThat(late(1, true)).as("at once when it has drained").isEqualTo(1);
  }
}
