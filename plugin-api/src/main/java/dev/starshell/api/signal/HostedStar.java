package dev.starshell.api.signal;

import java.util.List;

/// A star that this host's relay serves. Thread: any.
public interface HostedStar extends AutoCloseable {
  /// Where members reach the relay, best first, at most four. For the invite.
  List<RelayAddress> addresses();

  /// Where this host itself reaches the relay, whatever is advertised to others.
  RelayAddress localAddress();

  /// SHA-256 of the relay certificate's SubjectPublicKeyInfo, 32 bytes. For the invite.
  byte[] pin();

  /// Ends a member's connection. The doorkeeper decides whether it may come back.
  void dismiss(MemberId member);

  /// Closes the star: its members are disconnected, other stars of the relay are not touched.
  @Override
  void close();
}
