package dev.starshell.host.plugins;

import dev.starshell.api.command.Command;
import dev.starshell.api.command.Commands;
import dev.starshell.api.command.Invocation;
import dev.starshell.api.command.Reply;
import java.util.List;
import java.util.function.Function;

/// The commands `plugins list|load|unload|reload`.
public final class PluginCommands {
  private PluginCommands() {}

  /// Adds them to the tree.
  public static void register(Commands commands, PluginHost plugins) {
    commands.register(
        new Command(
            List.of("plugins", "list"),
            "",
            "shows every plugin and what it is doing",
            invocation ->
                invocation.words().isEmpty()
                    ? plugins.list()
                    : Reply.failed("USAGE", "plugins list takes no parameters.")));
    named(commands, "load", "loads and starts a plugin from the folder plugins", plugins::load);
    named(commands, "unload", "stops a plugin and takes it out of memory", plugins::unload);
    named(
        commands,
        "reload",
        "starts a plugin anew, from its JAR and settings as they are now",
        plugins::reload);
  }

  private static void named(
      Commands commands, String word, String summary, Function<String, Reply> action) {
    commands.register(
        new Command(
            List.of("plugins", word),
            "NAME",
            summary,
            invocation -> run(word, invocation, action)));
  }

  private static Reply run(String word, Invocation invocation, Function<String, Reply> action) {
    return invocation.words().size() == 1
        ? action.apply(invocation.words().getFirst())
        : Reply.failed("USAGE", "plugins " + word + " takes one name; see plugins list.");
  }
}
