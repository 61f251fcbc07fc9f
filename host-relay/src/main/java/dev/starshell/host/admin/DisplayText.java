package dev.starshell.host.admin;

/// Makes text safe for a terminal and a log.
public final class DisplayText {
  private DisplayText() {}

  /// Replaces control, format and bidirectional characters and lone surrogates by U+FFFD, so that a
  /// name from elsewhere can neither move the cursor nor turn the line around. A tab stays.
  public static String safe(String text) {
    return text.codePoints()
        .map(c -> isSafe(c) ? c : 0xFFFD)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isSafe(int codePoint) {
    return codePoint == '\t'
        || switch (Character.getType(codePoint)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.SURROGATE,
              Character.LINE_SEPARATOR,
              Character.PARAGRAPH_SEPARATOR ->
              false;
          default -> true;
        };
  }
}
