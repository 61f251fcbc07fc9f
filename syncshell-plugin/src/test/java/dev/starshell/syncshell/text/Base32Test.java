package dev.starshell.syncshell.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class Base32Test {
  @Test
  void bytesOfEveryLengthComeBack() {
    Random random = new Random(1);

    for (int length = 0; length < 70; length++) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);

      assertThat(Base32.decode(Base32.encode(bytes))).hasValue(bytes);
    }
  }

  @Test
  void confusableLettersAndBothCasesAreRead() {
    assertThat(Base32.decode("O0oIl1Ll")).hasValue(Base32.decode("00011111").orElseThrow());
    assertThat(Base32.decode("ABCDEFGH")).hasValue(Base32.decode("abcdefgh").orElseThrow());
  }

  @Test
  void foreignCharactersAreRefused() {
    for (String text : new String[] {"uu", "U0", "0é", "0-", "0 ", "€0", "0\u0000"}) {
      assertThat(Base32.decode(text)).as(text).isEmpty();
    }
  }

  @Test
  void aLeftOverCharacterOrBitIsRefused() {
    assertThat(Base32.decode("0")).isEmpty();
    assertThat(Base32.decode("000")).isEmpty();
    assertThat(Base32.decode("01")).isEmpty();
    assertThat(Base32.decode("00")).hasValue(new byte[1]);
  }
}
