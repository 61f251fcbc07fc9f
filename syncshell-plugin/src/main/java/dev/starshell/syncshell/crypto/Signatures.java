package dev.starshell.syncshell.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.EdECPublicKey;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPrivateKeySpec;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.util.HexFormat;
import java.util.List;

/// Ed25519 signatures over label ‖ 0 ‖ message, by the JDK. No other class makes Ed25519 keys out
/// of bytes, so that no weak key can slip in. Source: RFC 8032; docs/docs/LIMITS.md.md.
public final class Signatures {
  /// Unit: bytes.
  public static final int LENGTH_BYTES = 64;

  /// The points of order 1, 2, 4 and 8. The JDK takes them as keys, and anyone can sign for them.
  private static final List<byte[]> SMALL_ORDER =
      List.of(
          hex("0100000000000000000000000000000000000000000000000000000000000000"),
          hex("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
          hex("0000000000000000000000000000000000000000000000000000000000000080"),
          hex("0000000000000000000000000000000000000000000000000000000000000000"),
          hex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"),
          hex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
          hex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"),
          hex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"));

  private Signatures() {}

  /// Checks a raw public key from outside. Whoever comes to a shell passes here.
  public static KeyCheck check(byte[] raw) {
    if (raw.length != MemberKey.LENGTH_BYTES) {
      return new KeyCheck.Broken();
    }
    if (isWeak(raw)) {
      return new KeyCheck.Weak();
    }
    try {
      // The JDK finds the point behind an encoding only when it verifies.
      Signature verifier = signature();
      verifier.initVerify(publicKey(raw));
      verifier.verify(new byte[LENGTH_BYTES]);
      return new KeyCheck.Sound(MemberKey.of(raw));
    } catch (InvalidKeySpecException | InvalidKeyException | SignatureException e) {
      return new KeyCheck.Broken();
    }
  }

  /// Whether a signature is right. A weak or broken key makes every signature wrong.
  public static boolean verify(
      MemberKey key, SignatureLabel label, byte[] message, byte[] signature) {
    byte[] raw = key.toBytes();
    if (signature.length != LENGTH_BYTES || isWeak(raw)) {
      return false;
    }
    try {
      Signature verifier = signature();
      verifier.initVerify(publicKey(raw));
      verifier.update(label.prefix());
      verifier.update(message);
      return verifier.verify(signature);
    } catch (InvalidKeySpecException | InvalidKeyException | SignatureException e) {
      return false;
    }
  }

  /// Whether anyone could sign for a key. Much cheaper than [#check]: enough for keys that somebody
  /// trusted has checked, since a broken key only makes its signatures wrong.
  public static boolean isWeak(MemberKey key) {
    return isWeak(key.toBytes());
  }

  private static boolean isWeak(byte[] raw) {
    boolean weak = false;
    for (byte[] point : SMALL_ORDER) {
      weak |= MessageDigest.isEqual(point, raw);
    }
    return weak;
  }

  static byte[] sign(PrivateKey key, byte[] prefix, byte[] message) {
    try {
      Signature signer = signature();
      signer.initSign(key);
      signer.update(prefix);
      signer.update(message);
      return signer.sign();
    } catch (InvalidKeyException | SignatureException e) {
      throw new IllegalStateException("an Ed25519 key of our own cannot sign", e);
    }
  }

  static PrivateKey privateKey(byte[] seed) {
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePrivate(new EdECPrivateKeySpec(NamedParameterSpec.ED25519, seed));
    } catch (NoSuchAlgorithmException | InvalidKeySpecException e) {
      throw new IllegalStateException("32 bytes are an Ed25519 key", e);
    }
  }

  /// The public key of a seed. The JDK computes it only while it makes a pair, so the seed is what
  /// its random source returns. That this is how it draws keys is tried once, with RFC 8032 §7.1.
  static MemberKey publicKeyOf(byte[] seed) {
    if (!SelfTest.DERIVES_BY_SEED) {
      throw new IllegalStateException("this JDK draws Ed25519 keys in another way");
    }
    return derived(seed);
  }

  private static MemberKey derived(byte[] seed) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
      GivenBytes given = new GivenBytes(seed);
      generator.initialize(NamedParameterSpec.ED25519, given);
      EdECPublicKey key = (EdECPublicKey) generator.generateKeyPair().getPublic();
      given.finish();
      return MemberKey.of(encode(key.getPoint()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this JDK cannot make an Ed25519 key", e);
    }
  }

  /// Runs when the first key is made.
  private static final class SelfTest {
    static final boolean DERIVES_BY_SEED =
        derived(hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
            .toHex()
            .equals("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  }

  private static PublicKey publicKey(byte[] raw) throws InvalidKeySpecException {
    byte[] bigEndian = new byte[raw.length];
    for (int i = 0; i < raw.length; i++) {
      bigEndian[i] = raw[raw.length - 1 - i];
    }
    boolean isOdd = (bigEndian[0] & 0x80) != 0;
    bigEndian[0] &= 0x7f;
    EdECPoint point = new EdECPoint(isOdd, new BigInteger(1, bigEndian));
    try {
      return KeyFactory.getInstance("Ed25519")
          .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK 25 has Ed25519", e);
    }
  }

  private static byte[] encode(EdECPoint point) {
    byte[] raw = new byte[MemberKey.LENGTH_BYTES];
    byte[] bigEndian = point.getY().toByteArray();
    for (int i = 0; i < Math.min(raw.length, bigEndian.length); i++) {
      raw[i] = bigEndian[bigEndian.length - 1 - i];
    }
    if (point.isXOdd()) {
      raw[raw.length - 1] |= (byte) 0x80;
    }
    return raw;
  }

  private static Signature signature() {
    try {
      return Signature.getInstance("Ed25519");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK 25 has Ed25519", e);
    }
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
