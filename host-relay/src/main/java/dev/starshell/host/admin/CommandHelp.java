package dev.starshell.host.admin;

import dev.starshell.api.command.Command;
import dev.starshell.api.command.Reply;
import dev.starshell.host.admin.CommandTable.Lookup;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Words for people about the commands there are.
public final class CommandHelp {
  private CommandHelp() {}

  /// Lists the commands that begin with these words, all for no words.
  public static Reply of(CommandTable table, List<String> prefix) {
    List<Command> commands = table.startingWith(prefix);
    if (commands.isEmpty()) {
      return switch (table.find(prefix)) {
        case Lookup.Unknown unknown -> unknown(unknown);
        case Lookup.Incomplete incomplete -> incomplete(incomplete);
        // Words after a command's path: show that command.
        case Lookup.Found(Command command, List<String> _) -> list(List.of(command));
      };
    }
    return list(commands);
  }

  /// The answer to words that begin no command.
  public static Reply unknown(Lookup.Unknown unknown) {
    String meant = unknown.nearest().map(path -> "did you mean: " + path + "? ").orElse("");
    return Reply.failed(
        "COMMAND_UNKNOWN",
        "There is no command " + unknown.tried() + "; " + meant + "help lists all commands.");
  }

  /// The answer to words that begin several commands.
  public static Reply incomplete(Lookup.Incomplete incomplete) {
    return Reply.failed(
        "COMMAND_INCOMPLETE",
        incomplete.begun() + " needs one more word: " + String.join(", ", incomplete.choices()));
  }

  private static Reply list(List<Command> commands) {
    int width = commands.stream().mapToInt(c -> synopsis(c).length()).max().orElse(0);
    List<String> lines = new ArrayList<>();
    List<@Nullable Object> data = new ArrayList<>();
    for (Command command : commands) {
      String synopsis = synopsis(command);
      String gap = " ".repeat(Math.min(width, 40) + 2 - Math.min(synopsis.length(), 40));
      lines.add(synopsis + gap + command.summary());
      Map<String, @Nullable Object> entry = new LinkedHashMap<>();
      entry.put("path", String.join(" ", command.path()));
      entry.put("usage", command.usage());
      entry.put("summary", command.summary());
      data.add(entry);
    }
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("commands", data);
    return Reply.done(lines, all);
  }

  private static String synopsis(Command command) {
    String path = String.join(" ", command.path());
    return command.usage().isEmpty() ? path : path + " " + command.usage();
  }
}
