package dev.starshell.harness.scenario;

import static dev.starshell.harness.scenario.Scenes.SYNC_MAX;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.lab.BridgeReply;
import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Member;
import dev.starshell.harness.lab.MemberSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Another program has the relay's port.
class PortTakenIT {
  @TempDir Path temp;

  @Test
  void aShellIsMadeOnceThePortIsFreeAndComesBackByItselfAfterARestart() throws Exception {
    try (HostLab lab = Scenes.lab(temp);
        ServerSocket taker = taken(HostLab.freePort())) {
      int port = taker.getLocalPort();
      Member owner = lab.start("Owner", _ -> MemberSettings.of("Owner", port));

      BridgeReply refused = owner.process().bridge().call("sync create Strict", "");
      taker.close();
      owner.create("Strict");
      owner.process().stop();
      try (ServerSocket again = taken(port)) {
        owner.process().restart();
        owner.await(
            "PORT_TAKEN in the log",
            SYNC_MAX,
            member -> member.process().logTail(50).contains("PORT_TAKEN"));
        assertThat(again.isClosed()).isFalse();
        assertThat(owner.run("sync help").ok()).isTrue();
      }
      owner.await("the shell again", SYNC_MAX, PortTakenIT::isOwnersRelayUp);

      Scenes.assertRefused(refused, "PORT_TAKEN");
      assertThat(refused.sentence()).contains(Integer.toString(port)).contains("relay.port");
      assertThat(owner.invite()).isNotEmpty();
    }
  }

  private static boolean isOwnersRelayUp(Member member) throws IOException {
    var status = member.run("sync status").data();
    return status.path("role").asText().equals("owner")
        && status.path("relay").asText().equals("connected");
  }

  private static ServerSocket taken(int port) throws IOException {
    return new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
  }
}
