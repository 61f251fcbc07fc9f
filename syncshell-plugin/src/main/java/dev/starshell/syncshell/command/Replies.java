package dev.starshell.syncshell.command;

import dev.starshell.api.command.Reply;
import dev.starshell.syncshell.control.ShellControl.Answer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Replies that several commands make.
final class Replies {
  private Replies() {}

  static <T> Reply of(Answer<T> answer, Function<T, Reply> worked) {
    return switch (answer) {
      case Answer.Ok<T> ok -> worked.apply(ok.value());
      case Answer.No<T> no -> Reply.failed(no.code(), no.sentence());
    };
  }

  static Reply of(Answer<String> answer) {
    return of(answer, Reply::done);
  }

  static Reply usage(Words words, String usage) {
    String why = words.fault().isEmpty() ? "something is missing" : words.fault();
    return Reply.failed("USAGE", "Usage: " + usage + " (" + why + ").");
  }

  /// A row of data.
  ///
  /// @param pairs name and value, in turn
  static Map<String, @Nullable Object> row(@Nullable Object... pairs) {
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      row.put(String.valueOf(pairs[i]), pairs[i + 1]);
    }
    return row;
  }

  static OptionalLong number(String text, long min, long max) {
    if (!text.matches("\\d{1,9}")) {
      return OptionalLong.empty();
    }
    long value = Long.parseLong(text);
    return value < min || value > max ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
