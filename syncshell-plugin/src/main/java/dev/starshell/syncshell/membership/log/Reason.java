package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.text.SafeText;
import java.util.Optional;

/// Why somebody did something, in a person's words. Safe to show as it is.
///
/// @param text up to [SafeText#POINTS_MAX] code points without controls; may be empty
public record Reason(String text) {
  /// Longest reason in UTF-8. Unit: bytes.
  public static final int BYTES_MAX = SafeText.POINTS_MAX * 4;

  /// No reason given.
  public static final Reason NONE = new Reason("");

  public Reason {
    if (!text.equals(SafeText.of(text))) {
      throw new IllegalArgumentException("reason of " + text.length() + " chars is not clean");
    }
  }

  /// The reason if it is clean as it stands: the rule for what a peer sends.
  public static Optional<Reason> ifClean(String text) {
    return text.equals(SafeText.of(text)) ? Optional.of(new Reason(text)) : Optional.empty();
  }

  /// Cleans what a person typed.
  public static Reason cleaned(String typed) {
    return new Reason(SafeText.of(SafeText.of(typed)));
  }

  @Override
  public String toString() {
    return text;
  }
}
