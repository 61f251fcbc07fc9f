package dev.starshell.syncshell.carrier.webrtc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Privacy mode with the real library and a TURN server on the loopback address.
final class RelayOnlyCarrierIT {
  private static final WebRtcSettings PRIVATE = WebRtcSettings.DEFAULT.withRelayOnly(true);

  @TempDir static Path directory;

  private @Nullable Process turn;
  private int port;

  @BeforeEach
  void startTurn() throws Exception {
    try (DatagramSocket free = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    Path config = directory.resolve("turnserver.conf");
    Files.writeString(
        config,
        """
        listening-ip=127.0.0.1
        relay-ip=127.0.0.1
        listening-port=%d
        lt-cred-mech
        realm=starshell.example
        user=u:p
        allow-loopback-peers
        no-tls
        no-dtls
        no-cli
        userdb=%s
        pidfile=%s
        log-file=stdout
        """
            .formatted(port, directory.resolve("turn.db"), directory.resolve("turn.pid")));
    try {
      turn =
          new ProcessBuilder("turnserver", "-c", config.toString())
              .redirectErrorStream(true)
              .redirectOutput(directory.resolve("turn.log").toFile())
              .start();
    } catch (IOException absent) {
      assumeTrue(false, "no coturn here (turnserver)");
    }
    await().atMost(LinkedPair.PATIENCE).until(this::isPortTaken);
  }

  private boolean isPortTaken() throws IOException {
    try (DatagramSocket probe = new DatagramSocket(null)) {
      probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return false;
    } catch (BindException _) {
      return true;
    }
  }

  @AfterEach
  void endTurn() throws InterruptedException {
    if (turn != null) {
      turn.destroy();
      turn.waitFor(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void onlyRelayedCandidatesLeaveAndMessagesArriveOverThem() throws Exception {
    try (WebRtcCarrier carrier = carrier(turnServer());
        LinkedPair pair = new LinkedPair()) {
      pair.start(carrier, 2, 2).awaitOpen();

      assertThat(pair.leader.bundle().send(1, "over".getBytes(UTF_8))).isTrue();

      byte[] came = requireNonNull(pair.follower.frames.poll(10, TimeUnit.SECONDS));
      assertThat(new String(came, UTF_8)).isEqualTo("over");
      assertThat(carrier.paths()).isEqualTo(new WebRtcCarrier.Paths(0, 4, 0));
      for (LinkedPair.End end : List.of(pair.leader, pair.follower)) {
        assertThat(end.candidates).isNotEmpty();
        assertThat(end.candidates)
            .allSatisfy(it ->
                assertThat(it.sdp())
                    .contains(" typ relay raddr 0.0.0.0 rport 0")
                    .doesNotContain("network-"));
      }
    }
  }

  @Test
  void candidatesThatAreNotRelayedAreToldCountedAndIgnoredWhereverTheyStand() throws Exception {
    String host = "candidate:9 1 udp 2122194687 192.0.2.77 9 typ host";
    try (WebRtcCarrier carrier = carrier(turnServer());
        LinkedPair pair = new LinkedPair()) {
      pair.offerOnItsWay = sdp -> sdp + "a=" + host + "\r\n";
      pair.start(carrier, 1, 1);
      for (String sdp : List.of(host, host.replace("192.0.2.77", "4f1e6a.local"), "garbage")) {
        pair.follower.bundle().addCandidate(0, new Candidate("0", 0, sdp));
      }

      pair.awaitOpen();

      assertThat(pair.follower.refusals).hasSize(4).containsOnly("PRIVACY_BLOCKED");
      assertThat(carrier.paths()).isEqualTo(new WebRtcCarrier.Paths(0, 2, 4));
    }
  }

  @Test
  void memberWithoutPrivacyModeIsReachedOverTheServerAsWell() throws Exception {
    try (WebRtcCarrier hidden = carrier(turnServer());
        WebRtcCarrier open = carrier(WebRtcSettings.DEFAULT, turnServer());
        LinkedPair pair = new LinkedPair()) {
      pair.follower.bundle.complete(hidden.open(layout(false), pair.follower));
      pair.leader.bundle.complete(open.open(layout(true), pair.leader));

      pair.awaitOpen();

      assertThat(hidden.paths().relayed()).isEqualTo(1);
      assertThat(hidden.paths().direct()).isZero();
      assertThat(open.paths().relayed()).isEqualTo(1);
      assertThat(pair.follower.candidates).allMatch(it -> it.sdp().contains(" typ relay "));
    }
  }

  @Test
  void withoutATurnServerThatAnswersNothingIsTold() throws Exception {
    IceServer silent = new IceServer(List.of("stun:127.0.0.1:" + port), "", "");
    try (WebRtcCarrier carrier = carrier(silent);
        LinkedPair pair = new LinkedPair()) {
      pair.start(carrier, 1, 1);

      await()
          .during(Duration.ofSeconds(1))
          .until(() -> pair.leader.candidates.isEmpty() && pair.follower.candidates.isEmpty());

      assertThat(pair.leader.opened).isNotDone();
    }
  }

  private static BundleSettings layout(boolean leading) {
    return new BundleSettings(1, 1, leading);
  }

  private IceServer turnServer() {
    return new IceServer(List.of("turn:127.0.0.1:" + port), "u", "p");
  }

  private static WebRtcCarrier carrier(IceServer server) throws NativeMissingException {
    return carrier(PRIVATE, server);
  }

  private static WebRtcCarrier carrier(WebRtcSettings settings, IceServer server)
      throws NativeMissingException {
    return new WebRtcCarrier(directory.resolve("natives"), List.of(server), settings);
  }
}
