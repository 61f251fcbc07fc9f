package dev.starshell.syncshell.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class SafetyPhraseTest {
  private static MemberKey key(int value) {
    byte[] bytes = new byte[MemberKey.LENGTH_BYTES];
    Arrays.fill(bytes, (byte) value);
    return MemberKey.of(bytes);
  }

  @Test
  void bothSidesSeeTheSameWords() {
    for (int other = 2; other < 200; other++) {
      assertThat(SafetyPhrase.of(key(1), key(other)))
          .isEqualTo(SafetyPhrase.of(key(other), key(1)));
    }
  }

  @Test
  void everyPairHasWordsOfItsOwn() {
    Set<SafetyPhrase> seen = new HashSet<>();
    for (int other = 2; other < 200; other++) {
      assertThat(seen.add(SafetyPhrase.of(key(1), key(other)))).isTrue();
    }
  }

  /// Computed apart, by the description in docs/PROTOCOL.md.
  @Test
  void theWordsAreThoseOfTheDescription() {
    assertThat(SafetyPhrase.of(key(1), key(2)).toString())
        .isEqualTo("meadow shock infant company define decade");
  }

  @Test
  void theListIsTheOneThatItSaysItIs() throws NoSuchAlgorithmException {
    byte[] text = (String.join("\n", SafetyWords.ALL) + "\n").getBytes(StandardCharsets.US_ASCII);

    assertThat(SafetyWords.ALL).hasSize(2_048).doesNotHaveDuplicates();
    assertThat(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text)))
        .isEqualTo("2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda");
  }
}
