package dev.starshell.syncshell.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.link.PathWatch.Sample;
import dev.starshell.syncshell.machine.Moment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class PathWatchTest {
  private static final int LOOK_MILLIS = 500;
  private static final Duration QUICK = Duration.ofMillis(80);

  private PathWatch watch = PathWatch.begin();
  private long millis;
  private long taken;

  private PathCondition run(double seconds, long bytesPerSecond, boolean pending, Duration answer) {
    return run(seconds, bytesPerSecond, pending, answer, Duration.ZERO);
  }

  private PathCondition run(
      double seconds, long bytesPerSecond, boolean pending, Duration answer, Duration silence) {
    for (long end = millis + (long) (seconds * 1_000); millis < end; ) {
      millis += LOOK_MILLIS;
      taken += bytesPerSecond * LOOK_MILLIS / 1_000;
      Moment now = new Moment(0).plus(Duration.ofMillis(millis));
      watch =
          watch.seen(
              new Sample(
                  now,
                  taken,
                  pending,
                  answer,
                  new Moment(0).plus(Duration.ofMillis(millis).minus(silence))));
    }
    return watch.condition();
  }

  @Test
  void aPathThatCarriesEvenlyIsGood() {
    assertThat(run(60, 1_000_000, true, QUICK)).isEqualTo(new PathCondition.Good());
  }

  @Test
  void goodputBelowATenthOfThePeakForFiveSecondsWithBytesPendingIsACollapse() {
    run(10, 1_000_000, true, QUICK);

    assertThat(run(4, 50_000, true, QUICK)).isEqualTo(new PathCondition.Good());
    assertThat(run(2, 50_000, true, QUICK))
        .isInstanceOfSatisfying(
            PathCondition.Collapsed.class,
            found -> {
              assertThat(found.peak()).isEqualTo(1_000_000);
              assertThat(found.rate()).isLessThan(100_000);
            });
  }

  @Test
  void aSilentPathIsNotASlowOneAlsoWhenItSpeaksAgain() {
    run(10, 1_000_000, true, QUICK);

    assertThat(run(12, 0, true, Duration.ofSeconds(12), Duration.ofSeconds(4)))
        .isEqualTo(new PathCondition.Good());
    assertThat(run(3, 500_000, true, Duration.ofSeconds(12))).isEqualTo(new PathCondition.Good());
    assertThat(run(20, 1_000_000, true, QUICK)).isEqualTo(new PathCondition.Good());
  }

  @Test
  void aTenthOfThePeakAndMoreIsNone() {
    run(10, 1_000_000, true, QUICK);

    assertThat(run(20, 100_000, true, QUICK)).isEqualTo(new PathCondition.Good());
  }

  @Test
  void whoHasNothingToSendHasNoCollapse() {
    run(10, 1_000_000, true, QUICK);

    assertThat(run(20, 0, false, QUICK)).isEqualTo(new PathCondition.Good());
  }

  @Test
  void aPeakOfHalfAMinuteAgoIsForgotten() {
    run(10, 1_000_000, true, QUICK);

    assertThat(run(45, 20_000, true, QUICK)).isEqualTo(new PathCondition.Good());
  }

  @Test
  void aPathThatNeverCarriedMuchCannotCollapse() {
    run(10, PathWatch.PEAK_MIN / 2, true, QUICK);

    assertThat(run(10, 10, true, QUICK)).isEqualTo(new PathCondition.Good());
  }

  @Test
  void answersThatComeASecondLaterForFiveSecondsAreLate() {
    run(10, 0, false, QUICK);
    Duration slow = Duration.ofMillis(1_081);

    assertThat(run(5, 0, false, slow)).isEqualTo(new PathCondition.Good());
    assertThat(run(0.5, 0, false, slow)).isEqualTo(new PathCondition.Late(slow, QUICK));
    assertThat(run(0.5, 0, false, QUICK)).isEqualTo(new PathCondition.Good());
  }

  @Test
  void answersOfALongPathAreLateOnlyAtFourTimesTheShortest() {
    run(10, 0, false, Duration.ofMillis(700));

    assertThat(run(10, 0, false, Duration.ofMillis(2_800))).isEqualTo(new PathCondition.Good());
    assertThat(run(10, 0, false, Duration.ofMillis(2_801))).isInstanceOf(PathCondition.Late.class);
  }

  @Test
  void aLinkThatIsMadeAnewWaitsTwiceAsLongEachTime() {
    Moment now = new Moment(0);
    RenewPace pace = RenewPace.begin(now);
    Duration waited = Duration.ofSeconds(60);
    for (int nth = 0; nth < 3; nth++) {
      assertThat(pace.allows(now)).isTrue();
      pace = pace.taken(now);
      assertThat(pace.allows(now.plus(waited).plus(Duration.ofNanos(-1)))).isFalse();
      now = now.plus(waited);
      waited = waited.multipliedBy(2);
    }
    Moment calm = now.plus(RenewPace.HOLD_MAX).plus(Duration.ofSeconds(1));

    assertThat(pace.taken(calm).allows(calm.plus(Duration.ofSeconds(60)))).isTrue();
  }
}
