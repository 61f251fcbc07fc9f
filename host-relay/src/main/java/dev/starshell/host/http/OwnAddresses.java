package dev.starshell.host.http;

import dev.starshell.api.signal.RelayAddress;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Where this machine may be reached, as far as it knows itself.
final class OwnAddresses {
  private static final String LOOPBACK = "127.0.0.1";

  private OwnAddresses() {}

  /// At most [RelaySettings#ADDRESSES_MAX], best first; the machine itself is always among them.
  static List<RelayAddress> of(String bindHost, int port) {
    if (!isWildcard(bindHost)) {
      return List.of(new RelayAddress(bindHost, port));
    }
    List<RelayAddress> addresses = new ArrayList<>();
    for (InetAddress address : ranked(found())) {
      if (addresses.size() == RelaySettings.ADDRESSES_MAX - 1) {
        break;
      }
      addresses.add(new RelayAddress(literal(address), port));
    }
    addresses.add(new RelayAddress(LOOPBACK, port));
    return List.copyOf(addresses);
  }

  /// Where this machine itself reaches a relay that listens there.
  static RelayAddress local(String bindHost, int port) {
    return new RelayAddress(isWildcard(bindHost) ? LOOPBACK : bindHost, port);
  }

  static boolean isWildcard(String bindHost) {
    return bindHost.equals("0.0.0.0") || bindHost.equals("::") || bindHost.equals("[::]");
  }

  /// IPv4 before IPv6, for members without the latter; otherwise in the order found.
  static List<InetAddress> ranked(List<InetAddress> addresses) {
    return addresses.stream()
        .filter(address ->
            !address.isLoopbackAddress()
                && !address.isLinkLocalAddress()
                && !address.isAnyLocalAddress()
                && !address.isMulticastAddress())
        .distinct()
        .sorted(Comparator.comparing(address -> !(address instanceof Inet4Address)))
        .toList();
  }

  private static List<InetAddress> found() {
    try {
      return NetworkInterface.networkInterfaces()
          .filter(OwnAddresses::isUp)
          .flatMap(NetworkInterface::inetAddresses)
          .toList();
    } catch (SocketException unreadable) {
      // The relay can still be reached from this machine, or by an advertised address.
      return List.of();
    }
  }

  private static boolean isUp(NetworkInterface candidate) {
    try {
      return candidate.isUp() && !candidate.isLoopback();
    } catch (SocketException gone) {
      return false;
    }
  }

  private static String literal(InetAddress address) {
    String text = address.getHostAddress();
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }
}
