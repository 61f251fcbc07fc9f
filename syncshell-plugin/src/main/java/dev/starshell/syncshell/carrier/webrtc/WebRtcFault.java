package dev.starshell.syncshell.carrier.webrtc;

/// Why an association failed or something of the other side was not taken. The names are stable:
/// they are the reasons that a listener hears.
public enum WebRtcFault {
  /// The certificate in use is not the one of the other side's signed description. Source:
  /// docs/SECURITY.md.
  DTLS_FINGERPRINT_MISMATCH("The connection's certificate is not the member's; it was closed."),
  /// The other side's session description is not one that this carrier makes.
  SDP_REFUSED("The other side's session description was refused; update both sides."),
  /// A candidate that is never used. Not fatal. Source: docs/LIMITS.md.
  ICE_CANDIDATE_REFUSED("A network address offered by the other side was refused."),
  /// Something in privacy mode that would have shown an address, or used one that is not relayed.
  /// Not fatal where it is a candidate. Source: docs/SECURITY.md.
  PRIVACY_BLOCKED("Privacy mode: a path that does not go over a TURN server was refused."),
  /// No path over a TURN server, or it is gone for good.
  NO_RELAYED_PATH("Privacy mode: no path over a TURN server; look at ice-servers of both members."),
  /// No path, or the path is gone for good.
  CONNECTION_FAILED("No direct path between the members; a TURN server may help."),
  /// The other side closed, or a message broke the channel.
  CHANNEL_CLOSED("The other side closed the connection."),
  /// A channel that was never agreed on, or a message of the wrong kind.
  CHANNEL_MISUSED("The other side used the connection in a way that was not agreed on."),
  /// Frames came before the connection was verified, more than are kept.
  EARLY_FRAMES_OVERFLOW("The other side sent too much before the connection was verified."),
  /// The WebRTC library refused a call.
  NATIVE_CALL_FAILED("The WebRTC library failed; the connection was closed."),
  /// The owner thread cannot keep up with what it is asked to do.
  OWNER_OVERLOADED("Too many requests wait for the connection's thread; it was closed.");

  private final String sentence;

  WebRtcFault(String sentence) {
    this.sentence = sentence;
  }

  /// One sentence for people.
  public String sentence() {
    return sentence;
  }
}
