package dev.starshell.harness.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.lab.fault.LookEvent.Answered;
import dev.starshell.harness.lab.fault.LookEvent.Ended;
import dev.starshell.harness.lab.fault.LookEvent.LifeBegun;
import dev.starshell.harness.lab.fault.LookEvent.LifeOver;
import dev.starshell.harness.lab.fault.LookEvent.Missed;
import dev.starshell.harness.lab.fault.LookEvent.ReloadAsked;
import dev.starshell.harness.lab.fault.LookState.Closed;
import dev.starshell.harness.lab.fault.LookState.Counts;
import dev.starshell.harness.lab.fault.LookState.Gone;
import dev.starshell.harness.lab.fault.LookState.Reloading;
import dev.starshell.harness.lab.fault.LookState.Turned;
import dev.starshell.harness.lab.fault.LookState.Watching;
import java.util.List;
import org.junit.jupiter.api.Test;

class LookMachineTest {
  /// 1,000 of earlier lives, 100 of this one, asked for at 50.
  private static final Counts COUNTS = new Counts(bytes(1_000), bytes(100), 50);

  /// Of the same life, and of the next one.
  private static final Answered MORE = new Answered(60, 70, bytes(120));

  private static final Answered LESS = new Answered(60, 70, bytes(3));

  private static final Counts WITH_MORE = new Counts(bytes(1_000), bytes(120), 60);
  private static final Counts WITH_LESS = new Counts(bytes(1_100), bytes(3), 60);
  private static final Counts OVER = new Counts(bytes(1_100), Totals.NONE, 50);

  @Test
  void aMemberThatIsWatchedMayBeginAnewAtAnyTime() {
    LookState watching = new Watching(COUNTS);

    assertThat(after(watching, MORE)).isEqualTo(new Watching(WITH_MORE));
    assertThat(after(watching, LESS)).isEqualTo(new Watching(WITH_LESS));
    assertThat(after(watching, new ReloadAsked())).isEqualTo(new Reloading(COUNTS));
    assertThat(after(watching, new LifeOver(80))).isEqualTo(new Gone(COUNTS, 80));
    assertThat(after(watching, new Missed(80))).isEqualTo(watching);
    assertThat(after(watching, new LifeBegun())).isEqualTo(watching);
  }

  @Test
  void aPluginThatIsReloadedIsGoneAtTheFirstLookWithoutAnAnswer() {
    LookState reloading = new Reloading(COUNTS);

    assertThat(after(reloading, MORE)).isEqualTo(new Reloading(WITH_MORE));
    assertThat(after(reloading, new Missed(80))).isEqualTo(new Gone(COUNTS, 80));
    assertThat(after(reloading, new LifeOver(80))).isEqualTo(new Gone(COUNTS, 80));
    assertThat(after(reloading, new ReloadAsked())).isEqualTo(reloading);
  }

  @Test
  void aReloadThatFailedLeavesTheLifeAsItWas() {
    assertThat(after(new Reloading(COUNTS), new LifeBegun())).isEqualTo(new Watching(COUNTS));
  }

  @Test
  void countersThatTurnKeepWhatWasUnseenOfTheOldLife() {
    LookState turned = new Turned(WITH_LESS, 70 - 50);

    assertThat(after(new Reloading(COUNTS), LESS)).isEqualTo(turned);
    assertThat(after(turned, new Answered(900, 910, bytes(5))))
        .isEqualTo(new Turned(new Counts(bytes(1_100), bytes(5), 900), 20));
    assertThat(after(turned, new Missed(80))).isEqualTo(turned);
    assertThat(after(turned, new LifeOver(80))).isEqualTo(turned);
    assertThat(after(turned, new ReloadAsked())).isEqualTo(turned);
    assertThat(after(turned, new LifeBegun())).isEqualTo(new Watching(WITH_LESS));
  }

  @Test
  void aLookThatWasUnderWayAtTheEndOfALifeStillCounts() {
    Gone gone = new Gone(COUNTS, 65);

    assertThat(gone.unseen()).isEqualTo(65 - 50);
    assertThat(after(gone, MORE)).isEqualTo(new Gone(WITH_MORE, 65));
    assertThat(new Gone(WITH_MORE, 65).unseen()).isEqualTo(65 - 60);
    assertThat(after(gone, LESS)).isEqualTo(new Turned(WITH_LESS, 65 - 50));
  }

  @Test
  void aLifeThatIsOverIsCountedOnceWhenTheNextOneBegins() {
    LookState gone = new Gone(COUNTS, 80);

    assertThat(after(gone, new LifeBegun())).isEqualTo(new Watching(OVER));
    assertThat(after(gone, new Missed(90))).isEqualTo(gone);
    assertThat(after(gone, new LifeOver(90))).isEqualTo(new Gone(COUNTS, 90));
    assertThat(after(gone, new ReloadAsked())).isEqualTo(gone);
  }

  @Test
  void whatIsClosedStaysClosedAndKeepsItsCounts() {
    LookState closed = new Closed(COUNTS);
    List<LookState> states =
        List.of(
            new Watching(COUNTS),
            new Reloading(COUNTS),
            new Gone(COUNTS, 80),
            new Turned(COUNTS, 20),
            closed);
    List<LookEvent> events =
        List.of(MORE, LESS, new Missed(80), new ReloadAsked(), new LifeOver(80), new LifeBegun());

    assertThat(states).allMatch(state -> after(state, new Ended()).equals(closed));
    assertThat(events).allMatch(event -> after(closed, event).equals(closed));
  }

  private static LookState after(LookState state, LookEvent event) {
    return LookMachine.next(state, event);
  }

  private static Totals bytes(long received) {
    return new Totals(received, 2 * received, 0, 0);
  }
}
