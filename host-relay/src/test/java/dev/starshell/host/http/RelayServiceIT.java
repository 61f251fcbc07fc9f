package dev.starshell.host.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.api.signal.HostedStar;
import dev.starshell.api.signal.RelayAddress;
import dev.starshell.api.signal.SignalFailure;
import dev.starshell.api.signal.Signalling;
import dev.starshell.api.signal.StarConnection;
import dev.starshell.host.relay.RelayLimits;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RelayServiceIT {
  private static final RelayLimits LIMITS = RelayLimits.standard();

  @TempDir Path directory;

  @Test
  void twoMembersSeeEachOtherAndExchangeEnvelopes() throws Exception {
    try (TestRelay relay = new TestRelay(directory, LIMITS);
        HostedStar hosted = relay.host(1)) {
      StarMember ann = new StarMember();
      StarMember bob = new StarMember();
      StarConnection fromAnn = relay.join(hosted, 1, ann);
      assertThat(ann.next(StarMember.Connected.class).present()).isEmpty();
      StarConnection fromBob = relay.join(hosted, 1, bob);
      assertThat(bob.next(StarMember.Connected.class).present()).containsExactly(ann.id());
      assertThat(ann.next(StarMember.Present.class).member()).isEqualTo(bob.id());

      assertThat(fromAnn.send(bob.id(), 7, "hello".getBytes(StandardCharsets.US_ASCII))).isTrue();
      assertThat(bob.next(StarMember.Received.class))
          .isEqualTo(new StarMember.Received(ann.id(), 7, "hello"));
      byte[] largest = new byte[Signalling.PAYLOAD_BYTES_MAX];
      assertThat(fromBob.send(ann.id(), 255, largest)).isTrue();
      assertThat(ann.next(StarMember.Received.class).payload()).hasSize(largest.length);

      fromBob.close();
      assertThat(ann.next(StarMember.Absent.class).member()).isEqualTo(bob.id());
      assertThat(fromAnn.send(bob.id(), 1, new byte[1])).isTrue();
      assertThat(ann.next(StarMember.Refused.class))
          .isEqualTo(new StarMember.Refused(bob.id(), "NOT_PRESENT"));
    }
  }

  @Test
  void whatBeginsALinkWaitsForAMemberThatIsAway() throws Exception {
    try (TestRelay relay = new TestRelay(directory, LIMITS);
        HostedStar hosted = relay.host(1)) {
      StarMember ann = new StarMember();
      StarMember bob = new StarMember();
      StarConnection fromAnn = relay.join(hosted, 1, ann);
      assertThat(ann.next(StarMember.Connected.class).present()).isEmpty();

      assertThat(fromAnn.reconnect(bob.id(), 2, 7, "old".getBytes(StandardCharsets.US_ASCII)))
          .isTrue();
      assertThat(fromAnn.reconnect(bob.id(), 2, 8, "new".getBytes(StandardCharsets.US_ASCII)))
          .isTrue();
      assertThat(ann.hearsNothingFor(Duration.ofMillis(200))).isTrue();
      relay.join(hosted, 1, bob);

      assertThat(bob.next(StarMember.Connected.class).present()).containsExactly(ann.id());
      assertThat(bob.next(StarMember.Received.class))
          .isEqualTo(new StarMember.Received(ann.id(), 2, "new"));
      assertThat(bob.hearsNothingFor(Duration.ofMillis(100))).isTrue();
    }
  }

  @Test
  void twoStarsOfOneRelayNeverSeeEachOther() throws Exception {
    try (TestRelay relay = new TestRelay(directory, LIMITS);
        HostedStar first = relay.host(1);
        HostedStar second = relay.host(2)) {
      StarMember ann = new StarMember();
      StarMember eve = new StarMember();
      relay.join(first, 1, ann);
      assertThat(ann.next(StarMember.Connected.class).present()).isEmpty();
      StarConnection fromEve = relay.join(second, 2, eve);
      assertThat(eve.next(StarMember.Connected.class).present()).isEmpty();

      fromEve.send(ann.id(), 1, "psst".getBytes(StandardCharsets.US_ASCII));

      assertThat(eve.next(StarMember.Refused.class).code()).isEqualTo("NOT_PRESENT");
      assertThat(ann.hearsNothingFor(Duration.ofMillis(200))).isTrue();
    }
  }

  @Test
  void anotherKeyThanThePinnedOneIsRefusedForGood() throws Exception {
    try (TestRelay relay = new TestRelay(directory, LIMITS);
        HostedStar hosted = relay.host(1)) {
      StarMember ann = new StarMember();
      byte[] pin = hosted.pin();
      pin[0] ^= 1;
      relay.service.connect(ann.ticket(TestRelay.star(1), hosted.addresses(), pin, ""), ann);

      StarMember.Disconnected told = ann.next(StarMember.Disconnected.class);

      assertThat(told.code()).isEqualTo("RELAY_PIN_MISMATCH");
      assertThat(told.willRetry()).isFalse();
    }
  }

  @Test
  void anAddressWhereNobodyListensIsRetriedAndTheNextOneTriedAtOnce() throws Exception {
    try (TestRelay relay = new TestRelay(directory, LIMITS);
        HostedStar hosted = relay.host(1)) {
      RelayAddress nobody = new RelayAddress("127.0.0.1", freePort());
      StarMember ann = new StarMember();
      StarMember bob = new StarMember();
      relay.service.connect(ann.ticket(TestRelay.star(1), List.of(nobody), hosted.pin(), ""), ann);
      relay.service.connect(
          bob.ticket(
              TestRelay.star(1), List.of(nobody, hosted.addresses().getFirst()), hosted.pin(), ""),
          bob);

      StarMember.Disconnected told = ann.next(StarMember.Disconnected.class);

      assertThat(told.code()).isEqualTo("RELAY_UNREACHABLE");
      assertThat(told.willRetry()).isTrue();
      bob.next(StarMember.Connected.class);
    }
  }

  @Test
  void theDoorkeepersRefusalIsToldWithItsCodeAndNotRetried() throws Exception {
    try (TestRelay relay = new TestRelay(directory, LIMITS);
        HostedStar hosted = relay.service.host(TestRelay.star(1), TestRelay.FRIENDS)) {
      StarMember ann = new StarMember();
      relay.join(hosted, 1, ann);

      assertThat(ann.next(StarMember.Disconnected.class))
          .isEqualTo(
              new StarMember.Disconnected("INVITE_EXPIRED", "The invite has expired.", false));

      relay.service.connect(
          ann.ticket(TestRelay.star(1), hosted.addresses(), hosted.pin(), "friend"), ann);
      ann.next(StarMember.Connected.class);
    }
  }

  @Test
  void theNewestConnectionOfAMemberWins() throws Exception {
    try (TestRelay relay = new TestRelay(directory, LIMITS);
        HostedStar hosted = relay.host(1)) {
      StarMember ann = new StarMember();
      relay.join(hosted, 1, ann);
      ann.next(StarMember.Connected.class);

      relay.join(hosted, 1, ann);

      // Both connections speak to the same listener, each on its own thread.
      StarMember.Disconnected told = ann.awaits(StarMember.Disconnected.class);
      assertThat(told.code()).isEqualTo("KEY_IN_USE");
      assertThat(told.willRetry()).isFalse();
    }
  }

  @Test
  void aRestartedRelayKeepsItsPinAndItsMembersComeBackByThemselves() throws Exception {
    StarMember ann = new StarMember();
    try (TestRelay clients = new TestRelay(directory.resolve("other"), LIMITS)) {
      int port = freePort();
      byte[] pin;
      try (TestRelay relay = new TestRelay(directory, port, LIMITS);
          HostedStar hosted = relay.host(1)) {
        pin = hosted.pin();
        clients.service.connect(ann.ticket(TestRelay.star(1), hosted.addresses(), pin, ""), ann);
        ann.next(StarMember.Connected.class);
      }
      StarMember.Disconnected told = ann.next(StarMember.Disconnected.class);
      assertThat(told.willRetry()).isTrue();

      try (TestRelay relay = new TestRelay(directory, port, LIMITS);
          HostedStar hosted = relay.host(1)) {
        assertThat(hosted.pin()).isEqualTo(pin);
        ann.awaits(StarMember.Connected.class);
      }
    }
  }

  @Test
  void aTakenPortIsNamedWithTheSettingThatChangesIt() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress());
        TestRelay relay = new TestRelay(directory, taken.getLocalPort(), LIMITS)) {
      assertThatThrownBy(() -> relay.host(1))
          .isInstanceOfSatisfying(
              SignalFailure.class, failure -> assertThat(failure.code()).isEqualTo("PORT_TAKEN"))
          .hasMessageContaining(Integer.toString(taken.getLocalPort()))
          .hasMessageContaining("relay.port");
    }
  }

  @Test
  void theRelaysKeyIsPrivateAndADamagedOneIsNeverReplaced() throws Exception {
    Path file = directory.resolve("relay").resolve("relay.p12");
    try (TestRelay relay = new TestRelay(directory, LIMITS);
        HostedStar _ = relay.host(1)) {
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
          .isEqualTo("rw-------");
    }
    Files.write(file, new byte[] {1, 2, 3});

    try (TestRelay relay = new TestRelay(directory, LIMITS)) {
      assertThatThrownBy(() -> relay.host(1))
          .isInstanceOfSatisfying(
              SignalFailure.class, failure -> assertThat(failure.code()).isEqualTo("RELAY_FAILED"))
          .hasMessageContaining("relay.p12");
    }
    assertThat(Files.readAllBytes(file)).containsExactly(1, 2, 3);
  }

  @Test
  void aDismissedMemberIsDisconnectedAndComesBackOnlyIfLetIn() throws Exception {
    try (TestRelay relay = new TestRelay(directory, LIMITS);
        HostedStar hosted = relay.host(1)) {
      StarMember ann = new StarMember();
      relay.join(hosted, 1, ann);
      ann.next(StarMember.Connected.class);

      hosted.dismiss(ann.id());

      assertThat(ann.next(StarMember.Disconnected.class).code()).isEqualTo("DISMISSED");
      ann.awaits(StarMember.Connected.class);
    }
  }

  @Test
  void closingOneStarLeavesTheOtherAlone() throws Exception {
    try (TestRelay relay = new TestRelay(directory, LIMITS);
        HostedStar first = relay.host(1);
        HostedStar second = relay.host(2)) {
      StarMember ann = new StarMember();
      StarMember bob = new StarMember();
      relay.join(first, 1, ann);
      relay.join(second, 2, bob);
      ann.next(StarMember.Connected.class);
      bob.next(StarMember.Connected.class);

      first.close();

      assertThat(ann.next(StarMember.Disconnected.class).code()).isEqualTo("STAR_CLOSED");
      assertThat(bob.hearsNothingFor(Duration.ofMillis(200))).isTrue();
    }
  }

  static int freePort() throws java.io.IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      return free.getLocalPort();
    }
  }
}
