package dev.starshell.syncshell.carrier.webrtc;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers STUN binding requests of this machine on the loopback address.
///
/// The WebRTC library gathers no loopback candidates, so that on a machine without any other
/// network two hosts would find no path to each other. A socket bound to every address that asks
/// this reflector learns its own loopback address as a server-reflexive candidate. Started on such
/// machines only. Source: RFC 8489 §6, §14.2; tried in a network namespace with nothing but `lo`.
final class LoopbackReflector implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LoopbackReflector.class);
  private static final int HEADER_BYTES = 20;
  private static final int BINDING_REQUEST = 0x0001;
  private static final int BINDING_SUCCESS = 0x0101;
  private static final int MAGIC_COOKIE = 0x2112A442;
  private static final int XOR_MAPPED_ADDRESS = 0x0020;

  private final DatagramSocket socket;

  private LoopbackReflector(DatagramSocket socket) {
    this.socket = socket;
  }

  /// Whether this machine has no network but its own loopback.
  static boolean isNeeded() throws SocketException {
    return NetworkInterface.networkInterfaces()
        .noneMatch(network -> {
          try {
            return network.isUp()
                && !network.isLoopback()
                && network.inetAddresses().findAny().isPresent();
          } catch (SocketException _) {
            // The interface went away while it was looked at.
            return false;
          }
        });
  }

  static LoopbackReflector start() throws IOException {
    DatagramSocket socket =
        new DatagramSocket(
            new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0));
    LoopbackReflector reflector = new LoopbackReflector(socket);
    Thread.ofVirtual().name("webrtc-reflector").start(reflector::run);
    return reflector;
  }

  /// The address for the library's list of servers.
  String url() {
    return "stun:127.0.0.1:" + socket.getLocalPort();
  }

  private void run() {
    byte[] room = new byte[1500];
    while (!socket.isClosed()) {
      DatagramPacket asked = new DatagramPacket(room, room.length);
      try {
        socket.receive(asked);
        byte[] request = Arrays.copyOf(asked.getData(), asked.getLength());
        byte[] reply = reply(request, (InetSocketAddress) asked.getSocketAddress());
        if (reply.length > 0) {
          socket.send(new DatagramPacket(reply, reply.length, asked.getSocketAddress()));
        }
      } catch (IOException e) {
        if (!socket.isClosed()) {
          log.atDebug().setCause(e).log("loopback reflector missed a request");
        }
      }
    }
  }

  /// The answer to a request; empty if it is none.
  static byte[] reply(byte[] request, InetSocketAddress from) {
    byte[] address = from.getAddress().getAddress();
    ByteBuffer in = ByteBuffer.wrap(request);
    if (request.length < HEADER_BYTES
        || address.length != Integer.BYTES
        || in.getShort(0) != BINDING_REQUEST
        || in.getInt(4) != MAGIC_COOKIE) {
      return new byte[0];
    }
    ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + 12);
    out.putShort((short) BINDING_SUCCESS).putShort((short) 12);
    out.put(request, 4, HEADER_BYTES - 4);
    out.putShort((short) XOR_MAPPED_ADDRESS).putShort((short) 8);
    out.putShort((short) 1).putShort((short) (from.getPort() ^ (MAGIC_COOKIE >>> 16)));
    out.putInt(ByteBuffer.wrap(address).getInt() ^ MAGIC_COOKIE);
    return out.array();
  }

  @Override
  public void close() {
    socket.close();
  }
}
