package dev.starshell.api.signal;

/// Where a relay listens.
///
/// @param host a name or an IP literal, without brackets
/// @param port 1 to 65535
public record RelayAddress(String host, int port) {
  public RelayAddress {
    if (host.isBlank()) {
      throw new IllegalArgumentException("host is empty");
    }
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("port=" + port + " outside 1..65535");
    }
  }

  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
