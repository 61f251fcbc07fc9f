package dev.starshell.syncshell.carrier.tcp;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/// Both ends of one connection of this machine to itself.
record SocketPair(SocketChannel caller, SocketChannel called) implements AutoCloseable {
  static SocketPair open() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      SocketChannel caller = SocketChannel.open(server.getLocalAddress());
      return new SocketPair(caller, server.accept());
    }
  }

  @Override
  public void close() throws IOException {
    caller.close();
    called.close();
  }
}
