package dev.starshell.syncshell.crypto.handshake;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.crypto.Signatures;
import dev.starshell.syncshell.crypto.XWing;
import dev.starshell.syncshell.crypto.handshake.HandshakeMessage.Confirmation;
import dev.starshell.syncshell.crypto.handshake.HandshakeMessage.Ends;
import dev.starshell.syncshell.crypto.handshake.HandshakeMessage.Opening;
import dev.starshell.syncshell.crypto.handshake.HandshakeMessage.Proof;
import dev.starshell.syncshell.crypto.handshake.HandshakeMessage.Reply;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.DecodeResult;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.PeerFault;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// Handshake messages as bytes: fields of fixed length behind each other, so that each kind has one
/// length and every message one form. Pure.
///
/// Header: kind (1), version (1), key encapsulation (1), signature (1). There is one suite in a
/// version and nothing to negotiate.
public final class HandshakeCodec {
  /// Unit: bytes.
  public static final int OPENING_BYTES = 1_448;

  /// Unit: bytes.
  public static final int REPLY_BYTES = 1_308;

  /// Unit: bytes.
  public static final int CONFIRMATION_BYTES = 132;

  static final int PROOF_BYTES = Signatures.LENGTH_BYTES + Proof.TAG_BYTES;

  private static final int HEADER_BYTES = 4;
  private static final int OPENING = 1;
  private static final int REPLY = 2;
  private static final int CONFIRMATION = 3;

  /// Version 1, X-Wing, Ed25519.
  private static final byte[] SUITE = {1, 1, 1};

  private HandshakeCodec() {}

  /// The bytes of a message.
  public static Bytes encode(HandshakeMessage message) {
    return switch (message) {
      case Opening opening -> joined(openingBody(opening), opening.signature());
      case Reply reply -> joined(replyBody(reply), reply.proof().signature(), reply.proof().tag());
      case Confirmation confirmation ->
          joined(
              confirmationBody(confirmation.transcript()),
              confirmation.proof().signature(),
              confirmation.proof().tag());
    };
  }

  /// What the leader signs: the first message up to the signature.
  static byte[] openingBody(Opening opening) {
    HandshakeContext context = opening.context();
    return header(OPENING, OPENING_BYTES - Signatures.LENGTH_BYTES)
        .put(context.shell().digest().toBytes())
        .putInt((int) context.epoch())
        .putLong(context.generation())
        .putLong(context.log().sequence())
        .put(context.log().hash().toBytes())
        .put(opening.ends().leader().toBytes())
        .put(opening.ends().follower().toBytes())
        .put(opening.nonce().bytes().view())
        .put(opening.key().view())
        .array();
  }

  /// The second message up to its proof.
  static byte[] replyBody(Reply reply) {
    return header(REPLY, REPLY_BYTES - PROOF_BYTES)
        .put(reply.opening().toBytes())
        .putLong(reply.log().sequence())
        .put(reply.log().hash().toBytes())
        .put(reply.nonce().bytes().view())
        .put(reply.ciphertext().view())
        .array();
  }

  /// A whole message as it came, up to its signature.
  static byte[] signedPart(Bytes message) {
    int tail = message.length() == OPENING_BYTES ? Signatures.LENGTH_BYTES : PROOF_BYTES;
    return Arrays.copyOf(message.toArray(), message.length() - tail);
  }

  private static byte[] confirmationBody(Digest transcript) {
    return header(CONFIRMATION, CONFIRMATION_BYTES - PROOF_BYTES).put(transcript.toBytes()).array();
  }

  private static ByteBuffer header(int kind, int lengthBytes) {
    return ByteBuffer.allocate(lengthBytes).put((byte) kind).put(SUITE);
  }

  private static Bytes joined(byte[] body, Bytes... tail) {
    int length = body.length;
    for (Bytes part : tail) {
      length += part.length();
    }
    ByteBuffer all = ByteBuffer.allocate(length).put(body);
    for (Bytes part : tail) {
      all.put(part.view());
    }
    return Bytes.copyOf(all.array());
  }

