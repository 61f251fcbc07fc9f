package dev.starshell.host.bridge;

import dev.starshell.host.admin.CommandRunner;
import dev.starshell.host.bridge.BridgeMessage.Answer;
import dev.starshell.host.home.HomeDirectory;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers scripts on this machine: one command line in, one reply out, then the connection closes.
///
/// Threads, all virtual: `bridge` accepts, `bridge-request` serves one connection each.
public final class BridgeServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(BridgeServer.class);

  /// Requests served at once; the next is told `BRIDGE_BUSY`.
  static final int REQUESTS_MAX = 32;

  /// How long a client may take to send its line.
  static final Duration REQUEST_MAX = Duration.ofSeconds(10);

  private static final Duration ANSWERS_MAX = Duration.ofMillis(500);

  private final HomeDirectory home;
  private final BridgeAddress address;
  private final ServerSocketChannel server;
  private final CommandRunner commands;
  private final Semaphore places = new Semaphore(REQUESTS_MAX);

  private BridgeServer(
      HomeDirectory home,
      BridgeAddress address,
      ServerSocketChannel server,
      CommandRunner commands) {
    this.home = home;
    this.address = address;
    this.server = server;
    this.commands = commands;
  }

  /// Opens the bridge. The caller holds the home's lock, so what an earlier process left is
  /// removed.
  ///
  /// @throws IOException if the socket cannot be made; nothing stays behind
  public static BridgeServer open(HomeDirectory home, CommandRunner commands) throws IOException {
    Optional<BridgeAddress> stale = BridgeAddress.read(home);
    if (stale.isPresent()) {
      stale.get().delete(home);
    }
    BridgeAddress address = BridgeAddress.fresh(home);
    Files.deleteIfExists(address.socket());
    ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    boolean isOpen = false;
    try {
      server.bind(UnixDomainSocketAddress.of(address.socket()));
      address.write(home);
      isOpen = true;
    } finally {
      if (!isOpen) {
        server.close();
        address.delete(home);
      }
    }
    BridgeServer bridge = new BridgeServer(home, address, server, commands);
    Thread.ofVirtual().name("bridge").start(bridge::accept);
    return bridge;
  }

  /// Takes no more requests. Those that run are answered, if that takes no longer than 0.5 s.
  @Override
  public void close() throws IOException {
    server.close();
    address.delete(home);
    try {
      if (!places.tryAcquire(REQUESTS_MAX, ANSWERS_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.info("A request to the bridge was still running when the host stopped");
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        SocketChannel client = server.accept();
        Thread.ofVirtual().name("bridge-request").start(() -> serve(client));
      } catch (ClosedChannelException _) {
        return;
      } catch (IOException e) {
        LOG.error("The bridge takes no more requests", e);
        return;
      }
    }
  }

  private void serve(SocketChannel client) {
    boolean hasPlace = places.tryAcquire();
    try (client) {
      Answer answer =
          hasPlace
              ? answer(client)
              : Answer.failed("BRIDGE_BUSY", "Too many requests at once; try again.");
      LineChannel.write(client, BridgeCodec.encode(answer));
    } catch (IOException e) {
      LOG.debug("A client of the bridge has gone away", e);
    } finally {
      if (hasPlace) {
        places.release();
      }
    }
  }

  private Answer answer(SocketChannel client) throws IOException {
    CountDownLatch isRead = new CountDownLatch(1);
    Thread.ofVirtual().name("bridge-deadline").start(() -> closeUnless(isRead, client));
    Optional<String> line;
    try {
      line = LineChannel.read(client, BridgeMessage.LINE_BYTES_MAX);
    } catch (LineChannel.TooLongException _) {
      return Answer.failed("BRIDGE_REQUEST_TOO_LONG", "The request is longer than 4 MiB.");
    } finally {
      isRead.countDown();
    }
    if (line.isEmpty()) {
      return Answer.failed("BRIDGE_REQUEST_BROKEN", "The request ends before its line end.");
    }
    BridgeMessage.Request request;
    try {
      request = BridgeCodec.request(line.get());
    } catch (IOException _) {
      return Answer.failed(
          "BRIDGE_REQUEST_BROKEN", "The request is no JSON object with token, line and input.");
    }
    if (!isToken(request.token())) {
      LOG.warn("A request to the bridge had a wrong token");
      return Answer.failed(
          "BRIDGE_TOKEN_REFUSED",
          "The token is not that of this host; read it from " + BridgeAddress.file(home) + ".");
    }
    return Answer.of(commands.run(request.line(), request.input()));
  }

  private boolean isToken(String token) {
    return MessageDigest.isEqual(
        token.getBytes(StandardCharsets.UTF_8), address.token().getBytes(StandardCharsets.UTF_8));
  }

  private static void closeUnless(CountDownLatch isRead, SocketChannel client) {
    try {
      if (!isRead.await(REQUEST_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
        client.close();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      LOG.debug("A slow client of the bridge could not be closed", e);
    }
  }
}
