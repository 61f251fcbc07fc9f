package dev.starshell.host.http;

import dev.starshell.api.signal.RelayAddress;
import dev.starshell.host.relay.RelayLimits;
import java.util.List;

/// How this host's relay listens.
///
/// @param bindHost the address to listen on; `0.0.0.0` or `::` for all
/// @param port 0 to 65535; 0 takes any free port
/// @param advertised where members reach the relay, best first, at most four; empty if that is to
///   be found out from this machine's own addresses
/// @param limits what the relay allows
public record RelaySettings(
    String bindHost, int port, List<RelayAddress> advertised, RelayLimits limits) {
  /// Most addresses of one relay. Source: docs/PROTOCOL.md, the invite.
  public static final int ADDRESSES_MAX = 4;

  public RelaySettings {
    advertised = List.copyOf(advertised);
    if (bindHost.isBlank()) {
      throw new IllegalArgumentException("bindHost is empty");
    }
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("port=" + port + " outside 0..65535");
    }
    if (advertised.size() > ADDRESSES_MAX) {
      throw new IllegalArgumentException(
          "advertised size=" + advertised.size() + " outside 0.." + ADDRESSES_MAX);
    }
  }
}
