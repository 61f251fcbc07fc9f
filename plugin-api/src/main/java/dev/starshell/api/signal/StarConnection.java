package dev.starshell.api.signal;

/// A member's connection to a star. Thread: any.
public interface StarConnection extends AutoCloseable {
  /// Sends an envelope to one member of the star.
  ///
  /// @param kind what the payload is, 0 to 255; the relay counts by it and does not look further
  /// @param payload at most [Signalling#PAYLOAD_BYTES_MAX] bytes
  /// @return false if it cannot be sent now (not connected, or the queue is full): nothing was
  ///   sent. True is no promise of delivery; a refusal by the relay comes to the listener
  boolean send(MemberId to, int kind, byte[] payload);

  /// Sends what begins or answers a link to one member of the star. If that member is away, the
  /// relay keeps it for ten minutes and delivers it when the member comes. Of one sender to one
  /// member it keeps the newest alone: one of an older generation gives way, or is not kept.
  ///
  /// @param kind as in [#send]
  /// @param generation the number of the link's incarnation that it is about, 0 to 2⁵³
  /// @param payload at most [Signalling#RECONNECT_BYTES_MAX] bytes
  /// @return as for [#send]
  boolean reconnect(MemberId to, int kind, long generation, byte[] payload);

  /// Asks the relay for a sign of life, because this machine's network may have changed: a
  /// connection that it has cost is noticed by nobody else for half a minute. If the relay answers,
  /// the listener hears [StarListener#alive]. If it does not within two seconds, or the connection
  /// is waited for, it is made anew at once, unless the relay has asked for time. Asking again
  /// before it has answered gives it no more time.
  void probe();

  /// The same, because a path to another member has fallen silent. A relay that stalls makes
  /// everybody ask in the same moment, so this one hurries nobody: without an answer the connection
  /// is given up and made anew after a wait, as after any loss. A connection that came after one
  /// that was given up so is asked again when it has held for ten seconds; one that is waited for
  /// is not asked.
  void probeAfterSilence();

  /// Leaves the star and stops connecting again. The listener hears nothing more.
  @Override
  void close();
}
