package dev.starshell.syncshell.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The parameters of one command, taken apart: plain ones in order, and options with a value.
///
/// @param plain parameters without a name
/// @param options by their name with its two hyphens
/// @param fault what is wrong with them; empty when nothing is
record Words(List<String> plain, Map<String, String> options, String fault) {
  /// Takes parameters apart.
  ///
  /// @param plainMax most plain ones
  /// @param known options that the command has
  static Words of(List<String> words, int plainMax, Set<String> known) {
    return of(words, plainMax, known, Set.of());
  }

  /// Takes parameters apart.
  ///
  /// @param flags options without a value
  static Words of(List<String> words, int plainMax, Set<String> known, Set<String> flags) {
    List<String> plain = new ArrayList<>();
    Map<String, String> options = new LinkedHashMap<>();
    String fault = "";
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (!word.startsWith("--")) {
        plain.add(word);
      } else if (flags.contains(word)) {
        options.put(word, "");
      } else if (!known.contains(word)) {
        fault = "there is no option " + word;
      } else if (i + 1 == words.size()) {
        fault = word + " needs a value";
      } else {
        i++;
        options.put(word, words.get(i));
      }
    }
    if (fault.isEmpty() && plain.size() > plainMax) {
      fault = "'" + plain.get(plainMax) + "' is one word too many; quote a name with spaces";
    }
    return new Words(List.copyOf(plain), Map.copyOf(options), fault);
  }

  /// The plain parameter at a place.
  Optional<String> at(int index) {
    return index < plain.size() ? Optional.of(plain.get(index)) : Optional.empty();
  }

  /// Whether a flag was written.
  boolean has(String flag) {
    return options.containsKey(flag);
  }

  /// The value of an option.
  Optional<String> option(String name) {
    return Optional.ofNullable(options.get(name));
  }
}
