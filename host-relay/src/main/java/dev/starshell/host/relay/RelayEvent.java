package dev.starshell.host.relay;

import dev.starshell.api.signal.MemberId;
import dev.starshell.api.signal.StarId;
import dev.starshell.host.frame.Bytes;
import dev.starshell.host.frame.RelayFrame;

/// What happens to a relay. Times are monotonic nanoseconds.
public sealed interface RelayEvent {
  /// A star is served from now on.
  record StarOpened(StarId star) implements RelayEvent {}

  /// A star is no longer served.
  record StarClosed(StarId star, long atNanos) implements RelayEvent {}

  /// The host ends a member's connection.
  record Dismissed(StarId star, MemberId member, long atNanos) implements RelayEvent {}

  /// The whole relay goes down.
  ///
  /// @param retryAfterMillis when it is expected back
  record Stopping(long retryAfterMillis, long atNanos) implements RelayEvent {}

  /// A WebSocket is open.
  ///
  /// @param nonce 32 random bytes
  record Opened(ConnectionId connection, Network network, Bytes nonce, long atNanos)
      implements RelayEvent {}

  /// A whole frame has come.
  record FrameArrived(ConnectionId connection, RelayFrame frame, long atNanos)
      implements RelayEvent {}

  /// Something has come that is no frame.
  ///
  /// @param code `FRAME_MALFORMED` or `FRAME_TOO_LARGE`
  record FrameBroken(ConnectionId connection, String code, String sentence, long atNanos)
      implements RelayEvent {}

  /// A sign of life has come.
  record Heard(ConnectionId connection, long atNanos) implements RelayEvent {}

  /// The check of a log-in is done.
  record LogInChecked(ConnectionId connection, LogInVerdict verdict, long atNanos)
      implements RelayEvent {}

  /// Frames have left for the network.
  record Written(ConnectionId connection, int messages) implements RelayEvent {}

  /// The connection is gone.
  record Closed(ConnectionId connection, long atNanos) implements RelayEvent {}

  /// Time has passed; comes about once a second.
  record Ticked(long atNanos) implements RelayEvent {}
}
