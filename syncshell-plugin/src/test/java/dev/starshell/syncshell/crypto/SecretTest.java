package dev.starshell.syncshell.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;

final class SecretTest {
  @Test
  void theBytesAreClearedAtTheEndAndOfNoUseAfterwards() {
    byte[] bytes = {1, 2, 3};
    Secret secret = Secret.taking(bytes);
    SecretKey lent = secret.asKey("AES");

    secret.close();
    secret.close();

    assertThat(bytes).containsOnly(0);
    assertThat(secret.isClosed()).isTrue();
    assertThatThrownBy(secret::toBytes).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(lent::getEncoded).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> secret.asKey("AES")).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void secretsAreComparedByContent() {
    Secret one = Secret.taking(new byte[] {1, 2});

    assertThat(one.matches(Secret.copyOf(new byte[] {0, 1, 2}, 1, 3))).isTrue();
    assertThat(one.matches(Secret.taking(new byte[] {1, 3}))).isFalse();
    assertThat(one.matches(Secret.taking(new byte[] {1, 2, 3}))).isFalse();
  }

  /// RFC 5869, appendix A.1.
  @Test
  void hkdfIsThatOfTheRfc() {
    byte[] material = HexFormat.of().parseHex("0b".repeat(22));
    byte[] salt = HexFormat.of().parseHex("000102030405060708090a0b0c");
    byte[] info = HexFormat.of().parseHex("f0f1f2f3f4f5f6f7f8f9");

    Secret key = Hkdf.extract(salt, Secret.taking(material));

    assertThat(HexFormat.of().formatHex(key.toBytes()))
        .isEqualTo("077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5");
    assertThat(HexFormat.of().formatHex(Hkdf.expand(key, info, 42).toBytes()))
        .isEqualTo(
            "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
  }

  @Test
  void partsOfAnInfoStandBehindTheLabelAndAZero() {
    assertThat(Hkdf.info("ab", new byte[] {7}, new byte[] {8, 9}))
        .containsExactly('a', 'b', 0, 7, 8, 9);
  }
}
