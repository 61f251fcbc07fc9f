package dev.starshell.syncshell.carrier.tcp;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// The addresses of this machine, and which of the other side's may be called.
///
/// @param own those that others may be told; loopback alone on a machine without a network
record Whereabouts(List<InetAddress> own) {
  Whereabouts {
    own = List.copyOf(own);
  }

  /// As they are now.
  static Whereabouts look() throws SocketException {
    List<InetAddress> all =
        NetworkInterface.networkInterfaces()
            .filter(Whereabouts::isUp)
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> !address.isLinkLocalAddress() && !address.isMulticastAddress())
            .sorted(Comparator.comparing(address -> !(address instanceof Inet4Address)))
            .toList();
    List<InetAddress> outside = all.stream().filter(it -> !it.isLoopbackAddress()).toList();
    Stream<InetAddress> told = (outside.isEmpty() ? all : outside).stream();
    return new Whereabouts(told.limit(TcpEndpoint.ADDRESSES_MAX).toList());
  }

  private static boolean isUp(NetworkInterface network) {
    try {
      return network.isUp();
    } catch (SocketException _) {
      // It went away while it was looked at.
      return false;
    }
  }

  /// Those that may be called. Loopback is this machine, whoever names it: only where there is
  /// nothing else.
  List<InetAddress> callable(List<InetAddress> named) {
    boolean isAlone = own.stream().allMatch(InetAddress::isLoopbackAddress);
    return named.stream()
        .filter(it -> !it.isAnyLocalAddress() && !it.isMulticastAddress() && !it.isLinkLocalAddress())
        .filter(it -> isAlone || !it.isLoopbackAddress())
        .toList();
  }
}
