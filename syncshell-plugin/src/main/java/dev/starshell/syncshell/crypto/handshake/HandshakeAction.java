package dev.starshell.syncshell.crypto.handshake;

import dev.starshell.syncshell.crypto.seal.Session;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.PeerFault;

/// What a handshake wants done.
public sealed interface HandshakeAction {
  /// Send a message through the relay. For the follower it is also the news that a generation has
  /// begun: it is made durable before the message leaves.
  record Send(long generation, Bytes message) implements HandshakeAction {}

  /// Both sides have the keys. Comes after the last `Send`.
  ///
  /// @param session whoever takes it closes it
  /// @param peerLog where the member's log ends; if it is ahead, its records are fetched and
  ///   checked to continue ours
  record Establish(Session session, LogHead peerLog) implements HandshakeAction {}

  /// A message was not taken; nothing changed. It is counted, and said to people at most rarely.
  record Refuse(PeerFault fault) implements HandshakeAction {}
}
