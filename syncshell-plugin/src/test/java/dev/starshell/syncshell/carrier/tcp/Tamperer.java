package dev.starshell.syncshell.carrier.tcp;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// Sits between a caller and the port that it means to call, and passes on what either says: as it
/// is, or changed.
final class Tamperer implements AutoCloseable {
  private static final int BYTES = 64 * 1024;

  private final ServerSocket server;
  private final InetAddress here;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();

  /// Whether the last byte of whatever the caller says next is changed.
  volatile boolean changes;

  /// The port that is called through it.
  volatile int target;

  /// Calls that the called side has ended.
  final AtomicInteger hungUp = new AtomicInteger();

  /// @param here where it is called and from which it is seen to call
  Tamperer(InetAddress here) throws IOException {
    this.here = here;
    this.server = new ServerSocket(0, 0, here);
    Thread.ofVirtual().name("tamperer").start(this::run);
  }

  int port() {
    return server.getLocalPort();
  }

  private void run() {
    try {
      while (true) {
        Socket caller = server.accept();
        Socket called = new Socket();
        sockets.addAll(List.of(caller, called));
        called.bind(new InetSocketAddress(here, 0));
        called.connect(new InetSocketAddress(here, target));
        Thread.ofVirtual().start(() -> pass(caller, called, true));
        Thread.ofVirtual().start(() -> pass(called, caller, false));
      }
    } catch (IOException _) {
      close();
    }
  }

  private void pass(Socket from, Socket to, boolean isCallers) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] bytes = new byte[BYTES];
      for (int got = in.read(bytes); got > 0; got = in.read(bytes)) {
        if (isCallers && changes) {
          bytes[got - 1] ^= 1;
        }
        out.write(bytes, 0, got);
      }
      to.shutdownOutput();
    } catch (IOException _) {
      closeQuietly(to);
    }
    if (!isCallers) {
      hungUp.incrementAndGet();
    }
  }

  /// Ends all connections at once, unread bytes or not.
  void breakAll() throws IOException {
    for (Socket socket : sockets) {
      socket.setSoLinger(true, 0);
      socket.close();
    }
  }

  private static void closeQuietly(Closeable socket) {
    try {
      socket.close();
    } catch (IOException _) {
      // It is of no use any more.
    }
  }

  @Override
  public void close() {
    closeQuietly(server);
    sockets.forEach(Tamperer::closeQuietly);
  }
}
