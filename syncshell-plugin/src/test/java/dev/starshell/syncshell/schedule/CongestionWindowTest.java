package dev.starshell.syncshell.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.schedule.CongestionWindow.Bounds;
import dev.starshell.syncshell.schedule.CongestionWindow.Phase;
import dev.starshell.syncshell.schedule.CongestionWindow.Round;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Each phase by what a round may show: no queue, a short one, a long one, and a probe that is due.
final class CongestionWindowTest {
  private static final long KIB = 1024;
  private static final Moment START = new Moment(0);
  private static final Bounds BOUNDS = new Bounds(128 * KIB, 2_048 * KIB);
  private static final Duration PATH = Duration.ofMillis(50);

  private final CongestionWindow begun = CongestionWindow.begin(BOUNDS, START);

  /// A window that knows its path.
  private static CongestionWindow in(Phase phase, long kib) {
    BaseDelay base = BaseDelay.unknown(START).with(PATH.minusMinutes(1), START);
    return new CongestionWindow(kib * KIB, BOUNDS, phase, base, START);
  }

  private static Duration queue(long millis) {
    return PATH.plusMillis(millis);
  }

  /// The other clock is a minute behind.
  private static Round round(Duration delay, boolean limited) {
    return new Round(delay.minusMinutes(1), delay, limited);
  }

  private static Moment at(long seconds) {
    return START.plus(Duration.ofSeconds(seconds));
  }

  @Test
  void itBeginsWithTheLeast() {
    assertThat(begun.bytes()).isEqualTo(128 * KIB);
    assertThat(begun.phase()).isEqualTo(new Phase.Starting(false));
  }

  @Test
  void startingItGrowsByHalfInEverySecondRound() {
    CongestionWindow first = begun.rounded(round(queue(0), true), at(1));
    assertThat(first.bytes()).isEqualTo(128 * KIB);

    CongestionWindow second = first.rounded(round(queue(0), true), at(1));
    assertThat(second.bytes()).isEqualTo(192 * KIB);
    assertThat(second.rounded(round(queue(0), true), at(1)).bytes()).isEqualTo(192 * KIB);
  }

  @Test
  void startingItWaitsForSomebodyWhoNeedsMore() {
    CongestionWindow settled = in(new Phase.Starting(true), 256);

    assertThat(settled.rounded(round(queue(0), false), at(1))).isEqualTo(settled);
  }

  @Test
  void startingEndsWithTheFirstQueueThatIsSeen() {
    assertThat(in(new Phase.Starting(true), 256).rounded(round(queue(25), true), at(1)).phase())
        .isInstanceOf(Phase.Starting.class);

    CongestionWindow seen =
        in(new Phase.Starting(false), 256).rounded(round(queue(26), true), at(1));
    assertThat(seen.phase()).isEqualTo(new Phase.Steady());
    assertThat(seen.bytes()).isEqualTo(256 * KIB);
  }

  @Test
  void aQueueThatIsTooLongAtTheStartIsMadeShorterAtOnce() {
    // 50 + 200 ms are to become 50 + 100.
    CongestionWindow seen =
        in(new Phase.Starting(true), 1_000).rounded(round(queue(200), true), at(1));

    assertThat(seen.bytes()).isEqualTo(600 * KIB);
  }

  @Test
  void steadyItGrowsByWhatIsSpare() {
    CongestionWindow steady = in(new Phase.Steady(), 256);

    assertThat(steady.rounded(round(queue(0), true), at(1)).bytes()).isEqualTo((256 + 64) * KIB);
    assertThat(steady.rounded(round(queue(50), true), at(1)).bytes()).isEqualTo((256 + 32) * KIB);
    assertThat(steady.rounded(round(queue(100), true), at(1)).bytes()).isEqualTo(256 * KIB);
    assertThat(steady.rounded(round(queue(0), false), at(1)).bytes()).isEqualTo(256 * KIB);
  }

  @Test
  void steadyItShrinksByItsShareButNeverByMoreThanHalf() {
    CongestionWindow steady = in(new Phase.Steady(), 1_000);

    assertThat(steady.rounded(round(queue(150), false), at(1)).bytes()).isEqualTo(750 * KIB);
    assertThat(steady.rounded(round(queue(5_000), true), at(1)).bytes()).isEqualTo(500 * KIB);
  }

  @Test
  void itsBoundsAreKept() {
    assertThat(in(new Phase.Steady(), 2_040).rounded(round(queue(0), true), at(1)).bytes())
        .isEqualTo(2_048 * KIB);
    assertThat(in(new Phase.Steady(), 150).rounded(round(queue(5_000), true), at(1)).bytes())
        .isEqualTo(128 * KIB);
    assertThatThrownBy(() -> new Bounds(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Bounds(2, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aQueueThatStandsIsLetRunEmptyAfterAWhile() {
    CongestionWindow steady = in(new Phase.Steady(), 1_000);
    assertThat(steady.rounded(round(queue(90), true), at(19)).phase())
        .isEqualTo(new Phase.Steady());

    CongestionWindow probing = steady.rounded(round(queue(90), true), at(20));
    assertThat(probing.bytes()).isEqualTo(1);
    CongestionWindow drained = probing.rounded(round(queue(60), true), at(20));
    assertThat(drained.bytes()).isEqualTo(1);

    CongestionWindow again = drained.rounded(round(queue(-10), true), at(21));
    assertThat(again.bytes()).isEqualTo(500 * KIB);
    assertThat(again.phase()).isEqualTo(new Phase.Starting(false));
    assertThat(again.probedAt()).isEqualTo(at(21));
    assertThat(again.base().shortest()).isEqualTo(queue(-10).minusMinutes(1));
  }

  @Test
  void aPathWithoutAQueueNeedsNoProbe() {
    assertThat(in(new Phase.Steady(), 1_000).rounded(round(queue(25), true), at(60)).phase())
        .isEqualTo(new Phase.Steady());
  }

  @Test
  void aPathThatHasBecomeLongerIsBelievedAfterTwoSpans() {
    BaseDelay base = BaseDelay.unknown(START).with(PATH, START);

    BaseDelay soon = base.with(queue(100), at(30));
    assertThat(soon.shortest()).isEqualTo(PATH);
    assertThat(soon.with(queue(120), at(59)).shortest()).isEqualTo(PATH);
    assertThat(soon.with(queue(120), at(60)).shortest()).isEqualTo(queue(100));
  }
}
