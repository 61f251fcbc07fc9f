package dev.starshell.host.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.api.signal.MemberId;
import dev.starshell.api.signal.StarId;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LogInProofTest {
  @Test
  void onlyTheMembersOwnSignatureOfExactlyThisLogInIsProof() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    byte[] spki = pair.getPublic().getEncoded();
    MemberId member = MemberId.of(Arrays.copyOfRange(spki, spki.length - 32, spki.length));
    byte[] message = LogInProof.message(StarId.of(new byte[32]), filled(1), filled(2), member);
    Signature signer = Signature.getInstance("Ed25519");
    signer.initSign(pair.getPrivate());
    signer.update(message);
    byte[] signature = signer.sign();

    assertThat(LogInProof.verifies(member, message, signature)).isTrue();
    for (int index = 0; index < signature.length; index++) {
      byte[] other = signature.clone();
      other[index] ^= 1;
      assertThat(LogInProof.verifies(member, message, other)).isFalse();
    }
    for (int index = 0; index < message.length; index++) {
      byte[] other = message.clone();
      other[index] ^= 1;
      assertThat(LogInProof.verifies(member, other, signature)).isFalse();
    }
  }

  @Test
  void theMessageBindsStarNonceRelayAndMember() {
    MemberId member = MemberId.of(filled(4).toArray());

    byte[] message =
        LogInProof.message(StarId.of(filled(1).toArray()), filled(2), filled(3), member);

    assertThat(HexFormat.of().formatHex(message))
        .isEqualTo(
            HexFormat.of().formatHex("starshell/1 relay-auth".getBytes(StandardCharsets.US_ASCII))
                + "00"
                + "01".repeat(32)
                + "02".repeat(32)
                + "03".repeat(32)
                + "04".repeat(32));
  }

  @Test
  void keysOfSmallOrderAndPointsThatAreNoneProveNothing() {
    List<String> weak =
        List.of(
            "01" + "00".repeat(31),
            "ec" + "ff".repeat(30) + "7f",
            "00".repeat(31) + "80",
            "00".repeat(32),
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
            "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
            "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85");
    // R = the key's own encoding and S = 0 is the forgery that a lax verifier accepts.
    for (String hex : weak) {
      byte[] forged = Arrays.copyOf(HexFormat.of().parseHex(hex), 64);
      MemberId key = MemberId.of(HexFormat.of().parseHex(hex));

      assertThat(LogInProof.isWeak(key)).isTrue();
      assertThat(LogInProof.verifies(key, new byte[] {1}, forged)).isFalse();
    }
    for (String hex :
        List.of("ff".repeat(32), "ed" + "ff".repeat(30) + "7f", "02" + "00".repeat(31))) {
      MemberId none = MemberId.of(HexFormat.of().parseHex(hex));
      assertThat(LogInProof.verifies(none, new byte[] {1}, new byte[64])).isFalse();
    }
  }

  private static Bytes filled(int value) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) value);
    return Bytes.of(bytes);
  }
}
