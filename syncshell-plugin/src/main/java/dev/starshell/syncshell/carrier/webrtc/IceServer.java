package dev.starshell.syncshell.carrier.webrtc;

import java.util.List;
import java.util.Optional;

/// A STUN or TURN server of the configuration.
///
/// @param urls such as `stun:host:port` or `turns:host:port?transport=tcp`
/// @param username empty for STUN
/// @param password empty for STUN
public record IceServer(List<String> urls, String username, String password) {
  public IceServer {
    urls = List.copyOf(urls);
    if (urls.isEmpty()) {
      throw new IllegalArgumentException("urls is empty");
    }
    for (String url : urls) {
      if (!url.matches("(stuns?|turns?):[^\\s/@]+")) {
        throw new IllegalArgumentException("url=\"" + url + "\" is no stun: or turn: address");
      }
    }
  }

  /// Whether one of the addresses is a TURN server's.
  public boolean isRelay() {
    return urls.stream().anyMatch(IceServer::isRelay);
  }

  private static boolean isRelay(String url) {
    return url.startsWith("turn");
  }

  /// This server with its TURN addresses only; empty if it has none.
  Optional<IceServer> relaysOnly() {
    List<String> relays = urls.stream().filter(IceServer::isRelay).toList();
    return relays.isEmpty()
        ? Optional.empty()
        : Optional.of(new IceServer(relays, username, password));
  }

  /// Without the password: settings reach logs.
  @Override
  public String toString() {
    return "IceServer" + urls;
  }
}
