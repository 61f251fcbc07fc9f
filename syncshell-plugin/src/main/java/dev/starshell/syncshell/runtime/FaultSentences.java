package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.protocol.FaultCode;

/// What a fault means to a person, and what comes next.
final class FaultSentences {
  private FaultSentences() {}

  /// One sentence about an archive that did not arrive from a member.
  static String of(FaultCode reason, String member) {
    return switch (reason) {
      case SOURCE_CHANGED ->
          "it changed at " + member + " while it was sent; the new version follows.";
      case SOURCE_GONE -> "it cannot be read at " + member + "; it follows when it can be.";
      case NOT_OFFERED -> member + " does not offer it any more.";
      case DISK_FULL ->
          "the disk is full here. Free some space; it goes on by itself within ten seconds.";
      case STORE_FAILED ->
          "it could not be written here; the log has the cause. It is tried again by itself.";
      case CHUNK_HASH_MISMATCH ->
          member + " sent bytes that are not those of the archive; they were thrown away.";
      case STALLED -> "nothing came from " + member + " for too long; it is tried again.";
      case PAUSED -> member + " has paused its transfers.";
      case GOING_AWAY -> member + " is gone; it goes on when the link is back.";
      case MOVED -> "it goes on on the new link to " + member + ".";
      case NOT_WANTED -> "it is not wanted any more.";
      case KEY_WEAK ->
          member
              + " uses a key that proves nothing; nothing is exchanged. Ask for a new build there.";
      case HANDSHAKE_MISDIRECTED ->
          "a handshake that was meant for somebody else came as " + member + "'s; it was ignored.";
      case HANDSHAKE_REPLAY, STALE_GENERATION ->
          "an old message of " + member + " came again; it was ignored.";
      case HANDSHAKE_FORGED ->
          "a message claimed to be from " + member + " and is not; it was ignored.";
      case HANDSHAKE_UNCONFIRMED ->
          "the keys agreed on with " + member + " do not fit; the link is made anew.";
      case STALE_EPOCH ->
          member + " does not know yet who was taken out of the shell; it is told, then linked.";
      case EPOCH_AHEAD ->
          member + " knows more of the shell than this machine, which catches up and tries again.";
      case MEMBERSHIP_FORK ->
          member
              + " was shown another list of members than this machine. Compare both with the owner;"
              + " nothing changes until then.";
      case RATE_LIMITED ->
          "more was asked at once than this machine takes from "
              + member
              + "; it goes on by itself after a rest.";
      case SIGNAL_UNSEALED ->
          member
              + " sent its addresses without sealing them; they were ignored. It may run an old"
              + " build: update it.";
      case FRAME_REPLAY, FRAME_AUTH ->
          "something changed what "
              + member
              + " sent on its way ("
              + reason
              + "); the link is made anew.";
      case FRAME_MALFORMED,
          FRAME_TOO_LARGE,
          VERSION_UNSUPPORTED,
          OUT_OF_ORDER,
          CONTRACT_VIOLATION,
          CHANNEL_CLOSED,
          MANIFEST_LIMIT,
          MANIFEST_FORGED,
          PATH_UNSAFE,
          RECEIPT_INVALID ->
          member + " broke the protocol (" + reason + "); the link is made anew.";
    };
  }
}
