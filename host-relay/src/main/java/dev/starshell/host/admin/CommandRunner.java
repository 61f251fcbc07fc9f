package dev.starshell.host.admin;

import dev.starshell.api.command.Reply;
import java.util.List;

/// The way in for everything that has a command line: console, bridge, later chat and REST.
///
/// Thread: any.
public interface CommandRunner {
  /// Carries out one line and waits for its reply.
  ///
  /// @param input what came with the line, such as a piped invite code; empty when nothing did
  Reply run(String line, String input);

  /// What the last word of an unfinished line may become, in order; empty when that is unknown.
  List<String> completions(String line);
}
