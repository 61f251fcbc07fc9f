package dev.starshell.syncshell.carrier.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.carrier.tcp.Race.Fault;
import dev.starshell.syncshell.carrier.tcp.Race.Phase;
import dev.starshell.syncshell.carrier.tcp.Race.Rival;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RaceTest {
  private static final Fault FAULT = new Fault(2, "CONNECTION_FAILED", "No path.");

  private final Race leader = Race.begin(true);
  private final Race follower = Race.begin(false);

  @Test
  void theFirstThatIsThereWins() {
    assertThat(leader.baseOpened().phase()).isEqualTo(Phase.BASE);
    assertThat(leader.baseOpened().taken().phase()).isEqualTo(Phase.BASE);
    assertThat(leader.taken().phase()).isEqualTo(Phase.CHOOSING);
    assertThat(leader.taken().baseOpened().phase()).isEqualTo(Phase.CHOOSING);
    assertThat(leader.taken().met().phase()).isEqualTo(Phase.TCP);
  }

  @Test
  void aFollowerWaitsForTheLeadersWord() {
    assertThat(follower.baseOpened().phase()).isEqualTo(Phase.RUNNING);
    assertThat(follower.baseOpened().met().phase()).isEqualTo(Phase.TCP);
    assertThat(follower.peerChoseBase().phase()).isEqualTo(Phase.BASE);
    assertThat(follower.peerChoseBase().met().phase()).isEqualTo(Phase.BASE);
    assertThat(follower.taken()).isEqualTo(follower);
    assertThat(leader.peerChoseBase()).isEqualTo(leader);
    assertThat(leader.met()).isEqualTo(leader);
  }

  @Test
  void whereOneSideOffersNoConnectionNoWordIsNeeded() {
    Race alone = follower.without(Rival.NEVER);

    assertThat(alone.hasWord()).isFalse();
    assertThat(alone.baseOpened().phase()).isEqualTo(Phase.BASE);
    assertThat(follower.without(Rival.GONE).hasWord()).isTrue();
    assertThat(follower.without(Rival.GONE).baseOpened().phase()).isEqualTo(Phase.RUNNING);
  }

  @Test
  void itIsLostWhenBothAre() {
    assertThat(follower.baseFailed(FAULT).phase()).isEqualTo(Phase.RUNNING);
    assertThat(follower.baseFailed(FAULT).met().phase()).isEqualTo(Phase.TCP);
    Race failedFirst = follower.baseFailed(FAULT).without(Rival.GONE);
    Race goneFirst = follower.without(Rival.GONE).baseFailed(FAULT);

    assertThat(failedFirst.phase()).isEqualTo(Phase.OVER);
    assertThat(goneFirst.phase()).isEqualTo(Phase.OVER);
    assertThat(goneFirst.baseFault()).isEqualTo(Optional.of(FAULT));
  }

  @Test
  void whatWasNotChosenMayFail() {
    assertThat(leader.taken().met().baseFailed(FAULT).phase()).isEqualTo(Phase.TCP);
    assertThat(leader.taken().baseFailed(FAULT).met().phase()).isEqualTo(Phase.TCP);
    assertThat(leader.baseOpened().tcpFailed().phase()).isEqualTo(Phase.BASE);
    assertThat(leader.baseOpened().baseFailed(FAULT).phase()).isEqualTo(Phase.OVER);
    assertThat(leader.taken().tcpFailed().phase()).isEqualTo(Phase.OVER);
    assertThat(leader.taken().met().tcpFailed().phase()).isEqualTo(Phase.OVER);
  }

  @Test
  void whatIsOverStaysOver() {
    Race over = leader.ended();

    assertThat(over.baseOpened().phase()).isEqualTo(Phase.OVER);
    assertThat(over.taken().phase()).isEqualTo(Phase.OVER);
    assertThat(over.met().phase()).isEqualTo(Phase.OVER);
    assertThat(over.baseFailed(FAULT)).isEqualTo(over);
    assertThat(over.without(Rival.GONE).phase()).isEqualTo(Phase.OVER);
  }
}
