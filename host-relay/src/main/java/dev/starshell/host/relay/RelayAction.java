package dev.starshell.host.relay;

import dev.starshell.host.frame.Bytes;
import dev.starshell.host.frame.RelayFrame;

/// What the relay's edge is to do.
public sealed interface RelayAction {
  /// Queue a frame, to be reported when it is written.
  record Send(ConnectionId connection, RelayFrame frame) implements RelayAction {}

  /// Check a log-in, away from the relay's thread, and report it as an event.
  record CheckLogIn(ConnectionId connection, RelayFrame.LogIn logIn, Bytes nonce)
      implements RelayAction {}

  /// Let frames of full size come from now on.
  record AllowFullFrames(ConnectionId connection) implements RelayAction {}

  /// Send a ping.
  record Ping(ConnectionId connection) implements RelayAction {}

  /// Close when all that is queued has left.
  ///
  /// @param reason the stable code
  record Close(ConnectionId connection, CloseStatus status, String reason) implements RelayAction {}

  /// Forget what is queued and close.
  record CloseNow(ConnectionId connection, CloseStatus status, String reason)
      implements RelayAction {}

  /// Cut the connection: it did not close in time.
  record Cut(ConnectionId connection) implements RelayAction {}
}
