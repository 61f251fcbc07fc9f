package dev.starshell.harness.lab.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.starshell.harness.lab.Installation;
import dev.starshell.harness.lab.fault.Outcome.Verdict;
import dev.starshell.harness.lab.wire.Cable.Account;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The lab does what it says, to packets and to real hosts.
class FaultLabIT {
  /// As many as a socket keeps, with the system's usual buffer, until they are read.
  private static final int PACKETS = 150;

  @TempDir Path temp;

  @BeforeEach
  void needsNamespaces() throws Exception {
    Optional<String> obstacle = Lab.obstacle();
    assumeTrue(obstacle.isEmpty(), obstacle.orElse(""));
  }

  @Test
  void packetsAreDelayedLostAndCutAsAsked() throws Exception {
    try (Lab lab = new Lab(Installation.current(), temp, 3)) {
      lab.machine("Left");
      lab.machine("Right");
      LabLink link = lab.link("Left", "Right").rtt(60).loss(20).seed(7);
      InetAddress right = InetAddress.getByName(lab.address("Right"));
      try (DatagramSocket to = lab.namespace("Right").inside(() -> new DatagramSocket(0, right));
          DatagramSocket from = lab.namespace("Left").inside(() -> new DatagramSocket())) {
        int came = send(from, to);
        Account lossy = link.account();
        link.cut();
        int cameWhileCut = send(from, to);

        assertThat(came).isBetween(PACKETS / 2, PACKETS - 10);
        assertThat(lossy.lost()).isBetween(10L, 60L);
        assertThat(lossy.lost() + came).isEqualTo(PACKETS);
        assertThat(link.rttMillis()).isBetween(30.0, 150.0);
        assertThat(cameWhileCut).isZero();
        assertThat(link.account().cut()).isEqualTo(PACKETS);
        assertThat(lab.shuttle().trouble()).isEmpty();
      }
    }
  }

  @Test
  void realHostsGoOnAfterFourSecondsWithoutANetwork() throws Exception {
    LabScenario outage = LabScenarios.named("outage-4").orElseThrow();
    LabOptions options = LabOptions.parse(List.of("outage-4", "--seed", "5"));

    Outcome outcome =
        new LabRun(Installation.current(), options, said -> {}).run(outage, temp.toRealPath());

    assertThat(outcome.verdict()).as(outcome.shown()).isEqualTo(Verdict.OK);
    assertThat(outcome.faults()).isNotEmpty();
  }

  /// Sends in one direction only.
  ///
  /// @return how many came
  private static int send(DatagramSocket from, DatagramSocket to) throws Exception {
    byte[] bytes = new byte[100];
    for (int i = 0; i < PACKETS; i++) {
      from.send(new DatagramPacket(bytes, bytes.length, to.getLocalSocketAddress()));
    }
    to.setSoTimeout(500);
    int came = 0;
    try {
      while (true) {
        to.receive(new DatagramPacket(bytes, bytes.length));
        came++;
      }
    } catch (SocketTimeoutException silence) {
      return came;
    }
  }
}
