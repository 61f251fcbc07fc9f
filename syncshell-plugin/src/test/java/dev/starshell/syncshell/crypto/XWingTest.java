package dev.starshell.syncshell.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.SecretWithEncapsulation;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMExtractor;
import org.bouncycastle.pqc.crypto.xwing.XWingKEMGenerator;
import org.bouncycastle.pqc.crypto.xwing.XWingKeyGenerationParameters;
import org.bouncycastle.pqc.crypto.xwing.XWingKeyPairGenerator;
import org.bouncycastle.pqc.crypto.xwing.XWingPrivateKeyParameters;
import org.bouncycastle.pqc.crypto.xwing.XWingPublicKeyParameters;
import org.junit.jupiter.api.Test;

final class XWingTest {
  /// Points of X25519 with which every agreement is zero. Source: RFC 7748 §6.1, and the curve's
  /// and its twist's points of order 1, 2, 4 and 8.
  private static final List<String> SMALL_ORDER =
      List.of(
          "0000000000000000000000000000000000000000000000000000000000000000",
          "0100000000000000000000000000000000000000000000000000000000000000",
          "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
          "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
          "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
          "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");

  @Test
  void keysCiphertextsAndSecretsAreThoseOfTheDraft() throws IOException {
    List<Map<String, byte[]>> vectors = vectors();

    assertThat(vectors).hasSize(3);
    for (Map<String, byte[]> vector : vectors) {
      Secret seed = stretched(value(vector, "seed"));
      byte[] key = XWing.publicKey(seed);
      XWing.Encapsulation made =
          XWing.encapsulate(key, Secret.taking(value(vector, "eseed"))).orElseThrow();

      assertThat(key).isEqualTo(value(vector, "pk"));
      assertThat(made.ciphertext().toArray()).isEqualTo(value(vector, "ct"));
      assertThat(made.shared().toBytes()).isEqualTo(value(vector, "ss"));
      assertThat(XWing.decapsulate(seed, value(vector, "ct")).orElseThrow().toBytes())
          .isEqualTo(value(vector, "ss"));
    }
  }

  @Test
  void bouncyCastleOpensWhatWeEncapsulateAndWeWhatItDoes() {
    Random random = new Random(11);
    SecureRandom theirs = new SecureRandom();

    for (int i = 0; i < 100; i++) {
      byte[] short32 = bytes(random, 32);
      XWingPrivateKeyParameters theirKey = new XWingPrivateKeyParameters(short32);
      Secret ourSeed = stretched(short32);
      byte[] key = XWing.publicKey(ourSeed);
      XWing.Encapsulation ours =
          XWing.encapsulate(key, Secret.taking(bytes(random, XWing.FRESH_BYTES))).orElseThrow();
      SecretWithEncapsulation made =
          new XWingKEMGenerator(theirs).generateEncapsulated(new XWingPublicKeyParameters(key));

      assertThat(new XWingKEMExtractor(theirKey).extractSecret(ours.ciphertext().toArray()))
          .isEqualTo(ours.shared().toBytes());
      assertThat(XWing.decapsulate(ourSeed, made.getEncapsulation()).orElseThrow().toBytes())
          .isEqualTo(made.getSecret());
    }
  }

  @Test
  void keysThatBouncyCastleMadeAreTaken() {
    XWingKeyPairGenerator generator = new XWingKeyPairGenerator();
    generator.init(new XWingKeyGenerationParameters(new SecureRandom()));
    AsymmetricCipherKeyPair pair = generator.generateKeyPair();
    byte[] key = ((XWingPublicKeyParameters) pair.getPublic()).getEncoded();

    XWing.Encapsulation made =
        XWing.encapsulate(key, Secret.taking(bytes(new Random(1), 64))).orElseThrow();

    assertThat(
            new XWingKEMExtractor((XWingPrivateKeyParameters) pair.getPrivate())
                .extractSecret(made.ciphertext().toArray()))
        .isEqualTo(made.shared().toBytes());
  }

