package dev.starshell.syncshell.carrier.tcp;

import com.google.common.base.CharMatcher;
import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Where one side of a generation can be called: a line of its session description, which travels
/// sealed.
///
/// @param port 1 to 65,535
/// @param token what only its owner and its reader know
/// @param addresses 1 to [#ADDRESSES_MAX], in the order in which they are called
record TcpEndpoint(int port, Token token, List<InetAddress> addresses) {
  static final int ADDRESSES_MAX = 8;

  private static final String LINE = "a=x-starshell-tcp:";
  private static final String VERSION = "1";
  private static final String END = "\r\n";
  private static final int FIELDS_BEFORE = 3;

  /// Ports below are those of services that would take a call for a question.
  private static final int PORT_MIN = 1_024;

  TcpEndpoint {
    addresses = List.copyOf(addresses);
    if (port < 1 || port > 65_535 || addresses.isEmpty() || addresses.size() > ADDRESSES_MAX) {
      throw new IllegalArgumentException("port=" + port + " addresses=" + addresses.size());
    }
  }

  /// A session description without the line, and what the line said.
  ///
  /// @param endpoint empty if there is no line, more than one, or one that is not understood
  record Described(String sdp, Optional<TcpEndpoint> endpoint) {}

  /// The session description with this endpoint in it.
  String addedTo(String sdp) {
    String places =
        addresses.stream().map(InetAddresses::toAddrString).collect(Collectors.joining(" "));
    return sdp + LINE + String.join(" ", VERSION, Integer.toString(port), token.text(), places) + END;
  }

  /// Takes the endpoint out of the other side's session description.
  static Described takenFrom(String sdp) {
    List<String> found = new ArrayList<>();
    StringBuilder rest = new StringBuilder(sdp.length());
    for (int at = 0; at < sdp.length(); ) {
      int end = sdp.indexOf('\n', at);
      String line = end < 0 ? sdp.substring(at) : sdp.substring(at, end + 1);
      if (line.startsWith(LINE)) {
        found.add(CharMatcher.anyOf(END).trimTrailingFrom(line.substring(LINE.length())));
      } else {
        rest.append(line);
      }
      at += line.length();
    }
    return new Described(
        rest.toString(), found.size() == 1 ? read(found.getFirst()) : Optional.empty());
  }

  private static Optional<TcpEndpoint> read(String text) {
    String[] fields = text.split(" ", -1);
    int addresses = fields.length - FIELDS_BEFORE;
    if (addresses < 1 || addresses > ADDRESSES_MAX || !fields[0].equals(VERSION)) {
      return Optional.empty();
    }
    Optional<Integer> port = port(fields[1]);
    Optional<Token> token = Token.read(fields[2]);
    List<InetAddress> read = new ArrayList<>();
    for (int i = FIELDS_BEFORE; i < fields.length; i++) {
      // Never a name: nothing is asked of the network to read it.
      if (!InetAddresses.isInetAddress(fields[i])) {
        return Optional.empty();
      }
      read.add(InetAddresses.forString(fields[i]));
    }
    return port.isEmpty() || token.isEmpty()
        ? Optional.empty()
        : Optional.of(new TcpEndpoint(port.get(), token.get(), read));
  }

  private static Optional<Integer> port(String text) {
    try {
      int port = Integer.parseInt(text);
      return port >= PORT_MIN && port <= 65_535 ? Optional.of(port) : Optional.empty();
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }
}
