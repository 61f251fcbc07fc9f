package dev.starshell.host.http;

import dev.starshell.host.relay.Network;
import dev.starshell.host.relay.RelayLimits;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.util.thread.Scheduler;

/// Keeps sockets that never become a WebSocket from piling up: half-open TLS, trickled headers,
/// idle keep-alive. The relay's own bounds begin only where a WebSocket is open.
///
/// Thread: the server's.
final class SocketGate implements Connection.Listener {
  private record Held(String network, boolean isLocal, Scheduler.Task deadline) {}

  private static final int NETWORK_PREFIX_BYTES = 8;
  private static final int SOCKETS_PER_PENDING = 4;

  private final RelayLimits.Door limits;
  private final Scheduler scheduler;

  // Guarded by this.
  private final Map<SocketAddress, Held> held = new HashMap<>();

  SocketGate(RelayLimits.Door limits, Scheduler scheduler) {
    this.limits = limits;
    this.scheduler = scheduler;
  }

  /// Where a socket comes from.
  static Network networkOf(SocketAddress remote, SocketAddress local) {
    if (!(remote instanceof InetSocketAddress from) || from.getAddress() == null) {
      return new Network("unknown", false);
    }
    InetAddress address = from.getAddress();
    boolean isLocal =
        address.isLoopbackAddress()
            || (local instanceof InetSocketAddress to && address.equals(to.getAddress()));
    String name =
        address instanceof Inet4Address
            ? address.getHostAddress()
            : HexFormat.of().formatHex(Arrays.copyOf(address.getAddress(), NETWORK_PREFIX_BYTES));
    return new Network(name, isLocal);
  }

  @Override
  public void onOpened(Connection connection) {
    if (!(connection instanceof SslConnection)) {
      return;
    }
    EndPoint socket = connection.getEndPoint();
    SocketAddress remote = socket.getRemoteSocketAddress();
    Network network = networkOf(remote, socket.getLocalSocketAddress());
    Scheduler.Task deadline =
        scheduler.schedule(
            socket::close, RelayLimits.LOG_IN_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    boolean isRefused;
    synchronized (this) {
      isRefused = isFull(network);
      held.put(remote, new Held(network.name(), network.isLocal(), deadline));
    }
    if (isRefused) {
      socket.close();
    }
  }

  @Override
  public void onClosed(Connection connection) {
    if (connection instanceof SslConnection) {
      passed(connection.getEndPoint().getRemoteSocketAddress());
    }
  }

  /// The socket has become a WebSocket, or is gone: it is no longer this gate's concern.
  void passed(SocketAddress remote) {
    Held known;
    synchronized (this) {
      known = held.remove(remote);
    }
    if (known != null) {
      known.deadline().cancel();
    }
  }

  private boolean isFull(Network network) {
    // More than the log-ins that may be pending, because TLS takes its time, too; each holds some
    // 64 KiB of the server's memory.
    if (held.size() >= SOCKETS_PER_PENDING * limits.pendingMax()) {
      return true;
    }
    if (network.isLocal() && limits.isLocalExempt()) {
      return false;
    }
    long ofNetwork =
        held.values().stream().filter(known -> known.network().equals(network.name())).count();
    return ofNetwork >= limits.perNetworkMax();
  }
}
