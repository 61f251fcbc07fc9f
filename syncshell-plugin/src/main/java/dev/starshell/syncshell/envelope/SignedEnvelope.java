package dev.starshell.syncshell.envelope;

import dev.starshell.syncshell.cbor.CborReader;
import dev.starshell.syncshell.cbor.CborWriter;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.SignatureLabel;
import dev.starshell.syncshell.crypto.Signatures;
import dev.starshell.syncshell.protocol.Bytes;
import java.util.Optional;

/// A body and a signature over exactly its bytes. What was received is verified as it came, never
/// encoded anew. Wire form: CBOR array of version 1, body, signature.
///
/// @param body what is signed
/// @param signature over label ‖ 0 ‖ body; not checked by making this value
public record SignedEnvelope(Bytes body, Bytes signature) {
  /// What an envelope adds to its body at most. Unit: bytes.
  public static final int OVERHEAD_BYTES_MAX = 80;

  private static final int VERSION = 1;

  /// Signs a body.
  public static SignedEnvelope sign(Identity signer, SignatureLabel label, byte[] body) {
    return new SignedEnvelope(Bytes.copyOf(body), Bytes.copyOf(signer.sign(label, body)));
  }

  /// The wire form.
  public Bytes toBytes() {
    return Bytes.copyOf(
        new CborWriter()
            .array(3)
            .uint(VERSION)
            .bytes(body.toArray())
            .bytes(signature.toArray())
            .toBytes());
  }

  /// Reads the wire form; empty if it is none, or the body is over its limit.
  public static Optional<SignedEnvelope> read(Bytes encoded, int bodyBytesMax) {
    if (encoded.length() > (long) bodyBytesMax + OVERHEAD_BYTES_MAX) {
      return Optional.empty();
    }
    CborReader reader = new CborReader(encoded.toArray());
    reader.record("envelope", 3);
    long version = reader.uint("version", VERSION);
    byte[] body = reader.bytes("body", bodyBytesMax);
    byte[] signature = reader.bytesExactly("signature", Signatures.LENGTH_BYTES);
    reader.end();
    return reader.isFine() && version == VERSION
        ? Optional.of(new SignedEnvelope(Bytes.copyOf(body), Bytes.copyOf(signature)))
        : Optional.empty();
  }

  /// Whether this key has signed the body for this purpose.
  public boolean isSignedBy(MemberKey signer, SignatureLabel label) {
    return Signatures.verify(signer, label, body.toArray(), signature.toArray());
  }
}
