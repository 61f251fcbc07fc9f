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

  /// Leaves the star and stops connecting again. The listener hears nothing more.
  @Override
  void close();
}
