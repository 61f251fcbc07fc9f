package dev.starshell.syncshell.protocol;

import java.util.Optional;

/// Why something between two members did not go as asked. The wire form is [#wire], never the
/// ordinal.
public enum FaultCode {
  /// The other side sent what no correct member sends: bytes that cannot be decoded.
  FRAME_MALFORMED(1),
  /// A frame or a joined control message is larger than its limit.
  FRAME_TOO_LARGE(2),
  /// No common major version.
  VERSION_UNSUPPORTED(3),
  /// A message that is not expected in this state.
  OUT_OF_ORDER(4),
  /// Data for a root, a range or a channel that the accepted contract does not have, or beyond the
  /// granted window.
  CONTRACT_VIOLATION(5),
  /// Data or a high five for a channel that the high five has closed, or of a contract that ended.
  CHANNEL_CLOSED(6),
  /// A chunk's bytes do not have its hash.
  CHUNK_HASH_MISMATCH(7),
  /// The manifest breaks a limit.
  MANIFEST_LIMIT(8),
  /// The manifest's signature or owner is wrong.
  MANIFEST_FORGED(9),
  /// A path in the manifest is not safe.
  PATH_UNSAFE(10),
  /// A receipt or a high five does not fit what was sent.
  RECEIPT_INVALID(11),
  /// A key that anyone could use, or that is none: of small order, or out of its range.
  KEY_WEAK(12),
  /// A handshake message for another shell, from or to another member.
  HANDSHAKE_MISDIRECTED(13),
  /// A handshake message that was taken before, or that answers another handshake.
  HANDSHAKE_REPLAY(14),
  /// A signature in a handshake is not the member's.
  HANDSHAKE_FORGED(15),
  /// The member does not have the keys that its handshake should have given it.
  HANDSHAKE_UNCONFIRMED(16),
  /// The member knows an older membership than this side: somebody was taken out since.
  STALE_EPOCH(17),
  /// The member knows a newer membership than this side, which must catch up first.
  EPOCH_AHEAD(18),
  /// A generation that is over, or was never begun.
  STALE_GENERATION(19),
  /// Two membership logs of one shell contradict each other.
  MEMBERSHIP_FORK(20),
  /// A sealed frame or signal out of its turn: repeated, left out or reordered.
  FRAME_REPLAY(21),
  /// A sealed frame or signal was not sealed with the keys of this session, or was changed.
  FRAME_AUTH(22),
  /// More handshakes than a member may ask for.
  RATE_LIMITED(23),
  /// A session description or candidate that came without being sealed.
  SIGNAL_UNSEALED(24),
  /// The source file changed after it was offered.
  SOURCE_CHANGED(32),
  /// The source file is gone or cannot be read.
  SOURCE_GONE(33),
  /// Not offered to this member, or not there: both answer alike.
  NOT_OFFERED(34),
  /// The receiver's disk is full.
  DISK_FULL(35),
  /// The receiver's store failed.
  STORE_FAILED(36),
  /// The receiver does not want it any more.
  NOT_WANTED(37),
  /// Nothing came for too long.
  STALLED(38),
  /// A person paused the shell.
  PAUSED(39),
  /// The member left or the plugin stops.
  GOING_AWAY(40),
  /// It goes on on the next generation of the link.
  MOVED(41);

  private final int wire;

  FaultCode(int wire) {
    this.wire = wire;
  }

  /// The number on the wire, 1 to 255.
  public int wire() {
    return wire;
  }

  /// What a sender's reason for not supplying an archive means here: it cannot know the receiver's
  /// disk, and must not have an archive wait for that.
  public static FaultCode ofSender(FaultCode reason) {
    return reason == DISK_FULL || reason == STORE_FAILED ? SOURCE_GONE : reason;
  }

  /// The code of a number on the wire; empty for one that this version does not know.
  public static Optional<FaultCode> ofWire(int wire) {
    for (FaultCode code : values()) {
      if (code.wire == wire) {
        return Optional.of(code);
      }
    }
    return Optional.empty();
  }
}
