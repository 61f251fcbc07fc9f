package dev.starshell.syncshell.install;

import dev.starshell.syncshell.manifest.PathRules;
import dev.starshell.syncshell.text.DisplayName;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/// Turns names of people and shells into names of folders that every system takes.
public final class FolderName {
  private static final int BYTES_MAX = 80;

  private FolderName() {}

  /// A safe name that looks like the given one.
  ///
  /// @param fallback itself safe; used if nothing is left
  public static String of(DisplayName name, String fallback) {
    StringBuilder safe = new StringBuilder();
    for (char c : Normalizer.normalize(name.text(), Normalizer.Form.NFC).toCharArray()) {
      safe.append("<>:\"/\\|?*\uFFFD".indexOf(c) >= 0 ? '_' : c);
    }
    String cut = trimmed(cut(safe.toString()));
    if (!cut.isEmpty() && PathRules.ofLibrary(cut).isPresent()) {
      cut = "_" + cut;
    }
    return cut.isEmpty() || PathRules.ofLibrary(cut).isPresent() ? fallback : cut;
  }

  private static String cut(String name) {
    String cut = name;
    while (cut.getBytes(StandardCharsets.UTF_8).length > BYTES_MAX) {
      cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
    }
    return cut;
  }

  private static String trimmed(String name) {
    int end = name.length();
    while (end > 0 && (name.charAt(end - 1) == '.' || name.charAt(end - 1) == ' ')) {
      end--;
    }
    return name.substring(0, end).stripLeading();
  }
}
