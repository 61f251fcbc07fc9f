package dev.starshell.syncshell.carrier.tcp;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The addresses of this machine, and which of the other side's may be called.
///
/// @param own those that others may be told, the likeliest first; loopback alone on a machine
///   without a network
/// @param isAlone whether this machine has no other address than loopback's
record Whereabouts(List<InetAddress> own, boolean isAlone) {
  private static final byte[] ANYWHERE = {(byte) 192, 0, 2, 1};
  private static final int DISCARD = 9;

  Whereabouts {
    own = List.copyOf(own);
  }

  /// As they are now. Asking the system may take a while.
  static Whereabouts look() throws SocketException {
    List<InetAddress> all =
        NetworkInterface.networkInterfaces()
            .filter(Whereabouts::isUp)
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> !address.isMulticastAddress())
            .sorted(Comparator.comparing(address -> !(address instanceof Inet4Address)))
            .toList();
    boolean alone = all.stream().allMatch(InetAddress::isLoopbackAddress);
    Stream<InetAddress> told =
        alone
            ? all.stream()
            : Stream.concat(
                towardsTheWorld(),
                all.stream().filter(it -> !it.isLoopbackAddress() && !it.isLinkLocalAddress()));
    return new Whereabouts(told.distinct().limit(TcpEndpoint.ADDRESSES_MAX).toList(), alone);
  }

  private static boolean isUp(NetworkInterface network) {
    try {
      return network.isUp();
    } catch (SocketException _) {
      // It went away while it was looked at.
      return false;
    }
  }

  /// The address that packets to elsewhere leave from: of many, that of the real network. Nothing
  /// is sent.
  private static Stream<InetAddress> towardsTheWorld() {
    try (DatagramSocket unsent = new DatagramSocket()) {
      unsent.connect(new InetSocketAddress(InetAddress.getByAddress(ANYWHERE), DISCARD));
      InetAddress from = unsent.getLocalAddress();
      return from.isAnyLocalAddress() || from.isLoopbackAddress()
          ? Stream.empty()
          : Stream.of(from);
    } catch (IOException | UncheckedIOException _) {
      // There is no way to elsewhere.
      return Stream.empty();
    }
  }

  /// Those that may be called, each once. Loopback is this machine, whoever names it: only where
  /// there is nothing else.
  List<InetAddress> callable(List<InetAddress> named) {
    return named.stream()
        .distinct()
        .filter(Whereabouts::isSomebodys)
        .filter(it -> isAlone || !it.isLoopbackAddress())
        .toList();
  }

  private static boolean isSomebodys(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean reserved =
        address instanceof Inet4Address && (bytes[0] == 0 || (bytes[0] & 0xf0) == 0xf0);
    return !reserved
        && !address.isAnyLocalAddress()
        && !address.isMulticastAddress()
        && !address.isLinkLocalAddress();
  }
}
