package dev.starshell.syncshell.text;

import java.util.Optional;

/// A name that a person gave to a shell or goes by in it. Safe to show as it is.
///
/// @param text 1 to [#POINTS_MAX] code points, NFC, without controls and without spaces at the ends
///   or in a row
public record DisplayName(String text) {
  /// Unit: code points.
  public static final int POINTS_MAX = 50;

  /// Longest name in UTF-8. Unit: bytes.
  public static final int BYTES_MAX = POINTS_MAX * 4;

  public DisplayName {
    if (text.isEmpty() || !text.equals(clean(text))) {
      throw new IllegalArgumentException("name of " + text.length() + " chars is not clean");
    }
  }

  /// The name if it is clean as it stands: the rule for what a peer sends.
  public static Optional<DisplayName> ifClean(String text) {
    return !text.isEmpty() && text.equals(clean(text))
        ? Optional.of(new DisplayName(text))
        : Optional.empty();
  }

  /// Cleans what a person typed; the fallback is used if nothing is left.
  public static DisplayName cleaned(String typed, String fallback) {
    String clean = clean(typed);
    return new DisplayName(clean.isEmpty() ? clean(fallback) : clean);
  }

  /// This name with a number after it, cut so that both fit.
  public DisplayName numbered(int number) {
    String suffix = " " + number;
    int room = POINTS_MAX - suffix.length();
    int points = text.codePointCount(0, text.length());
    String head = points <= room ? text : text.substring(0, text.offsetByCodePoints(0, room));
    return new DisplayName(head.strip() + suffix);
  }

  private static String clean(String text) {
    String tidy = SafeText.of(text, POINTS_MAX * 2).strip().replaceAll(" {2,}", " ");
    int points = tidy.codePointCount(0, tidy.length());
    return points <= POINTS_MAX
        ? tidy
        : tidy.substring(0, tidy.offsetByCodePoints(0, POINTS_MAX)).strip();
  }

  @Override
  public String toString() {
    return text;
  }
}
