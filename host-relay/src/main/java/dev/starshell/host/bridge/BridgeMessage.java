package dev.starshell.host.bridge;

import dev.starshell.api.command.Reply;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What passes over the bridge: one line of JSON each way. Wire form: docs/decisions/0002.
sealed interface BridgeMessage {
  /// Longest request or reply. Unit: bytes. A request carries at most one invite code as input, a
  /// reply at most one listing.
  int LINE_BYTES_MAX = 4 * 1024 * 1024;

  /// Asks for one command.
  ///
  /// @param token of the running host
  /// @param input what came with the line
  record Request(String token, String line, String input) implements BridgeMessage {
    /// Without the token and without the input, which may be a secret.
    @Override
    public String toString() {
      return "Request[line=" + line + "]";
    }
  }

  /// The answer.
  ///
  /// @param code empty when it worked
  record Answer(
      boolean ok,
      List<String> lines,
      Map<String, @Nullable Object> data,
      String code,
      String sentence)
      implements BridgeMessage {
    static Answer of(Reply reply) {
      return switch (reply) {
        case Reply.Done(List<String> lines, Map<String, @Nullable Object> data) ->
            new Answer(true, lines, data, "", "");
        case Reply.Failed(String code, String sentence) -> failed(code, sentence);
      };
    }

    static Answer failed(String code, String sentence) {
      return new Answer(false, List.of(), Map.of(), code, sentence);
    }
  }
}
