package dev.starshell.syncshell.crypto;

import java.security.PrivateKey;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// A key pair: a device's own, made once and kept for good, or the one that an invite carries. It
/// never shows its private half but through [#toPkcs8].
///
/// Thread: any.
public final class Identity {
  /// What a key pair is made of. Unit: bytes.
  public static final int SEED_BYTES = 32;

  /// PKCS#8 of an Ed25519 key up to its 32 bytes. Source: RFC 8410 §7.
  private static final byte[] PKCS8_HEAD =
      HexFormat.of().parseHex("302e020100300506032b657004220420");

  private final PrivateKey secret;
  private final MemberKey key;

  private Identity(byte[] seed) {
    this.key = Signatures.publicKeyOf(seed);
    this.secret = Signatures.privateKey(seed);
  }

  /// Makes the pair of a seed. The caller draws the seed from a strong random source, once, and
  /// clears it.
  ///
  /// @throws IllegalArgumentException if it is not 32 bytes long
  public static Identity fromSeed(byte[] seed) {
    if (seed.length != SEED_BYTES) {
      throw new IllegalArgumentException("seed length=" + seed.length + " is not 32");
    }
    return new Identity(seed);
  }

  /// Reads a private key as PKCS#8; empty if it is anything but a bare Ed25519 key.
  public static Optional<Identity> fromPkcs8(byte[] encoded) {
    int head = PKCS8_HEAD.length;
    if (encoded.length != head + SEED_BYTES
        || !Arrays.equals(encoded, 0, head, PKCS8_HEAD, 0, head)) {
      return Optional.empty();
    }
    return Optional.of(new Identity(Arrays.copyOfRange(encoded, head, encoded.length)));
  }

  /// The public key.
  public MemberKey key() {
    return key;
  }

  /// Signs label ‖ 0 ‖ message, 64 bytes.
  public byte[] sign(SignatureLabel label, byte[] message) {
    return Signatures.sign(secret, label.prefix(), message);
  }

  /// Signs exactly these bytes for somebody who has put a label of their own before them, such as
  /// the relay's log-in.
  ///
  /// @throws IllegalArgumentException if they begin with one of our labels: nobody else may have
  ///   those signed
  public byte[] signForeign(byte[] message) {
    if (SignatureLabel.startsWithAny(message)) {
      throw new IllegalArgumentException("message begins with a label of the shell");
    }
    return Signatures.sign(secret, new byte[0], message);
  }

  /// The private key, for the file that keeps it and for nothing else.
  public byte[] toPkcs8() {
    return secret.getEncoded();
  }

  /// The public half only.
  @Override
  public String toString() {
    return "identity " + key;
  }
}
