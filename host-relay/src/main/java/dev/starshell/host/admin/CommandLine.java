package dev.starshell.host.admin;

import java.util.ArrayList;
import java.util.List;

/// Cuts one line into words.
///
/// Words are parted by blanks. Single or double quotes keep blanks in a word. There is no escape
/// character, so that `C:\mods\` needs no care; a word with one kind of quote is put in the other.
public final class CommandLine {
  /// Longest line. Unit: characters.
  public static final int LINE_CHARS_MAX = 65_536;

  private CommandLine() {}

  /// What a line turned out to be.
  public sealed interface Cut {
    /// The words, with quotes resolved; empty for a blank line.
    record Words(List<String> words) implements Cut {
      public Words {
        words = List.copyOf(words);
      }
    }

    /// No command line.
    record Broken(String code, String sentence) implements Cut {}
  }

  /// Cuts the line.
  public static Cut cut(String line) {
    if (line.length() > LINE_CHARS_MAX) {
      return new Cut.Broken(
          "COMMAND_TOO_LONG",
          "The line has " + line.length() + " characters, the limit is " + LINE_CHARS_MAX + ".");
    }
    if (line.chars().anyMatch(c -> c != '\t' && Character.isISOControl(c))) {
      return new Cut.Broken(
          "COMMAND_BROKEN", "The line has control characters in it; type it on one line.");
    }
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean isOpen = false;
    char quote = 0;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (quote != 0) {
        if (c == quote) {
          quote = 0;
        } else {
          word.append(c);
        }
      } else if (c == '"' || c == '\'') {
        quote = c;
        isOpen = true;
      } else if (c == ' ' || c == '\t') {
        isOpen = closeWord(words, word, isOpen);
      } else {
        word.append(c);
        isOpen = true;
      }
    }
    if (quote != 0) {
      return new Cut.Broken(
          "COMMAND_QUOTE_OPEN", "A " + quote + " is opened and never closed; add the second one.");
    }
    closeWord(words, word, isOpen);
    return new Cut.Words(words);
  }

  private static boolean closeWord(List<String> words, StringBuilder word, boolean isOpen) {
    if (isOpen) {
      words.add(word.toString());
      word.setLength(0);
    }
    return false;
  }
}
