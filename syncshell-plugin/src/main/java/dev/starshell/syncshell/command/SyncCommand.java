package dev.starshell.syncshell.command;

import dev.starshell.api.command.Command;
import java.util.ArrayList;
import java.util.List;

/// A command of `sync`.
final class SyncCommand {
  private SyncCommand() {}

  /// @param words after `sync`, with spaces between
  static Command of(String words, String usage, String summary, Command.Handler handler) {
    List<String> path = new ArrayList<>(List.of("sync"));
    path.addAll(List.of(words.split(" ")));
    return new Command(path, usage, summary, handler);
  }
}
