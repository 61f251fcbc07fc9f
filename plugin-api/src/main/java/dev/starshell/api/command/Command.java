package dev.starshell.api.command;

import java.util.List;

/// One command of the tree.
///
/// @param path its words, such as `sync status`
/// @param usage its parameters for people, such as `DIR [--as NAME]`; empty when it has none
/// @param summary one line of help
/// @param handler carries it out
public record Command(List<String> path, String usage, String summary, Handler handler) {
  public Command {
    path = List.copyOf(path);
    if (path.isEmpty()) {
      throw new IllegalArgumentException("a command needs at least one word");
    }
  }

  /// Carries out one invocation. Thread: a virtual thread of the host, one per invocation. It
  /// answers at once: long work goes on elsewhere, and the reply says how to follow it.
  @FunctionalInterface
  public interface Handler {
    /// Carries out the command. An exception is answered as `INTERNAL` and logged.
    Reply handle(Invocation invocation);
  }
}
