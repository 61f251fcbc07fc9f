package dev.starshell.host.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.starshell.api.signal.RelayAddress;
import dev.starshell.host.relay.RelayLimits;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NotARelayIT {
  @TempDir Path directory;

  @Test
  void aPlainWebServerIsNoRelay() throws Exception {
    HttpServer web =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    web.start();
    try {
      StarMember.Disconnected told = visit(web.getAddress().getPort(), new byte[32]);

      assertThat(told.code()).isEqualTo("NOT_A_RELAY");
      assertThat(told.willRetry()).isFalse();
    } finally {
      web.stop(0);
    }
  }

  @Test
  void anotherTlsServerShowsAnotherKey() throws Exception {
    HttpsServer web = tlsServer(RelayCertificate.loadOrCreate(directory.resolve("web")));
    try {
      assertThat(visit(web.getAddress().getPort(), new byte[32]).code())
          .isEqualTo("RELAY_PIN_MISMATCH");
    } finally {
      web.stop(0);
    }
  }

  @Test
  void aServerWithThePinnedKeyThatServesNoStarIsNoRelay() throws Exception {
    RelayCertificate certificate = RelayCertificate.loadOrCreate(directory.resolve("web"));
    HttpsServer web = tlsServer(certificate);
    try {
      StarMember.Disconnected told =
          visit(web.getAddress().getPort(), certificate.spkiHash().toArray());

      assertThat(told.code()).isEqualTo("NOT_A_RELAY");
      assertThat(told.sentence()).contains("404");
    } finally {
      web.stop(0);
    }
  }

  @Test
  void aPortThatHangsUpIsUnreachableAndTriedAgain() throws Exception {
    try (ServerSocket port = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
      Thread hangingUp =
          Thread.ofVirtual()
              .start(() -> {
                try {
                  while (true) {
                    port.accept().close();
                  }
                } catch (java.io.IOException closed) {
                  Thread.currentThread().interrupt();
                }
              });

      StarMember.Disconnected told = visit(port.getLocalPort(), new byte[32]);

      assertThat(told.code()).isEqualTo("RELAY_UNREACHABLE");
      assertThat(told.willRetry()).isTrue();
      port.close();
      hangingUp.join();
    }
  }

  @Test
  void aNameThatIsNoneIsNotRetriedForEver() throws Exception {
    try (TestRelay clients = new TestRelay(directory, RelayLimits.standard())) {
      StarMember ann = new StarMember();
      clients.service.connect(
          ann.ticket(
              TestRelay.star(1), List.of(new RelayAddress("not a host", 1)), new byte[32], ""),
          ann);

      assertThat(ann.next(StarMember.Disconnected.class).willRetry()).isFalse();
    }
  }

  private StarMember.Disconnected visit(int port, byte[] pin) throws InterruptedException {
    try (TestRelay clients = new TestRelay(directory, RelayLimits.standard())) {
      StarMember ann = new StarMember();
      clients.service.connect(
          ann.ticket(TestRelay.star(1), List.of(new RelayAddress("127.0.0.1", port)), pin, ""),
          ann);
      return ann.awaits(StarMember.Disconnected.class);
    }
  }

  private static HttpsServer tlsServer(RelayCertificate certificate) throws Exception {
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(certificate.keyStore(), RelayCertificate.PASSWORD);
    SSLContext tls = SSLContext.getInstance("TLSv1.3");
    tls.init(keys.getKeyManagers(), null, null);
    HttpsServer web =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    web.setHttpsConfigurator(new HttpsConfigurator(tls));
    web.start();
    return web;
  }
}
