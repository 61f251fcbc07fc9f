package dev.starshell.syncshell.carrier.webrtc;

import java.util.List;

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

  /// Without the password: settings reach logs.
  @Override
  public String toString() {
    return "IceServer" + urls;
  }
}
