package dev.starshell.host.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/// A wire to a port of this machine that can be cut: it carries bytes both ways, unread.
final class CutWire implements AutoCloseable {
  private static final int BACKLOG = 1024;

  private final int to;
  private final int port;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
  private final Set<Socket> dead = ConcurrentHashMap.newKeySet();
  private final ConcurrentLinkedQueue<Long> takenNanos = new ConcurrentLinkedQueue<>();
  private ServerSocket door;

  CutWire(int to) throws IOException {
    this.to = to;
    this.door = open(0);
    this.port = door.getLocalPort();
  }

  private ServerSocket open(int at) throws IOException {
    ServerSocket opened = new ServerSocket();
    opened.setReuseAddress(true);
    opened.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), BACKLOG);
    Thread.ofVirtual().start(() -> serve(opened));
    return opened;
  }

  int port() {
    return port;
  }

  /// Connections so far.
  int taken() {
    return takenNanos.size();
  }

  /// The most connections that came within one second, since then.
  int mostInASecond(long sinceNanos) {
    List<Long> times = takenNanos.stream().filter(at -> at - sinceNanos >= 0).sorted().toList();
    int most = 0;
    for (int first = 0, last = 0; last < times.size(); last++) {
      while (times.get(last) - times.get(first) > 1_000_000_000L) {
        first++;
      }
      most = Math.max(most, last - first + 1);
    }
    return most;
  }

  /// Ends every connection and takes none.
  void cut() throws IOException {
    door.close();
    for (Socket socket : sockets) {
      socket.close();
    }
    sockets.clear();
  }

  /// Carries nothing more over the connections of now, and tells neither end, as when the address
  /// of one of them is gone. New connections are carried.
  void deafen() {
    dead.addAll(sockets);
  }

  void restore() throws IOException {
    door = open(port);
  }

  private void serve(ServerSocket from) {
    while (!from.isClosed()) {
      try {
        Socket near = from.accept();
        takenNanos.add(System.nanoTime());
        sockets.add(near);
        Socket far = new Socket(InetAddress.getLoopbackAddress(), to);
        near.setTcpNoDelay(true);
        far.setTcpNoDelay(true);
        sockets.add(far);
        Thread.ofVirtual().start(() -> carry(near, far));
        Thread.ofVirtual().start(() -> carry(far, near));
      } catch (IOException cut) {
        // The door was closed, or the other side is gone; who connected sees it.
      }
    }
  }

  private void carry(Socket from, Socket into) {
    try (from;
        into) {
      byte[] bytes = new byte[16 << 10];
      int length = from.getInputStream().read(bytes);
      while (length >= 0) {
        if (!dead.contains(from)) {
          into.getOutputStream().write(bytes, 0, length);
        }
        length = from.getInputStream().read(bytes);
      }
    } catch (IOException cut) {
      // One of the two is closed: so is the other, now.
    } finally {
      sockets.remove(from);
      sockets.remove(into);
      dead.remove(from);
      dead.remove(into);
    }
  }

  @Override
  public void close() throws IOException {
    cut();
  }
}
