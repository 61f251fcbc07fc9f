package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.membership.Endpoint;
import java.util.HashSet;
import java.util.List;

/// Where the star of a shell is, and who orders its log.
///
/// @param host the member whose seal orders records
/// @param relayPin SHA-256 of the SubjectPublicKeyInfo that the relay must show
/// @param endpoints 1 to 4, best first, no two alike
public record HostPlace(MemberKey host, Digest relayPin, List<Endpoint> endpoints) {
  public HostPlace {
    endpoints = List.copyOf(endpoints);
    if (!isSet(endpoints)) {
      throw new IllegalArgumentException(
          "endpoints=" + endpoints.size() + " outside 1..4, or twice");
    }
  }

  /// The same place in the hands of another member.
  HostPlace by(MemberKey other) {
    return new HostPlace(other, relayPin, endpoints);
  }

  static boolean isSet(List<Endpoint> endpoints) {
    return !endpoints.isEmpty()
        && endpoints.size() <= Limits.INVITE_ENDPOINTS_MAX
        && new HashSet<>(endpoints).size() == endpoints.size();
  }
}
