package dev.starshell.api.signal;

/// The way to the relay: a plugin opens a star here, or joins one, and never sees how bytes travel.
///
/// Thread: any.
public interface Signalling {
  /// Largest payload of one envelope. Unit: bytes. A frame of the relay is 64 KiB at most; the rest
  /// of it is the envelope's own fields.
  int PAYLOAD_BYTES_MAX = 64 * 1024 - 256;

  /// Largest payload of what the relay keeps for a member that is away. Unit: bytes.
  int RECONNECT_BYTES_MAX = 4 * 1024;

  /// Opens a star on this host's own relay, starting the relay if it is not up. May wait while the
  /// relay's port is opened.
  ///
  /// @param doorkeeper decides who is let into this star
  /// @throws SignalFailure `PORT_TAKEN` or `RELAY_FAILED`; nothing was opened
  HostedStar host(StarId star, Doorkeeper doorkeeper) throws SignalFailure;

  /// Connects to a star, and connects again by itself after a loss, until closed. Returns at once;
  /// what happens is told to the listener.
  StarConnection connect(StarTicket ticket, StarListener listener);
}
