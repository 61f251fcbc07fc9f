package dev.starshell.harness.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.harness.lab.BridgeReply;
import dev.starshell.harness.lab.HostLab;
import dev.starshell.harness.lab.Member;
import dev.starshell.syncshell.membership.Invite;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Invites that lead nowhere, or elsewhere. Each is named by its own code, leaves the joiner in no
/// shell, and both hosts live on.
class WrongInviteIT {
  @TempDir static Path temp;

  private static HostLab lab;
  private static Member owner;
  private static Member guest;

  @BeforeAll
  static void startHosts() throws Exception {
    lab = Scenes.lab(temp);
    var started = lab.startAll("Owner", "Guest");
    owner = started.get(0);
    guest = started.get(1);
    owner.create("Strict");
  }

  @AfterEach
  void theGuestIsInNoShellAndBothHostsLiveOn() throws IOException {
    assertThat(guest.run("sync status").data().path("shell").asText()).isEmpty();
    assertThat(owner.run("sync members").data().path("members")).hasSize(1);
  }

  @AfterAll
  static void stopHosts() {
    lab.close();
  }

  @Test
  void anExpiredInviteSaysWhenItEnded() throws IOException {
    Instant yesterday = Instant.ofEpochSecond(Instant.now().getEpochSecond() - 86_400);

    BridgeReply reply = join(Invites.signed(owner, invite -> Invites.until(invite, yesterday)));

    Scenes.assertRefused(reply, "INVITE_EXPIRED");
    assertThat(reply.sentence()).contains(yesterday.toString()).contains("Ask for a new one");
  }

  @Test
  void anInviteThatWasChangedOnItsWayIsForged() throws IOException {
    BridgeReply reply = join(Invites.redirected(owner.invite()));

    Scenes.assertRefused(reply, "INVITE_FORGED");
    assertThat(reply.sentence()).contains("Do not use it");
  }

  @Test
  void aSignedInviteThatTheDoorDoesNotKnowIsRefusedThere() throws IOException {
    // Signed by the owner, but never made by its door, as after a restore from a backup.
    BridgeReply reply = join(Invites.signed(owner, WrongInviteIT::withAnotherId));

    Scenes.assertRefused(reply, "INVITE_REFUSED");
    assertThat(reply.sentence()).contains("ask for a new one");
  }

  private static Invite withAnotherId(Invite invite) {
    byte[] id = invite.inviteId().toArray();
    id[0] ^= 1;
    return new Invite(
        invite.shellName(),
        invite.shell(),
        invite.issuer(),
        Bytes.copyOf(id),
        invite.seed(),
        invite.notAfter(),
        invite.usesMax(),
        invite.relayPin(),
        invite.endpoints());
  }

  @Test
  void aWrongPinIsAnotherRelayOrSomeoneInBetween() throws IOException {
    BridgeReply reply = join(Invites.signed(owner, invite -> Invites.pinned(invite, new byte[32])));

    Scenes.assertRefused(reply, "RELAY_PIN_MISMATCH");
    assertThat(reply.sentence()).contains("another key").contains("new invite");
  }

  @Test
  void aPortThatSpeaksSomethingElseIsNoRelay() throws Exception {
    try (ServerSocket port = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      Thread greeter = Thread.ofVirtual().start(() -> greet(port));

      BridgeReply reply =
          join(Invites.signed(owner, invite -> Invites.at(invite, port.getLocalPort())));
      port.close();
      greeter.join(Duration.ofSeconds(5));

      Scenes.assertRefused(reply, "NOT_A_RELAY");
      assertThat(reply.sentence()).contains("127.0.0.1:").contains("check the address and port");
    }
  }

  private static void greet(ServerSocket port) {
    while (!port.isClosed()) {
      try (Socket visitor = port.accept();
          OutputStream out = visitor.getOutputStream()) {
        out.write("SSH-2.0-Something\r\n".getBytes(StandardCharsets.US_ASCII));
        out.flush();
        // Until the visitor has had enough of it.
        visitor.getInputStream().readAllBytes();
      } catch (IOException _) {
        // The visitor, or this test, has gone.
      }
    }
  }

  @Test
  void aWebServerIsNoRelayEvenWithThePinnedKey() throws Exception {
    try (WebServer web = WebServer.start(temp.resolve("web.p12"))) {
      BridgeReply reply =
          join(
              Invites.signed(
                  owner, invite -> Invites.pinned(Invites.at(invite, web.port()), web.pin())));

      Scenes.assertRefused(reply, "NOT_A_RELAY");
      assertThat(reply.sentence()).contains("HTTP 404").contains("check the address and port");
    }
  }

  @Test
  void aWebServerWithAKeyOfItsOwnIsNotThePinnedRelay() throws Exception {
    try (WebServer web = WebServer.start(temp.resolve("other-web.p12"))) {
      BridgeReply reply = join(Invites.signed(owner, invite -> Invites.at(invite, web.port())));

      Scenes.assertRefused(reply, "RELAY_PIN_MISMATCH");
    }
  }

  private static BridgeReply join(String code) throws IOException {
    return guest.process().bridge().call("sync join", code);
  }
}
