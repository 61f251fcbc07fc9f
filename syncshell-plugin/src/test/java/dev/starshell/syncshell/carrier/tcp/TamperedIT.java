package dev.starshell.syncshell.carrier.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Somebody between two members changes what goes over TCP. The leader calls through it, and the
/// follower calls nobody.
@Timeout(30)
final class TamperedIT {
  /// That nobody calls, see [Whereabouts#callable].
  private static final String NOBODY = "240.0.0.1";

  private DirectPair.Carriers carriers;
  private InetAddress here;
  private Tamperer between;
  private DirectPair pair;

  @BeforeEach
  void meetThroughIt() throws Exception {
    here = Whereabouts.look().own().getFirst();
    between = new Tamperer(here);
    carriers = DirectPair.Carriers.open();
    pair = begin(carriers, 1);
    pair.describe();
    until(pair::isOpen);
    assertThat(carriers.follower().carrier.connections()).isEqualTo(1);
    assertThat(pair.leader.send(1, "as it is")).isTrue();
    until(() -> pair.follower.texts.contains("1 as it is"));
  }

  @AfterEach
  void close() {
    pair.close();
    between.close();
  }

  @Test
  void aChangedFrameEndsTheGenerationAndNobodyIsAccused() throws Exception {
    spoil();

    assertThat(pair.follower.failures).containsExactly("FRAME_AUTH");
    assertThat(pair.follower.texts).containsExactly("1 as it is");
    assertThat(pair.follower.accusations).isEmpty();
    assertThat(pair.leader.accusations).isEmpty();
  }

  @Test
  void theNextGenerationGoesOverTheCarrierBeside() throws Exception {
    spoil();
    pair.follower.bundle().close();
    until(() -> pair.leader.failures.contains("DIRECT_ENDED") && between.hungUp.get() == 1);

    assertNextGoesBeside();
  }

  /// The break makes the address rest as well, for less long.
  @Test
  void theConnectionThatBreaksAfterThatChangesNothing() throws Exception {
    spoil();
    between.breakAll();
    until(() -> carriers.follower().carrier.connections() == 0 && between.hungUp.get() == 1);

    assertNextGoesBeside();
  }

  private void spoil() {
    between.changes = true;
    assertThat(pair.leader.send(1, "changed")).isTrue();
    until(() -> !pair.follower.failures.isEmpty());
    between.changes = false;
  }

  /// The follower answers nobody from there, and a leader that knows of nothing calls.
  private void assertNextGoesBeside() throws Exception {
    try (DirectPair.HeldCarrier unknowing = DirectPair.HeldCarrier.open()) {
      DirectPair next = begin(new DirectPair.Carriers(unknowing, carriers.follower()), 2);
      int before = between.hungUp.get();
      next.describe();
      until(() -> between.hungUp.get() > before);
      next.leader.base.opens();
      next.follower.base.opens();
      Random chance = new Random(1);
      until(() -> {
        next.deliver(chance);
        return next.isOpen();
      });
      until(() -> next.leader.send(1, "beside"));
      next.deliver(chance);
      assertThat(next.follower.texts).containsExactly("1 beside");
      assertThat(carriers.follower().carrier.connections()).isZero();
      next.close();
    }
  }

  private DirectPair begin(DirectPair.Carriers among, long generation) {
    DirectPair begun = new DirectPair(among, generation);
    begun.offersOnTheirWay =
        sdp -> sdp.replaceFirst("(tcp:1 [0-9]+ [0-9a-f]+) [^\r]*", "$1 " + NOBODY);
    begun.answersOnTheirWay = this::throughIt;
    return begun;
  }

  /// One address, and the port of who sits in between.
  private String throughIt(String sdp) {
    TcpEndpoint told = TcpEndpoint.takenFrom(sdp).endpoint().orElse(null);
    if (told == null) {
      return sdp;
    }
    between.target = told.port();
    TcpEndpoint changed = new TcpEndpoint(between.port(), told.token(), List.of(here));
    return changed.addedTo(TcpEndpoint.takenFrom(sdp).sdp());
  }

  private static void until(Callable<Boolean> condition) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(10))
        .pollInterval(Duration.ofMillis(1))
        .pollDelay(Duration.ZERO)
        .until(condition);
  }
}
