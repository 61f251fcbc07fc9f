package dev.starshell.api.command;

/// The host's command tree. Console, bridge, in-game chat and REST all run the commands in it.
///
/// Thread: any.
public interface Commands {
  /// Adds one command.
  ///
  /// @throws IllegalArgumentException if a command with this path is there already
  void register(Command command);
}
