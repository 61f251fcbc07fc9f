package dev.starshell.syncshell.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.junit.jupiter.api.Test;

final class SignaturesTest {
  private static final String[] SMALL_ORDER = {
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"
  };

  @Test
  void keysAndSignaturesAreThoseOfRfc8032() {
    // RFC 8032 §7.1, TEST 2.
    Identity identity =
        Identity.fromSeed(hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));

    byte[] signature = identity.signForeign(hex("72"));

    assertThat(identity.key().toHex())
        .isEqualTo("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    assertThat(signature)
        .isEqualTo(
            hex(
                "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                    + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"));
  }

  @Test
  void bouncyCastleDerivesTheSameKeys() {
    Random random = new Random(7);

    for (int i = 0; i < 50; i++) {
      byte[] seed = new byte[32];
      random.nextBytes(seed);
      byte[] theirs = new Ed25519PrivateKeyParameters(seed).generatePublicKey().getEncoded();

      assertThat(Identity.fromSeed(seed).key()).isEqualTo(MemberKey.of(theirs));
    }
  }

  @Test
  void everySmallOrderKeyIsRefusedAndSignsNothing() {
    byte[] message = {1};
    for (String weak : SMALL_ORDER) {
      byte[] raw = hex(weak);
      byte[] forged = new byte[64];
      forged[0] = 1;

      assertThat(Signatures.check(raw)).as(weak).isInstanceOf(KeyCheck.Weak.class);
      assertThat(Signatures.verify(MemberKey.of(raw), SignatureLabel.MANIFEST, message, forged))
          .as(weak)
          .isFalse();
      assertThat(Ed25519.validatePublicKeyFull(raw, 0)).as(weak).isFalse();
    }
  }

  @Test
  void nonCanonicalAndOffCurveKeysAreBroken() {
    byte[] overP = hex("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");

    assertThat(Signatures.check(overP)).isInstanceOf(KeyCheck.Broken.class);
    assertThat(Signatures.check(new byte[31])).isInstanceOf(KeyCheck.Broken.class);
    assertThat(Signatures.check(new byte[33])).isInstanceOf(KeyCheck.Broken.class);
  }

  @Test
  void pointsAndNoPointsAreToldApartAsBouncyCastleDoes() {
    Random random = new Random(3);
    Set<Class<?>> seen = new HashSet<>();

    for (int i = 0; i < 60; i++) {
      byte[] raw = new byte[32];
      random.nextBytes(raw);
      boolean isPoint = Ed25519.validatePublicKeyPartial(raw, 0);

      KeyCheck ours = Signatures.check(raw);

      assertThat(ours instanceof KeyCheck.Sound).isEqualTo(isPoint);
      seen.add(ours.getClass());
    }
    assertThat(seen).contains(KeyCheck.Sound.class, KeyCheck.Broken.class);
  }

  @Test
  void aSignatureHoldsForItsKeyLabelAndMessageOnly() {
    Identity ada = Identity.fromSeed(seed(1));
    Identity bob = Identity.fromSeed(seed(2));
    byte[] message = "hello".getBytes(StandardCharsets.US_ASCII);
    byte[] signature = ada.sign(SignatureLabel.LOG_ACT, message);

    assertThat(Signatures.verify(ada.key(), SignatureLabel.LOG_ACT, message, signature)).isTrue();
    assertThat(Signatures.verify(bob.key(), SignatureLabel.LOG_ACT, message, signature)).isFalse();
    for (SignatureLabel other : SignatureLabel.values()) {
      assertThat(Signatures.verify(ada.key(), other, message, signature))
          .isEqualTo(other == SignatureLabel.LOG_ACT);
    }
    for (int bit = 0; bit < signature.length * 8; bit += 5) {
      byte[] changed = signature.clone();
      changed[bit / 8] ^= (byte) (1 << bit % 8);
      assertThat(Signatures.verify(ada.key(), SignatureLabel.LOG_ACT, message, changed)).isFalse();
    }
    assertThat(
            Signatures.verify(
                ada.key(), SignatureLabel.LOG_ACT, message, Arrays.copyOf(signature, 63)))
        .isFalse();
  }