  /// Reads one whole message. A correct beginning of one is `Incomplete`.
  public static DecodeResult<HandshakeMessage> decode(Bytes encoded) {
    if (encoded.length() > OPENING_BYTES) {
      return fault(
          FaultCode.FRAME_TOO_LARGE, "handshake=" + encoded.length() + " over " + OPENING_BYTES);
    }
    ByteBuffer in = encoded.view();
    if (in.remaining() < HEADER_BYTES) {
      return new DecodeResult.Incomplete<>();
    }
    int kind = in.get() & 0xff;
    for (byte wanted : SUITE) {
      if (in.get() != wanted) {
        return fault(FaultCode.VERSION_UNSUPPORTED, "handshake of another version or suite");
      }
    }
    int wanted =
        switch (kind) {
          case OPENING -> OPENING_BYTES;
          case REPLY -> REPLY_BYTES;
          case CONFIRMATION -> CONFIRMATION_BYTES;
          default -> -1;
        };
    if (wanted < 0 || encoded.length() > wanted) {
      return fault(
          FaultCode.FRAME_MALFORMED, "handshake kind=" + kind + " length=" + encoded.length());
    }
    if (encoded.length() < wanted) {
      return new DecodeResult.Incomplete<>();
    }
    return switch (kind) {
      case OPENING -> opening(in);
      case REPLY -> reply(in);
      default -> new DecodeResult.Decoded<>(new Confirmation(digest(in), proof(in)));
    };
  }

  private static DecodeResult<HandshakeMessage> opening(ByteBuffer in) {
    ShellId shell = new ShellId(digest(in));
    long epoch = Integer.toUnsignedLong(in.getInt());
    long generation = in.getLong();
    long sequence = in.getLong();
    if (epoch == 0
        || generation < 1
        || generation > Limits.GENERATION_MAX
        || isBadSequence(sequence)) {
      return fault(
          FaultCode.FRAME_MALFORMED,
          "epoch=" + epoch + " generation=" + generation + " sequence=" + sequence);
    }
    LogHead log = new LogHead(sequence, digest(in));
    Ends ends = new Ends(key(in), key(in));
    return new DecodeResult.Decoded<>(
        new Opening(
            new HandshakeContext(shell, epoch, generation, log),
            ends,
            nonce(in),
            bytes(in, XWing.KEY_BYTES),
            bytes(in, Signatures.LENGTH_BYTES)));
  }

  private static DecodeResult<HandshakeMessage> reply(ByteBuffer in) {
    Digest opening = digest(in);
    long sequence = in.getLong();
    if (isBadSequence(sequence)) {
      return fault(FaultCode.FRAME_MALFORMED, "sequence=" + sequence);
    }
    LogHead log = new LogHead(sequence, digest(in));
    return new DecodeResult.Decoded<>(
        new Reply(opening, log, nonce(in), bytes(in, XWing.CIPHERTEXT_BYTES), proof(in)));
  }

  private static boolean isBadSequence(long sequence) {
    return sequence < 0 || sequence > Limits.GENERATION_MAX;
  }

  private static Proof proof(ByteBuffer in) {
    return new Proof(bytes(in, Signatures.LENGTH_BYTES), bytes(in, Proof.TAG_BYTES));
  }

  private static SessionNonce nonce(ByteBuffer in) {
    return new SessionNonce(bytes(in, SessionNonce.LENGTH_BYTES));
  }

  private static Digest digest(ByteBuffer in) {
    return Digest.of(array(in, Digest.LENGTH_BYTES));
  }

  private static MemberKey key(ByteBuffer in) {
    return MemberKey.of(array(in, MemberKey.LENGTH_BYTES));
  }

  private static Bytes bytes(ByteBuffer in, int length) {
    return Bytes.copyOf(array(in, length));
  }

  private static byte[] array(ByteBuffer in, int length) {
    byte[] taken = new byte[length];
    in.get(taken);
    return taken;
  }

  private static DecodeResult<HandshakeMessage> fault(FaultCode code, String detail) {
    return new DecodeResult.Malformed<>(new PeerFault(code, detail));
  }
}
