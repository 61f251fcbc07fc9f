package dev.starshell.syncshell.carrier.tcp;

import com.google.common.base.CharMatcher;
import com.google.common.net.InetAddresses;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Where one side of a generation can be called: a line of its session description, which travels
/// sealed.
///
/// @param port [#PORT_MIN] to 65,535
/// @param token what only its owner and its reader know
/// @param addresses 1 to [#ADDRESSES_MAX], in the order in which they are called
record TcpEndpoint(int port, Token token, List<InetAddress> addresses) {
  static final int ADDRESSES_MAX = 8;

  /// Ports below are those of services that would take a call for a question.
  static final int PORT_MIN = 1_024;

  static final int PORT_MAX = 65_535;

  private static final String LINE = "a=x-starshell-tcp:";
  private static final String VERSION = "1";
  private static final String END = "\r\n";
  private static final int FIELDS_BEFORE = 3;

  TcpEndpoint {
    addresses = addresses.stream().map(TcpEndpoint::withoutScope).distinct().toList();
    if (port < PORT_MIN || port > PORT_MAX) {
      throw new IllegalArgumentException("port=" + port);
    }
    if (addresses.isEmpty() || addresses.size() > ADDRESSES_MAX) {
      throw new IllegalArgumentException("addresses=" + addresses.size());
    }
  }

  /// The system names the interface of an IPv6 address, which means nothing elsewhere.
  private static InetAddress withoutScope(InetAddress address) {
    try {
      return InetAddress.getByAddress(address.getAddress());
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address has the length of one", e);
    }
  }

  /// A session description without the line, and what the line said.
  ///
  /// @param offers whether there was such a line, understood or not
  /// @param endpoint empty if there is none, more than one, or one that is not understood
  record Described(String sdp, boolean offers, Optional<TcpEndpoint> endpoint) {}

  /// The session description with this endpoint in it.
  String addedTo(String sdp) {
    String places =
        addresses.stream().map(InetAddresses::toAddrString).collect(Collectors.joining(" "));
    String fields = String.join(" ", VERSION, Integer.toString(port), token.text(), places);
    return sdp + LINE + fields + END;
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
    Optional<TcpEndpoint> read =
        found.size() == 1 ? read(found.getFirst().split(" ", -1)) : Optional.empty();
    return new Described(rest.toString(), !found.isEmpty(), read);
  }

  private static Optional<TcpEndpoint> read(String[] fields) {
    int addresses = fields.length - FIELDS_BEFORE;
    if (addresses < 1 || addresses > ADDRESSES_MAX || !fields[0].equals(VERSION)) {
      return Optional.empty();
    }
    Optional<Token> token = Token.read(fields[2]);
    int port = fields[1].matches("[0-9]{1,5}") ? Integer.parseInt(fields[1]) : 0;
    List<InetAddress> read = new ArrayList<>();
    for (int i = FIELDS_BEFORE; i < fields.length; i++) {
      // Never a name, for which the network would be asked, and nothing of one machine alone.
      if (fields[i].contains("%") || !InetAddresses.isInetAddress(fields[i])) {
        return Optional.empty();
      }
      read.add(InetAddresses.forString(fields[i]));
    }
    return token.isEmpty() || port < PORT_MIN || port > PORT_MAX
        ? Optional.empty()
        : Optional.of(new TcpEndpoint(port, token.get(), read));
  }
}