  @Test
  void aSignatureCannotBeStretchedByTheGroupOrder() {
    Identity ada = Identity.fromSeed(seed(1));
    byte[] signature = ada.sign(SignatureLabel.LOG_ACT, new byte[3]);
    BigInteger order =
        BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    byte[] s = reversed(Arrays.copyOfRange(signature, 32, 64));
    byte[] stretched = new BigInteger(1, s).add(order).toByteArray();
    byte[] malleated = signature.clone();
    for (int i = 0; i < 32; i++) {
      malleated[32 + i] = i < stretched.length ? stretched[stretched.length - 1 - i] : 0;
    }

    assertThat(Signatures.verify(ada.key(), SignatureLabel.LOG_ACT, new byte[3], malleated))
        .isFalse();
  }

  @Test
  void nobodyElseGetsOurOwnLabelsSigned() {
    Identity ada = Identity.fromSeed(seed(1));
    byte[] lure = "starshell/1 manifest\0evil".getBytes(StandardCharsets.US_ASCII);

    assertThatThrownBy(() -> ada.signForeign(lure)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anIdentityComesBackFromItsPkcs8AndFromNothingElse() {
    Identity ada = Identity.fromSeed(seed(1));
    byte[] pkcs8 = ada.toPkcs8();

    assertThat(Identity.fromPkcs8(pkcs8)).get().extracting(Identity::key).isEqualTo(ada.key());
    for (int length = 0; length < pkcs8.length; length++) {
      assertThat(Identity.fromPkcs8(Arrays.copyOf(pkcs8, length))).isEmpty();
    }
    pkcs8[3] ^= 1;
    assertThat(Identity.fromPkcs8(pkcs8)).isEmpty();
  }

  @Test
  void noSecretIsInATextForm() {
    Identity ada = Identity.fromSeed(seed(0x5a));

    assertThat(ada.toString()).doesNotContain("5a5a").contains(ada.key().toString());
  }

  @Test
  void memberKeysComeBackFromTheirText() {
    for (int i = 0; i < 20; i++) {
      MemberKey key = Identity.fromSeed(seed(i)).key();
      String text = MemberKeyText.format(key);

      assertThat(text).matches("p1(-[0-9a-z]{4}){13}-[0-9a-z]{2}");
      assertThat(MemberKeyText.parse(text)).hasValue(key);
      assertThat(MemberKeyText.parse(text.toUpperCase(java.util.Locale.ROOT).replace('-', ' ')))
          .hasValue(key);
    }
  }

  @Test
  void everyWrongCharacterAndEverySwapInAMemberKeyIsNoticed() {
    String text = MemberKeyText.format(Identity.fromSeed(seed(9)).key()).replace("-", "");

    for (int at = 2; at < text.length(); at++) {
      for (char c : "0123456789abcdefghjkmnpqrstvwxyzu".toCharArray()) {
        if (c != text.charAt(at)) {
          String changed = text.substring(0, at) + c + text.substring(at + 1);
          assertThat(MemberKeyText.parse(changed)).as(changed).isEmpty();
        }
      }
      if (at + 1 < text.length() && text.charAt(at) != text.charAt(at + 1)) {
        String swapped =
            text.substring(0, at) + text.charAt(at + 1) + text.charAt(at) + text.substring(at + 2);
        assertThat(MemberKeyText.parse(swapped)).as(swapped).isEmpty();
      }
      assertThat(MemberKeyText.parse(text.substring(0, at) + text.substring(at + 1))).isEmpty();
    }
  }

  private static byte[] seed(int fill) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) fill);
    return seed;
  }

  private static byte[] reversed(byte[] bytes) {
    byte[] reversed = new byte[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      reversed[i] = bytes[bytes.length - 1 - i];
    }
    return reversed;
  }

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text);
  }
}
