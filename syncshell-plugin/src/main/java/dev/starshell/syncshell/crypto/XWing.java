package dev.starshell.syncshell.crypto;

import dev.starshell.syncshell.protocol.Bytes;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.security.spec.XECPrivateKeySpec;
import java.security.spec.XECPublicKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.DecapsulateException;
import javax.crypto.KEM;
import javax.crypto.KeyAgreement;
import javax.crypto.SecretKey;

/// X-Wing, the key encapsulation of ML-KEM-768 and X25519 together: its secret holds as long as one
/// of both does. Source: draft-connolly-cfrg-xwing-kem, FIPS 203, RFC 7748; all by the JDK.
///
/// The draft keeps a key pair as 32 bytes and stretches them with SHAKE256 to the 96 that are used.
/// Our keys live for one handshake, so the 96 bytes are drawn directly: d ‖ z ‖ X25519 scalar. What
/// is sent, and the shared secret, are the draft's.
public final class XWing {
  /// What a key pair is made of. Unit: bytes.
  public static final int SEED_BYTES = 96;

  /// What an encapsulation is made of. Unit: bytes.
  public static final int FRESH_BYTES = 64;

  /// ML-KEM-768 key ‖ X25519 key. Unit: bytes.
  public static final int KEY_BYTES = 1_216;

  /// ML-KEM-768 ciphertext ‖ ephemeral X25519 key. Unit: bytes.
  public static final int CIPHERTEXT_BYTES = 1_120;

  private static final int LATTICE_KEY_BYTES = 1_184;
  private static final int LATTICE_SEED_BYTES = 64;
  private static final int LATTICE_CIPHERTEXT_BYTES = 1_088;
  private static final int LATTICE_FRESH_BYTES = 32;
  private static final int CURVE_BYTES = 32;
  private static final String LATTICE = "ML-KEM-768";
  private static final String CURVE = "X25519";

  /// SubjectPublicKeyInfo of an ML-KEM-768 key up to its bytes. Source: RFC 9935 §4.
  private static final byte[] LATTICE_HEAD =
      HexFormat.of().parseHex("308204b2300b0609608648016503040402038204a100");

  /// `\.//^\`, the draft's label.
  private static final byte[] LABEL = HexFormat.of().parseHex("5c2e2f2f5e5c");

  private static final byte[] BASE_POINT = new byte[CURVE_BYTES];

  static {
    BASE_POINT[0] = 9;
  }

  private XWing() {}

  /// A ciphertext for the owner of the key, and what both sides then share.
  ///
  /// @param ciphertext [#CIPHERTEXT_BYTES] long
  /// @param shared the caller closes it
  public record Encapsulation(Bytes ciphertext, Secret shared) {}

  /// The public key of a seed.
  public static byte[] publicKey(Secret seed) {
    byte[] raw = seed(seed);
    byte[] scalar = Arrays.copyOfRange(raw, LATTICE_SEED_BYTES, SEED_BYTES);
    try {
      byte[] encoded = latticePair(raw).getPublic().getEncoded();
      byte[] key = new byte[KEY_BYTES];
      System.arraycopy(encoded, LATTICE_HEAD.length, key, 0, LATTICE_KEY_BYTES);
      byte[] curve = curveKeyOf(scalar);
      System.arraycopy(curve, 0, key, LATTICE_KEY_BYTES, CURVE_BYTES);
      return key;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK cannot make an X-Wing key", e);
    } finally {
      Arrays.fill(raw, (byte) 0);
      Arrays.fill(scalar, (byte) 0);
    }
  }

  /// Shares a secret with the owner of a key. Empty if the key is none: an ML-KEM coefficient is
  /// out of range, or the X25519 point is of small order.
  ///
  /// @param fresh [#FRESH_BYTES] of chance, used for this alone: ML-KEM's, then the X25519 scalar
  /// @throws IllegalArgumentException if a length is wrong
  public static Optional<Encapsulation> encapsulate(byte[] key, Secret fresh) {
    require("key", key.length, KEY_BYTES);
    require("fresh", fresh.length(), FRESH_BYTES);
    byte[] raw = fresh.toBytes();
    byte[] scalar = Arrays.copyOfRange(raw, LATTICE_FRESH_BYTES, FRESH_BYTES);
    byte[] curveKey = Arrays.copyOfRange(key, LATTICE_KEY_BYTES, KEY_BYTES);
    try {
      GivenBytes given = new GivenBytes(raw, 0, LATTICE_FRESH_BYTES);
      KEM.Encapsulated lattice =
          KEM.getInstance(LATTICE).newEncapsulator(latticeKey(key), null, given).encapsulate();
      given.finish();
      byte[] curveCiphertext = curveKeyOf(scalar);
      byte[] curveShared = agree(scalar, curveKey);
      byte[] ciphertext = Arrays.copyOf(lattice.encapsulation(), CIPHERTEXT_BYTES);
      System.arraycopy(curveCiphertext, 0, ciphertext, LATTICE_CIPHERTEXT_BYTES, CURVE_BYTES);
      Secret shared = combine(lattice.key(), curveShared, curveCiphertext, curveKey);
      return Optional.of(new Encapsulation(Bytes.copyOf(ciphertext), shared));
    } catch (InvalidKeyException | InvalidKeySpecException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK cannot encapsulate with X-Wing", e);
    } finally {
      Arrays.fill(raw, (byte) 0);
      Arrays.fill(scalar, (byte) 0);
    }
  }

