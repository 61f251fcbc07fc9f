package dev.starshell.syncshell.recovery;

import java.util.Optional;

/// Why there is no link, or why an attempt to make one failed.
public enum LossCause {
  /// There was none yet.
  FIRST_LINK(0),
  /// The other side was silent for too long.
  SILENT(1),
  /// The carrier reported that it is of no use any more.
  CARRIER_FAILED(2),
  /// A generation did not open in time.
  CONNECT_TIMEOUT(3),
  /// The leader did not answer the follower's request.
  NO_ANSWER(4),
  /// The other side gave the generation up.
  DECLINED(5),
  /// The other side began a new generation: it had lost the one before.
  REPLACED(6),
  /// The relay that carries the signals is away.
  RELAY_LOST(7),
  /// The relay reports that the other side is away.
  PEER_AWAY(8),
  /// A side broke the protocol.
  PROTOCOL_FAULT(9),
  /// This process was started anew.
  RESTARTED(10);

  private final int code;

  LossCause(int code) {
    this.code = code;
  }

  /// How it is kept; never reused.
  public int code() {
    return code;
  }

  /// The cause with this code; empty for one that is not known.
  public static Optional<LossCause> ofCode(long code) {
    for (LossCause cause : values()) {
      if (cause.code == code) {
        return Optional.of(cause);
      }
    }
    return Optional.empty();
  }
}
