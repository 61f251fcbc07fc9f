package dev.starshell.syncshell.crypto.handshake;

import dev.starshell.syncshell.protocol.Bytes;

/// What happens to the handshakes with one member.
public sealed interface HandshakeEvent {
  /// The link begins a generation; leader only. The generation was made durable before.
  record Begun(long generation, Standing standing, Entropy entropy) implements HandshakeEvent {}

  /// A message came, from the member that the relay and the signature name.
  ///
  /// @param message as it came
  /// @param entropy used if it must be answered; cleared in any case
  record Came(Bytes message, Standing standing, Entropy entropy) implements HandshakeEvent {}

  /// The link gave the generation up, or the member is gone.
  record Abandoned() implements HandshakeEvent {}
}
