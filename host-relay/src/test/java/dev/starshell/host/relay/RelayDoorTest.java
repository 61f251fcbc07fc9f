package dev.starshell.host.relay;

import static dev.starshell.host.relay.RelayScript.connection;
import static dev.starshell.host.relay.RelayScript.network;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/// Nobody shuts the relay's door for others by standing in it.
final class RelayDoorTest {
  private static final RelayLimits STANDARD = RelayLimits.standard();
  private static final int PENDING_MAX = STANDARD.door().pendingMax();
  private static final Network HERE = new Network("127.0.0.1", true);

  private final RelayScript relay = new RelayScript(STANDARD).openStar(1);

  @Test
  void onlySoManyLogInsArePendingAndMembersAreNotAmongThem() {
    relay.join(100, 1, 100);
    for (int number = 1; number <= PENDING_MAX; number++) {
      assertThat(relay.open(number).refusedWith(number)).isEmpty();
    }

    assertThat(relay.open(65).refusedWith(65)).isEqualTo("BUSY_RETRY");
    assertThat(relay.actions())
        .contains(new RelayAction.Close(connection(65), CloseStatus.TRY_AGAIN_LATER, "BUSY_RETRY"));
    relay.logIn(1, 1, 1).verdict(1, new LogInVerdict.Admitted());
    assertThat(relay.open(66).refusedWith(66)).isEmpty();
  }

  @Test
  void theOldestOfTheNetworkThatHoldsMostPlacesGivesWay() {
    for (int number = 1; number <= PENDING_MAX; number++) {
      relay.open(number, network(number <= 8 ? 200 : number));
    }

    relay.open(70, network(100));

    assertThat(relay.refusedWith(70)).isEmpty();
    assertThat(relay.refusedWith(1)).isEqualTo("BUSY_RETRY");
    assertThat(relay.closedFor(2)).isEmpty();
    // Down to the places that a newcomer would hold itself, and no further.
    for (int number = 71; number < 77; number++) {
      assertThat(relay.open(number, network(number)).refusedWith(number)).isEmpty();
    }
    assertThat(relay.open(77, network(77)).refusedWith(77)).isEqualTo("BUSY_RETRY");
  }

  @Test
  void whoOwesItsAnswerForLongGivesWayWhereverItComesFrom() {
    for (int number = 1; number <= PENDING_MAX; number++) {
      relay.open(number);
      relay.wait(Duration.ofMillis(10));
    }
    assertThat(relay.open(70, network(70)).refusedWith(70)).isEqualTo("BUSY_RETRY");

    relay.wait(Duration.ofMillis(1_360));
    assertThat(relay.open(71, network(71)).refusedWith(71)).isEmpty();

    assertThat(relay.refusedWith(1)).isEqualTo("BUSY_RETRY");
    assertThat(relay.open(72, network(72)).refusedWith(72)).isEqualTo("BUSY_RETRY");
  }

  @Test
  void aLogInThatIsBeingCheckedKeepsItsPlace() {
    for (int number = 1; number <= PENDING_MAX; number++) {
      relay.open(number).logIn(number, 1, number);
    }
    relay.wait(Duration.ofSeconds(5));

    assertThat(relay.open(70, network(70)).refusedWith(70)).isEqualTo("BUSY_RETRY");
    assertThat(relay.verdict(1, new LogInVerdict.Admitted()).sentTo(1)).hasSize(1);
  }

  @Test
  void strangersKeepThisMachineOutNoMoreThanItKeepsThemOut() {
    for (int number = 1; number <= PENDING_MAX; number++) {
      relay.open(number);
    }
    for (int number = 100; number < 200; number++) {
      assertThat(relay.open(number, HERE).refusedWith(number)).isEmpty();
    }
    relay.closed(1);

    assertThat(relay.open(70, network(70)).refusedWith(70)).isEmpty();
  }

  @Test
  void networksWithoutConnectionsAreForgottenOldestFirst() {
    Network first = new Network("net-first", false);
    turnAway(1, first);
    turnAway(1, first);
    turnAway(1, first);
    turnAway(1, first);
    relay.wait(Duration.ofMillis(1)).open(2, new Network("net-there", false));
    for (int number = 0; number < RelayLimits.NETWORKS_MAX - 2; number++) {
      relay.wait(Duration.ofNanos(1));
      turnAway(3, new Network("net-" + number, false));
    }
    assertThat(relay.state().networks.size()).isEqualTo(RelayLimits.NETWORKS_MAX);

    assertThat(relay.open(4, new Network("net-new", false)).refusedWith(4)).isEmpty();

    assertThat(relay.state().networks.size())
        .isEqualTo(RelayLimits.NETWORKS_MAX - RelayLimits.NETWORKS_FORGOTTEN + 1);
    assertThat(relay.state().networks.contains("net-first")).isFalse();
    assertThat(relay.state().networks.contains("net-there")).isTrue();
    assertThat(relay.state().networks.contains("net-9000")).isTrue();
  }

  private void turnAway(int connection, Network from) {
    relay.open(connection, from).logIn(connection, 1, 1).turnAway(connection).closed(connection);
  }
}
