package dev.starshell.syncshell.membership;

import java.util.Optional;
import java.util.regex.Pattern;

/// Where a relay listens, as it stands in an invite.
///
/// @param host an ASCII host name, an IPv4 literal, or an IPv6 literal without brackets and zone
/// @param port 1 to 65535
public record Endpoint(String host, int port) {
  /// Longest host name. Unit: characters. Source: RFC 1035 §2.3.4.
  public static final int HOST_CHARS_MAX = 253;

  private static final Pattern NAME =
      Pattern.compile(
          "[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
              + "(\\.[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f]{0,4}(:[0-9A-Fa-f.]{0,15}){2,8}");

  public Endpoint {
    if (!isHost(host)) {
      throw new IllegalArgumentException("host is neither a name nor an IP literal");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port=" + port + " outside 1..65535");
    }
  }

  /// The endpoint, if it can be one.
  public static Optional<Endpoint> ifValid(String host, int port) {
    return isHost(host) && port >= 1 && port <= 65_535
        ? Optional.of(new Endpoint(host, port))
        : Optional.empty();
  }

  private static boolean isHost(String host) {
    return host.length() <= HOST_CHARS_MAX
        && (NAME.matcher(host).matches() || IPV6.matcher(host).matches());
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
