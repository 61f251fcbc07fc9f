package dev.starshell.syncshell.crypto;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// What a signature is for. It stands before the signed bytes, with a zero byte between, so that a
/// signature made for one purpose is worth nothing for another. A label is never reused.
public enum SignatureLabel {
  /// An owner's or admin's word that an invite is theirs.
  INVITE("starshell/1 invite"),
  /// Proof that a joiner holds an invite, by the key in it.
  JOIN_INVITE("starshell/1 join by invite"),
  /// Proof that a joiner asks for itself, by its own key.
  JOIN_MEMBER("starshell/1 join by member"),
  /// A member's word that a recovery code is theirs.
  RECOVERY_CODE("starshell/1 recovery code"),
  /// What a member wants done to the membership log.
  LOG_ACT("starshell/1 log act"),
  /// The sequencer's word that a record stands at its place in the membership log.
  LOG_RECORD("starshell/1 log record"),
  /// A new owner's word that it takes the shell over.
  OWNER_CONSENT("starshell/1 owner consent"),
  /// A member's list of archives.
  MANIFEST("starshell/1 manifest"),
  /// A message that travels through the relay.
  SIGNAL("starshell/1 signal"),
  /// The two-sided close of a channel.
  HIGH_FIVE("starshell/1 high five"),
  /// A receiver's word that it has what a high five lists.
  RECEIPT("starshell/1 receipt"),
  /// A sender's word that a file of receipts is as it made it.
  RECEIPT_FILE("starshell/1 receipt file"),
  /// The first message of a handshake, by the leader.
  HANDSHAKE_OPENING("starshell/1 handshake opening"),
  /// The second message of a handshake, by the follower.
  HANDSHAKE_REPLY("starshell/1 handshake reply"),
  /// The third message of a handshake, by the leader.
  HANDSHAKE_CONFIRMATION("starshell/1 handshake confirmation");

  @SuppressWarnings("ImmutableEnumChecker") // nobody writes to it, and copies are given out
  private final byte[] prefix;

  SignatureLabel(String text) {
    byte[] ascii = text.getBytes(StandardCharsets.US_ASCII);
    this.prefix = Arrays.copyOf(ascii, ascii.length + 1);
  }

  /// The label and a zero byte.
  byte[] prefix() {
    return prefix.clone();
  }

  /// Whether a message begins with some label of this list.
  static boolean startsWithAny(byte[] message) {
    for (SignatureLabel label : values()) {
      byte[] prefix = label.prefix;
      if (message.length >= prefix.length
          && Arrays.equals(message, 0, prefix.length, prefix, 0, prefix.length)) {
        return true;
      }
    }
    return false;
  }
}
