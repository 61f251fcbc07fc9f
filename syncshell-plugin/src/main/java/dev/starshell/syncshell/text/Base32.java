package dev.starshell.syncshell.text;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// Crockford's base 32: digits and letters without I, L, O and U. Reading takes both cases, O as 0,
/// and I and L as 1. Source: https://www.crockford.com/base32.html.
public final class Base32 {
  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final byte[] VALUES = values();

  private Base32() {}

  /// Writes bytes in lower case. The last character is filled up with zero bits.
  public static String encode(byte[] bytes) {
    StringBuilder text = new StringBuilder((bytes.length * 8 + 4) / 5);
    int held = 0;
    int heldBits = 0;
    for (byte b : bytes) {
      held = (held << 8) | (b & 0xff);
      heldBits += 8;
      while (heldBits >= 5) {
        heldBits -= 5;
        text.append(ALPHABET.charAt(held >>> heldBits & 31));
      }
      held &= (1 << heldBits) - 1;
    }
    if (heldBits > 0) {
      text.append(ALPHABET.charAt(held << (5 - heldBits) & 31));
    }
    return text.toString();
  }

  /// Reads bytes; empty if a character is foreign, a whole character is left over, or a bit that
  /// fills up is not zero.
  public static Optional<byte[]> decode(CharSequence text) {
    byte[] bytes = new byte[text.length() * 5 / 8];
    int held = 0;
    int heldBits = 0;
    int at = 0;
    for (int i = 0; i < text.length(); i++) {
      int value = value(text.charAt(i));
      if (value < 0) {
        return Optional.empty();
      }
      held = held << 5 | value;
      heldBits += 5;
      if (heldBits >= 8) {
        heldBits -= 8;
        bytes[at++] = (byte) (held >>> heldBits);
        held &= (1 << heldBits) - 1;
      }
    }
    return heldBits < 5 && held == 0 ? Optional.of(bytes) : Optional.empty();
  }

  /// The value of one character, 0 to 31; −1 if it is foreign.
  public static int value(char character) {
    return character < VALUES.length ? VALUES[character] : -1;
  }

  /// The character that stands for a value, 0 to 31.
  public static char character(int value) {
    return ALPHABET.charAt(value);
  }

  private static byte[] values() {
    byte[] values = new byte[128];
    Arrays.fill(values, (byte) -1);
    String upper = ALPHABET.toUpperCase(Locale.ROOT);
    for (int i = 0; i < ALPHABET.length(); i++) {
      values[ALPHABET.charAt(i)] = (byte) i;
      values[upper.charAt(i)] = (byte) i;
    }
    for (char zero : new char[] {'o', 'O'}) {
      values[zero] = 0;
    }
    for (char one : new char[] {'i', 'I', 'l', 'L'}) {
      values[one] = 1;
    }
    return values;
  }
}
