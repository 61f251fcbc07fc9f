package dev.starshell.harness.lab.wire;

/// What a packet between two members is, told by its first bytes.
public enum PacketKind {
  /// A UDP packet of ICE: members look for a path. Source: RFC 8489 §5.
  STUN,
  /// The key exchange of DTLS. Source: RFC 7983 §7, RFC 9147 §4.
  DTLS_HANDSHAKE,
  /// What an association carries, and alerts.
  DTLS_DATA,
  /// The relay's connection, for one.
  TCP,
  /// All else.
  OTHER
}
