package dev.starshell.api.command;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a command answers: lines for people and the same as data for scripts.
public sealed interface Reply {
  /// It worked, or was begun.
  ///
  /// @param lines for people, each without a line end
  /// @param data for scripts: values are text, numbers, booleans, lists and maps of these, or null
  record Done(List<String> lines, Map<String, @Nullable Object> data) implements Reply {
    public Done {
      lines = List.copyOf(lines);
      data = Collections.unmodifiableMap(new LinkedHashMap<>(data));
    }
  }

  /// It was refused or failed; nothing was changed unless the sentence says so.
  ///
  /// @param code stable, in capitals, such as `INVITE_EXPIRED`
  /// @param sentence what, where and what to do next
  record Failed(String code, String sentence) implements Reply {}

  /// A reply of one line without data.
  static Reply done(String line) {
    return new Done(List.of(line), Map.of());
  }

  /// A reply with lines and data.
  static Reply done(List<String> lines, Map<String, @Nullable Object> data) {
    return new Done(lines, data);
  }

  /// A refusal.
  static Reply failed(String code, String sentence) {
    return new Failed(code, sentence);
  }
}
