package dev.starshell.syncshell.carrier.webrtc;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TurnTrialsTest {
  private static final long SECOND = 1_000_000_000L;
  private static final IceServer STUN = new IceServer(List.of("stun:s.example:3478"), "", "");
  private static final IceServer ONE =
      new IceServer(List.of("stun:one.example", "turn:one.example:3478"), "u", "p");
  private static final IceServer TWO =
      new IceServer(List.of("turns:two.example:443?transport=tcp"), "u", "p");

  private final TurnTrials trials = new TurnTrials(List.of(STUN, ONE, TWO));

  @Test
  void anAttemptUsesOneTurnServerAndEveryServerThatIsNone() {
    assertThat(trials.begin(0).servers()).containsExactly(STUN, ONE);
  }

  @Test
  void aServerThatGivesNoLinkGivesWayToTheNextOne() {
    trials.begin(0).failed();

    assertThat(trials.begin(0).servers()).containsExactly(STUN, TWO);
  }

  @Test
  void anAttemptThatIsReplacedSaysNothingOfItsServerUnlessItHasLookedToItsEnd() {
    trials.begin(0).closed(4_999_999_999L);
    assertThat(trials.begin(0).servers()).containsExactly(STUN, ONE);

    trials.begin(0).closed(5 * SECOND);
    assertThat(trials.begin(0).servers()).containsExactly(STUN, TWO);
  }

  @Test
  void anAttemptThatFailedIsCountedOnceThoughItIsClosedLater() {
    TurnTrials.Trial trial = trials.begin(0);
    trial.failed();
    trial.closed(60 * SECOND);

    assertThat(trials.begin(0).servers()).containsExactly(STUN, TWO);
  }

  @Test
  void theServerThatGivesLinksSoonestComesFirst() {
    trials.begin(0).failed();
    trials.begin(0).opened(true, SECOND);

    assertThat(trials.order()).first().isEqualTo("turns:two.example:443?transport=tcp");
  }

  @Test
  void aLinkThatNeededNoServerSaysNothingOfItAndItsEndNeither() {
    TurnTrials.Trial trial = trials.begin(0);
    trial.opened(false, SECOND);
    trial.closed(SECOND);

    assertThat(trials.begin(0).servers()).containsExactly(STUN, ONE);
  }

  @Test
  void withoutATurnServerAllAreUsed() {
    assertThat(new TurnTrials(List.of(STUN)).begin(0).servers()).containsExactly(STUN);
    assertThat(new TurnTrials(List.of()).begin(0).servers()).isEmpty();
  }

  @Test
  void entriesOfOneServerAreUsedInTurnAndNeverTogether() {
    IceServer wrong = new IceServer(List.of("turn:two.example:3478"), "u", "wrong");
    IceServer right = new IceServer(List.of("turn:two.example:3478"), "u", "right");
    TurnTrials three = new TurnTrials(List.of(STUN, ONE, wrong, right));

    three.begin(0).failed();
    assertThat(three.begin(0).servers()).containsExactly(STUN, wrong);
    // Two links that were tried at once fail for the same reason.
    TurnTrials.Trial first = three.begin(0);
    TurnTrials.Trial second = three.begin(0);
    first.failed();
    second.failed();
    assertThat(three.begin(0).servers()).containsExactly(STUN, right);

    three.begin(0).opened(true, SECOND);
    assertThat(three.begin(0).servers()).containsExactly(STUN, right);
  }

  @Test
  void aServerNoneOfWhoseEntriesGivesALinkGivesWay() {
    IceServer one = new IceServer(List.of("turn:one.example:3478"), "u", "a");
    IceServer other = new IceServer(List.of("turn:one.example:3478"), "u", "b");
    TurnTrials two = new TurnTrials(List.of(one, other, TWO));

    two.begin(0).failed();
    assertThat(two.begin(0).servers()).containsExactly(other);
    two.begin(0).failed();

    assertThat(two.begin(0).servers()).containsExactly(TWO);
  }
}
