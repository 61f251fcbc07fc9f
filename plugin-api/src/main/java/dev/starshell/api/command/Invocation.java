package dev.starshell.api.command;

import java.util.List;

/// One command line, after its path was taken off.
///
/// @param words the parameters, with quotes resolved, in order
/// @param input lines that came with the command, such as an invite code piped in; empty when none.
///   Secrets come this way, never as a word
public record Invocation(List<String> words, String input) {
  public Invocation {
    words = List.copyOf(words);
  }
}