  /// The secret behind a ciphertext. A changed ciphertext gives another secret, not an error; empty
  /// only if its X25519 point is of small order.
  ///
  /// @throws IllegalArgumentException if a length is wrong
  public static Optional<Secret> decapsulate(Secret seed, byte[] ciphertext) {
    require("ciphertext", ciphertext.length, CIPHERTEXT_BYTES);
    byte[] raw = seed(seed);
    byte[] scalar = Arrays.copyOfRange(raw, LATTICE_SEED_BYTES, SEED_BYTES);
    byte[] curveCiphertext =
        Arrays.copyOfRange(ciphertext, LATTICE_CIPHERTEXT_BYTES, CIPHERTEXT_BYTES);
    try {
      byte[] curveShared = agree(scalar, curveCiphertext);
      PrivateKey own = latticePair(raw).getPrivate();
      SecretKey lattice =
          KEM.getInstance(LATTICE)
              .newDecapsulator(own)
              .decapsulate(Arrays.copyOf(ciphertext, LATTICE_CIPHERTEXT_BYTES));
      return Optional.of(combine(lattice, curveShared, curveCiphertext, curveKeyOf(scalar)));
    } catch (InvalidKeyException | DecapsulateException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK cannot decapsulate with X-Wing", e);
    } finally {
      Arrays.fill(raw, (byte) 0);
      Arrays.fill(scalar, (byte) 0);
    }
  }

  /// SHA3-256(ML-KEM secret ‖ X25519 secret ‖ X25519 ciphertext ‖ X25519 key ‖ label). Source: the
  /// draft, "Combiner".
  private static Secret combine(
      SecretKey lattice, byte[] curveShared, byte[] curveCiphertext, byte[] curveKey)
      throws GeneralSecurityException {
    byte[] latticeShared = lattice.getEncoded();
    MessageDigest hash = MessageDigest.getInstance("SHA3-256");
    hash.update(latticeShared);
    hash.update(curveShared);
    hash.update(curveCiphertext);
    hash.update(curveKey);
    Secret shared = Secret.taking(hash.digest(LABEL));
    Arrays.fill(latticeShared, (byte) 0);
    Arrays.fill(curveShared, (byte) 0);
    return shared;
  }

  private static KeyPair latticePair(byte[] seed) throws GeneralSecurityException {
    GivenBytes given = new GivenBytes(seed, 0, LATTICE_SEED_BYTES);
    KeyPairGenerator generator = KeyPairGenerator.getInstance(LATTICE);
    generator.initialize(NamedParameterSpec.ML_KEM_768, given);
    KeyPair pair = generator.generateKeyPair();
    given.finish();
    return pair;
  }

  private static PublicKey latticeKey(byte[] key) throws GeneralSecurityException {
    byte[] encoded = Arrays.copyOf(LATTICE_HEAD, LATTICE_HEAD.length + LATTICE_KEY_BYTES);
    System.arraycopy(key, 0, encoded, LATTICE_HEAD.length, LATTICE_KEY_BYTES);
    return KeyFactory.getInstance(LATTICE).generatePublic(new X509EncodedKeySpec(encoded));
  }

  /// X25519(scalar, 9).
  private static byte[] curveKeyOf(byte[] scalar) throws GeneralSecurityException {
    return agree(scalar, BASE_POINT);
  }

  /// X25519(scalar, point).
  ///
  /// @throws InvalidKeyException if the point is of small order
  static byte[] agree(byte[] scalar, byte[] point) throws GeneralSecurityException {
    KeyFactory keys = KeyFactory.getInstance(CURVE);
    byte[] bigEndian = new byte[CURVE_BYTES];
    for (int i = 0; i < CURVE_BYTES; i++) {
      bigEndian[i] = point[CURVE_BYTES - 1 - i];
    }
    bigEndian[0] &= 0x7f;
    KeyAgreement agreement = KeyAgreement.getInstance(CURVE);
    agreement.init(keys.generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, scalar)));
    agreement.doPhase(
        keys.generatePublic(
            new XECPublicKeySpec(NamedParameterSpec.X25519, new BigInteger(1, bigEndian))),
        true);
    return agreement.generateSecret();
  }

  private static byte[] seed(Secret seed) {
    require("seed", seed.length(), SEED_BYTES);
    return seed.toBytes();
  }

  private static void require(String name, int length, int wanted) {
    if (length != wanted) {
      throw new IllegalArgumentException(name + " length=" + length + " is not " + wanted);
    }
  }
}
