package dev.starshell.host.http;

import dev.starshell.host.relay.RelayLimits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ServerSocketChannel;
import java.util.Objects;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/// Makes the one connector, when the server asks for it, and its gate.
final class RelayConnector {
  private static final int HEADER_BYTES_MAX = 8 * 1024;

  private @Nullable ServerConnector connector;
  private @Nullable SocketGate gate;

  synchronized Connector make(
      Server server,
      RelaySettings settings,
      RelayCertificate certificate,
      ServerSocketChannel channel) {
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setKeyStore(certificate.keyStore());
    tls.setKeyStorePassword(new String(RelayCertificate.PASSWORD));
    tls.setIncludeProtocols("TLSv1.3");
    tls.setSniRequired(false);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES_MAX);
    SecureRequestCustomizer secure = new SecureRequestCustomizer();
    secure.setSniHostCheck(false);
    http.addCustomizer(secure);
    Scheduler scheduler = new ScheduledExecutorScheduler("relay-http-timer", true);
    ServerConnector made =
        new ServerConnector(
            server,
            null,
            scheduler,
            null,
            1,
            1,
            new SslConnectionFactory(tls, "http/1.1"),
            new HttpConnectionFactory(http));
    made.setIdleTimeout(RelayLimits.LOG_IN_WITHIN.toMillis());
    gate = new SocketGate(settings.limits().door(), scheduler);
    made.addBean(gate);
    try {
      made.open(channel);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    connector = made;
    return made;
  }

  synchronized ServerConnector connector() {
    return Objects.requireNonNull(connector, "the server asked for no connector");
  }

  synchronized SocketGate gate() {
    return Objects.requireNonNull(gate, "the server asked for no connector");
  }
}
