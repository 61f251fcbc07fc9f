package dev.starshell.syncshell.membership;

import dev.starshell.syncshell.text.Base32;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.zip.CRC32;

/// How a code that people copy is written: a prefix, then base 32 of its bytes and their CRC-32.
final class CodeText {
  /// Stands for a character that no code has.
  private static final char STRANGE = '?';

  private static final int CRC_BYTES = 4;

  private CodeText() {}

  /// What somebody typed or pasted.
  ///
  /// @param text in lower case, without what does not matter; O is 0, and I and L are 1
  /// @param strange place and name of the first character that no code has
  record Typed(String text, Optional<String> strange) {}

  /// Writes a code, a single line.
  static String write(String prefix, byte[] content) {
    byte[] all = Arrays.copyOf(content, content.length + CRC_BYTES);
    ByteBuffer.wrap(all).putInt(content.length, crc(content));
    return prefix + Base32.encode(all);
  }

  /// Takes spaces, hyphens and line breaks out.
  static Typed read(String typed) {
    StringBuilder compact = new StringBuilder(typed.length());
    Optional<String> strange = Optional.empty();
    for (int at = 0; at < typed.length(); at++) {
      char c = typed.charAt(at);
      if (isIgnored(c)) {
        continue;
      }
      int value = Base32.value(c);
      compact.append(value < 0 ? STRANGE : Base32.character(value));
      if (value < 0 && strange.isEmpty()) {
        strange = Optional.of(String.format(Locale.ROOT, "%d (U+%04X)", at + 1, (int) c));
      }
    }
    return new Typed(compact.toString(), strange);
  }

  /// The bytes of a code; empty if a character is wrong or missing.
  ///
  /// @param text begins with something as long as the prefix
  static Optional<byte[]> content(String prefix, String text) {
    return Base32.decode(text.substring(prefix.length()))
        .filter(all -> all.length >= CRC_BYTES)
        .flatMap(CodeText::checked);
  }

  private static Optional<byte[]> checked(byte[] all) {
    byte[] content = Arrays.copyOf(all, all.length - CRC_BYTES);
    return ByteBuffer.wrap(all).getInt(content.length) == crc(content)
        ? Optional.of(content)
        : Optional.empty();
  }

  private static int crc(byte[] content) {
    CRC32 crc = new CRC32();
    crc.update(content);
    return (int) crc.getValue();
  }

  private static boolean isIgnored(char c) {
    return Character.isWhitespace(c)
        || Character.isSpaceChar(c)
        || Character.getType(c) == Character.DASH_PUNCTUATION;
  }
}