  @Test
  void everyChangedByteOfACiphertextGivesAnotherSecret() {
    Random random = new Random(5);
    Secret seed = Secret.taking(bytes(random, XWing.SEED_BYTES));
    XWing.Encapsulation made =
        XWing.encapsulate(XWing.publicKey(seed), Secret.taking(bytes(random, 64))).orElseThrow();

    for (int at = 0; at < XWing.CIPHERTEXT_BYTES; at += 7) {
      byte[] changed = made.ciphertext().toArray();
      changed[at] ^= 1;

      assertThat(XWing.decapsulate(seed, changed).orElseThrow().matches(made.shared())).isFalse();
    }
  }

  @Test
  void keysAndCiphertextsOfSmallOrderAreRefused() {
    Secret seed = Secret.taking(bytes(new Random(2), XWing.SEED_BYTES));
    byte[] key = XWing.publicKey(seed);
    byte[] ciphertext = new byte[XWing.CIPHERTEXT_BYTES];

    for (String weak : SMALL_ORDER) {
      byte[] point = HexFormat.of().parseHex(weak);
      System.arraycopy(point, 0, key, XWing.KEY_BYTES - 32, 32);
      System.arraycopy(point, 0, ciphertext, XWing.CIPHERTEXT_BYTES - 32, 32);

      assertThat(XWing.encapsulate(key, Secret.taking(new byte[64]))).as(weak).isEmpty();
      assertThat(XWing.decapsulate(seed, ciphertext)).as(weak).isEmpty();
      assertThatThrownBy(() -> XWing.agree(new byte[32], point))
          .isInstanceOf(InvalidKeyException.class);
    }
  }

  @Test
  void latticeKeysOutOfRangeAreRefused() {
    byte[] key = XWing.publicKey(Secret.taking(bytes(new Random(2), XWing.SEED_BYTES)));
    Arrays.fill(key, 0, 3, (byte) 0xff); // coefficients of 4095, not under 3329

    assertThat(XWing.encapsulate(key, Secret.taking(new byte[64]))).isEmpty();
  }

  @Test
  void wrongLengthsAreOurMistake() {
    Secret seed = Secret.taking(new byte[XWing.SEED_BYTES]);

    assertThatThrownBy(() -> XWing.publicKey(Secret.taking(new byte[95])))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> XWing.encapsulate(new byte[1_215], Secret.taking(new byte[64])))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> XWing.encapsulate(new byte[1_216], Secret.taking(new byte[63])))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> XWing.decapsulate(seed, new byte[1_121]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /// RFC 7748 §5.2, the first two vectors.
  @Test
  void x25519IsThatOfTheRfc() throws Exception {
    assertThat(
            XWing.agree(
                hex("a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4"),
                hex("e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c")))
        .isEqualTo(hex("c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552"));
    assertThat(
            XWing.agree(
                hex("4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d"),
                hex("e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493")))
        .isEqualTo(hex("95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957"));
  }

  private static byte[] value(Map<String, byte[]> vector, String name) {
    return java.util.Objects.requireNonNull(vector.get(name), name).clone();
  }

  private static List<Map<String, byte[]>> vectors() throws IOException {
    List<Map<String, byte[]>> all = new ArrayList<>();
    try (InputStream in = XWingTest.class.getResourceAsStream("xwing-draft.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.US_ASCII);
      for (String line : text.lines().toList()) {
        String[] parts = line.split(" = ", 2);
        if (parts.length == 2) {
          if (parts[0].equals("seed")) {
            all.add(new LinkedHashMap<>());
          }
          all.getLast().put(parts[0], hex(parts[1]));
        }
      }
    }
    return all;
  }

  /// The draft's SHAKE256(seed, 96), which the JDK does not have.
  private static Secret stretched(byte[] seed) {
    SHAKEDigest shake = new SHAKEDigest(256);
    shake.update(seed, 0, seed.length);
    byte[] out = new byte[XWing.SEED_BYTES];
    shake.doFinal(out, 0, out.length);
    return Secret.taking(out);
  }

  private static byte[] bytes(Random random, int length) {
    byte[] made = new byte[length];
    random.nextBytes(made);
    return made;
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
