package dev.starshell.host.relay;

/// Status codes of a WebSocket close. Source: RFC 6455 §7.4.1 and the IANA registry.
public enum CloseStatus {
  PROTOCOL_ERROR(1002),
  POLICY_VIOLATION(1008),
  TOO_LARGE(1009),
  SERVICE_RESTART(1012),
  TRY_AGAIN_LATER(1013);

  private final int code;

  CloseStatus(int code) {
    this.code = code;
  }

  /// The number on the wire.
  public int code() {
    return code;
  }
}
