package dev.starshell.host.frame;

import dev.starshell.api.signal.MemberId;
import dev.starshell.api.signal.StarId;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.EdECPoint;
import java.security.spec.EdECPublicKeySpec;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.NamedParameterSpec;
import java.util.HexFormat;
import java.util.Set;

/// The proof that a member holds its key, bound to one star, one connection and one relay.
public final class LogInProof {
  private static final byte[] LABEL = "starshell/1 relay-auth".getBytes(StandardCharsets.US_ASCII);

  /// Keys of small order, for which anyone can sign. Source: docs/docs/LIMITS.md.md (measured with
  /// JDK 25).
  private static final Set<MemberId> WEAK = weakKeys();

  private LogInProof() {}

  /// What the member signs: label ‖ 0 ‖ star ‖ nonce ‖ SPKI hash ‖ member.
  public static byte[] message(StarId star, Bytes nonce, Bytes spkiHash, MemberId member) {
    ByteArrayOutputStream message = new ByteArrayOutputStream(LABEL.length + 129);
    message.writeBytes(LABEL);
    message.write(0);
    message.writeBytes(star.toBytes());
    message.writeBytes(nonce.toArray());
    message.writeBytes(spkiHash.toArray());
    message.writeBytes(member.toBytes());
    return message.toByteArray();
  }

  /// Whether anyone could sign for this key.
  public static boolean isWeak(MemberId member) {
    return WEAK.contains(member);
  }

  /// Whether the signature is the member's. False as well for a key that is none, or weak.
  public static boolean verifies(MemberId member, byte[] message, byte[] signature) {
    if (isWeak(member)) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance("Ed25519");
      verifier.initVerify(publicKey(member));
      verifier.update(message);
      return verifier.verify(signature);
    } catch (InvalidKeySpecException | InvalidKeyException | SignatureException refused) {
      return false;
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("this Java runtime has no Ed25519", absent);
    }
  }

  private static PublicKey publicKey(MemberId member)
      throws NoSuchAlgorithmException, InvalidKeySpecException {
    byte[] littleEndian = member.toBytes();
    boolean xOdd = (littleEndian[31] & 0x80) != 0;
    byte[] bigEndian = new byte[littleEndian.length];
    for (int index = 0; index < bigEndian.length; index++) {
      bigEndian[index] = littleEndian[littleEndian.length - 1 - index];
    }
    bigEndian[0] &= 0x7f;
    EdECPoint point = new EdECPoint(xOdd, new BigInteger(1, bigEndian));
    return KeyFactory.getInstance("Ed25519")
        .generatePublic(new EdECPublicKeySpec(NamedParameterSpec.ED25519, point));
  }

  private static Set<MemberId> weakKeys() {
    String zeros = "00".repeat(30);
    String ones = "ff".repeat(30);
    String order8 = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03";
    String order8Negated = "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc";
    return Set.of(
        key("01" + zeros + "00"),
        key("ec" + ones + "7f"),
        key("00" + zeros + "80"),
        key("00" + zeros + "00"),
        key(order8 + "7a"),
        key(order8 + "fa"),
        key(order8Negated + "05"),
        key(order8Negated + "85"));
  }

  private static MemberId key(String hex) {
    return MemberId.of(HexFormat.of().parseHex(hex));
  }
}
