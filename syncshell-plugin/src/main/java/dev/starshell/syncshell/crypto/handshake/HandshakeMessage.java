package dev.starshell.syncshell.crypto.handshake;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.Signatures;
import dev.starshell.syncshell.crypto.XWing;
import dev.starshell.syncshell.protocol.Bytes;

/// One of the three messages of a handshake. What they mean and prove is checked by
/// [HandshakeMachine], not by making these values. Wire form: docs/HANDSHAKE.md.
public sealed interface HandshakeMessage {
  /// The first one: the leader says what the handshake is bound to and gives a key for it alone.
  ///
  /// @param key X-Wing public key, [XWing#KEY_BYTES] long
  /// @param signature by the leader over all before it
  record Opening(
      HandshakeContext context, Ends ends, SessionNonce nonce, Bytes key, Bytes signature)
      implements HandshakeMessage {
    public Opening {
      Ranges.require("key length", key.length(), XWing.KEY_BYTES, XWing.KEY_BYTES);
      requireSignature(signature);
    }
  }

  /// The two members of a handshake.
  record Ends(MemberKey leader, MemberKey follower) {}

  /// The second one: the follower answers with a secret that only the leader can open.
  ///
  /// @param opening SHA-256 of the whole first message
  /// @param log the follower's membership log
  /// @param ciphertext [XWing#CIPHERTEXT_BYTES] long
  /// @param proof of who answered and that it holds the secret
  record Reply(Digest opening, LogHead log, SessionNonce nonce, Bytes ciphertext, Proof proof)
      implements HandshakeMessage {
    public Reply {
      Ranges.require(
          "ciphertext length", ciphertext.length(), XWing.CIPHERTEXT_BYTES, XWing.CIPHERTEXT_BYTES);
    }
  }

  /// The third one: the leader shows that it opened the secret.
  ///
  /// @param transcript hash over everything before
  record Confirmation(Digest transcript, Proof proof) implements HandshakeMessage {}

  /// Who sent a message, and that it has the keys.
  ///
  /// @param signature Ed25519, 64 bytes
  /// @param tag HMAC-SHA256 over the transcript and the sender, 32 bytes
  record Proof(Bytes signature, Bytes tag) {
    /// Unit: bytes.
    public static final int TAG_BYTES = 32;

    public Proof {
      requireSignature(signature);
      Ranges.require("tag length", tag.length(), TAG_BYTES, TAG_BYTES);
    }
  }

  private static void requireSignature(Bytes signature) {
    Ranges.require(
        "signature length", signature.length(), Signatures.LENGTH_BYTES, Signatures.LENGTH_BYTES);
  }
}
