package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.link.PathWatch.Sample;
import dev.starshell.syncshell.machine.Moment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// A path that serves badly has the next generation made, as often as the pace allows: when answers
/// come late, and when what is sent hardly leaves.
final class PathKeeperTest {
  private static final Moment ZERO = new Moment(0);
  private static final long GENERATION = 7;

  private final PathKeeper keeper = new PathKeeper(ZERO);
  private int second;
  private long takenBytes;

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

  /// Looks once a second at a path that has data under way, and takes so much of it.
  ///
  /// @return how often the next generation was to be made
  private int carry(long generation, int seconds, int bytesPerSecond) {
    int renewals = 0;
    for (int end = second + seconds; second < end; second++) {
      Moment now = ZERO.plus(Duration.ofSeconds(second));
      takenBytes += bytesPerSecond;
      Sample seen = new Sample(now, takenBytes, true, Duration.ofMillis(20), now);
      renewals += keeper.look(generation, seen, true) ? 1 : 0;
    }
    return renewals;
  }

  @Test
  void aPathThatHardlyTakesAnythingHasTheNextGenerationMadeAndItsFiguresTold() {
    assertThat(carry(GENERATION, 10, 1_000_000)).isZero();
    assertThat(keeper.trouble(false)).isEmpty();

    assertThat(carry(GENERATION, 15, 20_000)).isEqualTo(1);
    assertThat(keeper.trouble(true))
        .isEqualTo(
            "LINK_STUCK: 20 kB leave in a second, 1000 did a moment ago. A second link is made"
                + " beside this one, and takes over.");
    assertThat(carry(GENERATION + 1, 1, 20_000)).isZero();
    assertThat(keeper.trouble(false)).as("the next generation is judged anew").isEmpty();
  }

  @Test
  void aPathThatIsTwiceAsGoodAsACollapsedOneIsLeftAlone() {
    carry(GENERATION, 10, 1_000_000);

    assertThat(carry(GENERATION, 15, 200_000)).isZero();
    assertThat(keeper.trouble(false)).isEmpty();
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
