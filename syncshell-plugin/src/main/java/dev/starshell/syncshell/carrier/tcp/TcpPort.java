package dev.starshell.syncshell.carrier.tcp;

import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where this process is called: one port for all generations. Who names none of the endpoints that
/// are waited at is hung up on.
///
/// Thread: any; one virtual thread takes calls, and one more hears each caller out.
final class TcpPort implements AutoCloseable {
  /// Callers that are heard out at once; further ones are hung up on.
  static final int CALLERS_MAX = 64;

  /// The same, of one address, or one network of IPv6.
  static final int CALLERS_OF_ADDRESS_MAX = 8;

  private static final Logger LOG = LoggerFactory.getLogger(TcpPort.class);
  private static final int BACKLOG = 64;
  private static final int NETWORK_BYTES = 8;

  /// Until the next call is taken when one was not: there may be no file handles.
  private static final int PAUSE_MILLIS = 100;

  private final ServerSocketChannel server;
  private final int number;
  private final Map<Bytes, Callee> callees = new ConcurrentHashMap<>();
  private final Map<SocketChannel, InetAddress> callers = new ConcurrentHashMap<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /// Is called by somebody who named its endpoint.
  @FunctionalInterface
  interface Callee {
    /// Takes the connection over. On a thread of the connection's own.
    void called(SocketChannel channel, Greeting.Call call);
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
    try {
      while (server.isOpen()) {
        take();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void take() throws InterruptedException {
    try {
      SocketChannel channel = server.accept();
      InetAddress from = ((InetSocketAddress) channel.getRemoteAddress()).getAddress();
      if (isFull(from)) {
        channel.close();
        return;
      }
      callers.put(channel, from);
      if (!server.isOpen()) {
        hangUp(channel);
        return;
      }
      Thread.ofVirtual().name("tcp-caller").start(() -> hear(channel));
    } catch (IOException | RuntimeException e) {
      if (server.isOpen()) {
        LOG.debug("call not taken", e);
        closed.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      }
    }
  }

  private boolean isFull(InetAddress from) {
    return callers.size() >= CALLERS_MAX
        || callers.values().stream().filter(it -> isOfOne(it, from)).count()
            >= CALLERS_OF_ADDRESS_MAX;
  }

  /// Of IPv6 one machine has a whole network's addresses.
  private static boolean isOfOne(InetAddress one, InetAddress other) {
    return one instanceof Inet6Address && other instanceof Inet6Address
        ? Arrays.equals(one.getAddress(), 0, NETWORK_BYTES, other.getAddress(), 0, NETWORK_BYTES)
        : one.equals(other);
  }

  private void hear(SocketChannel channel) {
    try {
      Greeting.Call call = Greeting.hear(channel);
      Optional<Callee> callee = Optional.ofNullable(callees.get(Bytes.copyOf(call.name())));
      if (callee.isPresent()) {
        callers.remove(channel);
        callee.get().called(channel, call);
      } else {
        hangUp(channel);
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("caller hung up on cause={}", e.getMessage());
      hangUp(channel);
    }
  }

  private void hangUp(SocketChannel channel) {
    callers.remove(channel);
    closeQuietly(channel);
  }

  static void closeQuietly(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      LOG.debug("connection not closed", e);
    }
  }

  @Override
  public void close() {
    try {
      server.close();
    } catch (IOException e) {
      LOG.warn("port not closed number={}", number, e);
    }
    closed.countDown();
    callers.keySet().forEach(this::hangUp);
  }
}
