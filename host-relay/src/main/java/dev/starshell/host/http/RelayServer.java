package dev.starshell.host.http;

import dev.starshell.api.signal.SignalFailure;
import dev.starshell.host.relay.ConnectionId;
import dev.starshell.host.relay.RelayLimits;
import io.javalin.Javalin;
import io.javalin.util.JavalinLogger;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeRequest;
import org.eclipse.jetty.ee10.websocket.server.JettyServerUpgradeResponse;
import org.eclipse.jetty.ee10.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The relay's TLS port while it is open.
final class RelayServer {
  /// Where members connect.
  static final String PATH = "/v1/star";

  private static final Logger LOG = LoggerFactory.getLogger(RelayServer.class);
  private static final Duration DRAIN_WITHIN = Duration.ofSeconds(1);
  private static final Duration RETRY_AFTER_STOP = Duration.ofSeconds(2);

  /// Nothing on these threads waits, so few are enough.
  private static final int THREADS_MAX = 8;

  private static final int THREADS_MIN = 2;

  private final int port;
  private final LogInChecks checks;
  private final RelayLoop loop;
  private final Javalin javalin;
  private final ServerConnector connector;

  private RelayServer(
      int port, LogInChecks checks, RelayLoop loop, Javalin javalin, ServerConnector connector) {
    this.port = port;
    this.checks = checks;
    this.loop = loop;
    this.javalin = javalin;
    this.connector = connector;
  }

  int port() {
    return port;
  }

  LogInChecks checks() {
    return checks;
  }

  RelayLoop loop() {
    return loop;
  }

  /// Opens the port.
  ///
  /// @throws SignalFailure `PORT_TAKEN` or `RELAY_FAILED`; nothing stays open
  static RelayServer start(RelaySettings settings, RelayCertificate certificate)
      throws SignalFailure {
    ServerSocketChannel channel = bind(settings);
    LogInChecks checks = new LogInChecks(certificate.spkiHash());
    RelayLoop loop = new RelayLoop(settings.limits(), certificate.spkiHash(), checks);
    try {
      RelayServer server = serve(settings, certificate, channel, checks, loop);
      LOG.info("relay open bind={} port={}", settings.bindHost(), server.port());
      return server;
    } catch (Exception failed) {
      checks.end();
      endQuietly(loop);
      closeQuietly(channel);
      throw failure("The relay's web server did not start: " + failed.getMessage() + ".", failed);
    }
  }

  private static RelayServer serve(
      RelaySettings settings,
      RelayCertificate certificate,
      ServerSocketChannel channel,
      LogInChecks checks,
      RelayLoop loop)
      throws Exception {
    int port = ((InetSocketAddress) channel.getLocalAddress()).getPort();
    RelayConnector made = new RelayConnector();
    Javalin javalin =
        RelayThreads.withHostLoader(() -> {
          JavalinLogger.startupInfo = false;
          return Javalin.create(
                  config -> {
                    config.startup.showJavalinBanner = false;
                    config.startup.showOldJavalinVersionWarning = false;
                    config.startup.startupWatcherEnabled = false;
                    config.jetty.threadPool = threads();
                    config.jetty.addConnector(
                        (server, _) -> made.make(server, settings, certificate, channel));
                    config.jetty.modifyServletContextHandler(context ->
                        JettyWebSocketServletContainerInitializer.configure(
                            context,
                            (_, container) -> {
                              container.setIdleTimeout(RelayLimits.DEAD_AFTER.multipliedBy(2));
                              container.addMapping(PATH, new Upgrades(loop, made)::accept);
                            }));
                  })
              .start();
        });
    return new RelayServer(port, checks, loop, javalin, made.connector());
  }

  /// Stops serving. Members are told that the relay goes down, and have a second to read it.
  void stop() {
    connector.close();
    loop.stopping(RETRY_AFTER_STOP);
    try {
      loop.drained().get(DRAIN_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException unread) {
      LOG.debug("relay stops before every member has read that it does");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    javalin.stop();
    endQuietly(loop);
    checks.end();
    LOG.info("relay closed port={}", port);
  }

  private static QueuedThreadPool threads() {
    QueuedThreadPool threads = new QueuedThreadPool(THREADS_MAX, THREADS_MIN);
    threads.setName("relay-http");
    threads.setReservedThreads(1);
    return threads;
  }

  private static ServerSocketChannel bind(RelaySettings settings) throws SignalFailure {
    InetSocketAddress address = new InetSocketAddress(settings.bindHost(), settings.port());
    if (address.isUnresolved()) {
      throw failure(
          "The relay cannot listen on "
              + settings.bindHost()
              + ": no such address; set relay.bind to one of this machine or to 0.0.0.0.",
          null);
    }
    try {
      return bind(address);
    } catch (BindException refused) {
      throw bindFailure(settings, refused);
    } catch (IOException failed) {
      throw failure("The relay cannot open a port: " + failed.getMessage() + ".", failed);
    }
  }

  private static ServerSocketChannel bind(InetSocketAddress address) throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      return channel.bind(address);
    } catch (IOException failed) {
      channel.close();
      throw failed;
    }
  }

  private static SignalFailure bindFailure(RelaySettings settings, BindException refused) {
    try {
      // Any port of the same address: tells a taken port from an address that is not ours.
      bind(new InetSocketAddress(settings.bindHost(), 0)).close();
    } catch (IOException notOurs) {
      return failure(
          "The relay cannot listen on "
              + settings.bindHost()
              + ", which is no address of this machine; set relay.bind to one, or to 0.0.0.0.",
          notOurs);
    }
    SignalFailure taken =
        new SignalFailure(
            "PORT_TAKEN",
            "The relay cannot open port "
                + settings.port()
                + ": another program has it, or it needs rights that this one lacks; stop that"
                + " program or set relay.port to a free port.");
    taken.initCause(refused);
    return taken;
  }

  private static SignalFailure failure(String sentence, @Nullable Throwable cause) {
    SignalFailure failure = new SignalFailure("RELAY_FAILED", sentence);
    if (cause != null) {
      failure.initCause(cause);
    }
    return failure;
  }

  private static void endQuietly(RelayLoop loop) {
    try {
      loop.end();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static void closeQuietly(ServerSocketChannel channel) {
    try {
      channel.close();
    } catch (IOException alreadyUseless) {
      LOG.debug("relay port did not close", alreadyUseless);
    }
  }

  /// Takes the upgrade requests.
  private static final class Upgrades {
    private final AtomicLong numbers = new AtomicLong();
    private final RelayLoop loop;
    private final RelayConnector made;

    Upgrades(RelayLoop loop, RelayConnector made) {
      this.loop = loop;
      this.made = made;
    }

    /// A browser always names its origin, and no browser has business here.
    @Nullable Object accept(JettyServerUpgradeRequest request, JettyServerUpgradeResponse response)
        throws IOException {
      if (request.getHeader("Origin") != null) {
        response.sendForbidden("ORIGIN_REFUSED");
        return null;
      }
      response.setExtensions(List.of());
      made.gate().passed(request.getRemoteSocketAddress());
      return new RelaySocket(
          new ConnectionId(numbers.incrementAndGet()),
          SocketGate.networkOf(request.getRemoteSocketAddress(), request.getLocalSocketAddress()),
          loop);
    }
  }
}
