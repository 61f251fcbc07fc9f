package dev.starshell.syncshell.carrier.tcp;

import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where this process is called: one port for all generations. Who names none of the endpoints that
/// are waited at is hung up on.
///
/// Thread: any; one virtual thread takes calls, and one more hears each caller out.
final class TcpPort implements AutoCloseable {
  /// Callers that are heard out at once; further ones are hung up on.
  static final int CALLERS_MAX = 64;

  private static final Logger LOG = LoggerFactory.getLogger(TcpPort.class);
  private static final int BACKLOG = 64;

  private final ServerSocketChannel server;
  private final int number;
  private final Map<Bytes, Callee> callees = new ConcurrentHashMap<>();
  private final Set<SocketChannel> callers = ConcurrentHashMap.newKeySet();

  /// Is called by somebody who named its endpoint.
  @FunctionalInterface
  interface Callee {
    /// Takes the connection over, or throws. On a thread of the connection's own.
    void called(SocketChannel channel, Greeting.Call call) throws IOException, InterruptedException;
  }

  private TcpPort(ServerSocketChannel server, int number) {
    this.server = server;
    this.number = number;
  }

  /// @param number 0 for any that is free
  static TcpPort open(int number) throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    try {
      server.bind(new InetSocketAddress(number), BACKLOG);
      TcpPort port = new TcpPort(server, server.socket().getLocalPort());
      Thread.ofVirtual().name("tcp-port").start(port::run);
      return port;
    } catch (IOException | RuntimeException e) {
      server.close();
      throw e;
    }
  }

  int number() {
    return number;
  }

  /// Waits for calls to an endpoint.
  void expect(Token called, Callee callee) {
    callees.put(Bytes.copyOf(Proof.nameOf(called)), callee);
  }

  /// Waits no more.
  void forget(Token called) {
    callees.remove(Bytes.copyOf(Proof.nameOf(called)));
  }

  private void run() {
    while (server.isOpen()) {
      try {
        SocketChannel channel = server.accept();
        if (callers.size() >= CALLERS_MAX) {
          channel.close();
        } else {
          callers.add(channel);
          Thread.ofVirtual().name("tcp-caller").start(() -> hear(channel));
        }
      } catch (IOException e) {
        if (server.isOpen()) {
          LOG.debug("a call was not taken", e);
        }
      }
    }
  }

  private void hear(SocketChannel channel) {
    boolean taken = false;
    try {
      Greeting.Call call = Greeting.hear(channel);
      Optional<Callee> callee = Optional.ofNullable(callees.get(Bytes.copyOf(call.name())));
      if (callee.isPresent()) {
        callee.get().called(channel, call);
        taken = true;
      }
    } catch (IOException e) {
      LOG.debug("a caller was hung up on", e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      callers.remove(channel);
      if (!taken) {
        closeQuietly(channel);
      }
    }
  }

  static void closeQuietly(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("a connection was not closed", e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      LOG.warn("the port was not closed number={}", number, e);
    }
    callers.forEach(TcpPort::closeQuietly);
  }
}
