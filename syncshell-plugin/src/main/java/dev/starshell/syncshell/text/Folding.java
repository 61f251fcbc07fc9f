package dev.starshell.syncshell.text;

import java.text.Normalizer;
import java.util.Locale;

/// Brings texts that a file system or a person may take for the same into one form. The form itself
/// is never shown and never stored.
public final class Folding {
  private Folding() {}

  /// Without regard to case and to how accents are composed. It errs on the side of equality: `ß`
  /// and `ss` are the same, and so are `ı` and `i`, because some file systems say so.
  public static String fold(String text) {
    if (isPlain(text)) {
      return text.toLowerCase(Locale.ROOT);
    }
    String composed = Normalizer.normalize(text, Normalizer.Form.NFC);
    String lower = composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
    return Normalizer.normalize(lower, Normalizer.Form.NFC);
  }

  /// As [#fold], and without regard to letters that merely look different, such as `ﬁ` for `fi`.
  public static String foldLookalikes(String text) {
    return isPlain(text) ? fold(text) : fold(Normalizer.normalize(text, Normalizer.Form.NFKC));
  }

  private static boolean isPlain(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 0x80) {
        return false;
      }
    }
    return true;
  }
}
