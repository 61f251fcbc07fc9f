package dev.starshell.syncshell.crypto.handshake;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.crypto.Hkdf;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.Secret;
import dev.starshell.syncshell.crypto.handshake.HandshakeMessage.Ends;
import dev.starshell.syncshell.crypto.handshake.HandshakeMessage.Proof;
import dev.starshell.syncshell.protocol.Bytes;

/// From the shared secret to the proofs and the session's root. The values are in docs/HANDSHAKE.md
/// and pinned by a golden file of the tests.
final class KeySchedule implements AutoCloseable {
  private static final String CONFIRM_LEADER = "starshell/1 confirm leader";
  private static final String CONFIRM_FOLLOWER = "starshell/1 confirm follower";
  private static final String SESSION = "starshell/1 session";
  private static final int KEY_BYTES = 32;

  private final Digest transcript;
  private final Secret key;

  private KeySchedule(Digest transcript, Secret key) {
    this.transcript = transcript;
    this.key = key;
  }

  /// The hash that the follower signs: over the first message and the second up to its proof.
  static Digest replyTranscript(Digest opening, byte[] replyBody) {
    return Sha256.of(opening.toBytes(), replyBody);
  }

  /// The hash that the leader signs: over everything before the third message.
  static Digest confirmationTranscript(Digest replyTranscript, Proof reply) {
    return Sha256.of(replyTranscript.toBytes(), reply.signature().toArray(), reply.tag().toArray());
  }

  /// Begins with HKDF-Extract(salt = transcript, shared secret), which it closes.
  static KeySchedule begin(Digest replyTranscript, Secret shared) {
    try (shared) {
      return new KeySchedule(replyTranscript, Hkdf.extract(replyTranscript.toBytes(), shared));
    }
  }

  /// The follower's tag in the second message.
  Bytes followerTag(Ends ends) {
    return tag(CONFIRM_FOLLOWER, ends.leader(), transcript);
  }

  /// The leader's tag in the third message.
  Bytes leaderTag(Ends ends, Digest confirmationTranscript) {
    return tag(CONFIRM_LEADER, ends.follower(), confirmationTranscript);
  }

  /// The root that all keys of the session hang on.
  Secret sessionRoot(Digest confirmationTranscript) {
    return Hkdf.expand(key, Hkdf.info(SESSION, confirmationTranscript.toBytes()), KEY_BYTES);
  }

  private Bytes tag(String label, MemberKey receiver, Digest over) {
    try (Secret confirm = Hkdf.expand(key, Hkdf.info(label, receiver.toBytes()), KEY_BYTES)) {
      return Bytes.copyOf(Hkdf.hmac(confirm, over.toBytes()));
    }
  }

  /// Clears the key; what was made of it stays.
  @Override
  public void close() {
    key.close();
  }

  @Override
  public String toString() {
    return "key schedule " + transcript;
  }
}
