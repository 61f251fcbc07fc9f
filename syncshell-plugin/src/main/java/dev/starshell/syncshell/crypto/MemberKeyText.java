package dev.starshell.syncshell.crypto;

import dev.starshell.syncshell.text.Base32;
import java.util.Locale;
import java.util.Optional;

/// A member's key as people read and type it: `p1`, then 52 characters of base 32 and 2 check
/// characters, in groups of four. Any one wrong character and any two neighbours swapped are
/// noticed.
public final class MemberKeyText {
  private static final String PREFIX = "p1";
  private static final int KEY_CHARS = 52;
  private static final int CHECK_CHARS = 2;

  /// x¹⁰ + x⁹ + x⁵ + x⁴ + x + 1, the CRC of ITU-T I.610: it catches every burst of up to 10 bits,
  /// which is what two characters span.
  private static final int CRC_10 = 0x233;

  private MemberKeyText() {}

  /// Whether a person has written the beginning of a key's text, in whatever case and with or
  /// without hyphens; at least eight characters of it.
  public static boolean isBeginning(String written, MemberKey key) {
    String wanted = written.replace("-", "").toLowerCase(Locale.ROOT);
    return wanted.length() >= PREFIX.length() + 8
        && format(key).replace("-", "").startsWith(wanted);
  }

  /// Writes a key.
  public static String format(MemberKey key) {
    String body = Base32.encode(key.toBytes());
    int check = crc(body);
    String all = body + Base32.character(check >>> 5) + Base32.character(check & 31);
    StringBuilder text = new StringBuilder(PREFIX);
    for (int i = 0; i < all.length(); i++) {
      if (i % 4 == 0) {
        text.append('-');
      }
      text.append(all.charAt(i));
    }
    return text.toString();
  }

  /// Reads a key; empty if it was typed wrong or is no key. Case, spaces and hyphens do not matter.
  public static Optional<MemberKey> parse(String text) {
    if (text.length() > 256) {
      return Optional.empty();
    }
    StringBuilder compact = new StringBuilder();
    for (int at = 0; at < text.length(); at++) {
      char c = text.charAt(at);
      if (c != '-' && !Character.isWhitespace(c)) {
        compact.append(c);
      }
    }
    if (compact.length() != PREFIX.length() + KEY_CHARS + CHECK_CHARS
        || (compact.charAt(0) != 'p' && compact.charAt(0) != 'P')
        || Base32.value(compact.charAt(1)) != 1) {
      return Optional.empty();
    }
    String body = compact.substring(PREFIX.length(), PREFIX.length() + KEY_CHARS);
    int high = Base32.value(compact.charAt(compact.length() - 2));
    int low = Base32.value(compact.charAt(compact.length() - 1));
    if (high < 0 || low < 0) {
      return Optional.empty();
    }
    return Base32.decode(body)
        .filter(_ -> crc(body) == (high << 5 | low))
        .map(Signatures::check)
        .flatMap(check ->
            check instanceof KeyCheck.Sound(MemberKey key) ? Optional.of(key) : Optional.empty());
  }

  private static int crc(String body) {
    int crc = 0x3ff;
    for (int i = 0; i < body.length(); i++) {
      int value = Base32.value(body.charAt(i));
      for (int bit = 4; bit >= 0; bit--) {
        int top = (crc >>> 9 ^ value >>> bit) & 1;
        crc = (crc << 1 & 0x3ff) ^ (top == 1 ? CRC_10 : 0);
      }
    }
    return crc;
  }
}
