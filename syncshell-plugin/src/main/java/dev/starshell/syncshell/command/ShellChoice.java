package dev.starshell.syncshell.command;

import dev.starshell.api.command.Command;
import dev.starshell.api.command.Invocation;
import dev.starshell.api.command.Reply;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.control.ShellsControl;
import dev.starshell.syncshell.control.ShellsControl.Chosen;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Gives each command line to the shell that it means: the current one, or that of `--shell NAME`,
/// which any command takes.
final class ShellChoice {
  private static final String OPTION = "--shell";

  private final ShellsControl shells;
  private final Function<Chosen, List<Command>> commandsOf;

  /// @param commandsOf the commands for one shell; for every shell the same paths
  ShellChoice(ShellsControl shells, Function<Chosen, List<Command>> commandsOf) {
    this.shells = shells;
    this.commandsOf = commandsOf;
  }

  /// The commands, for whichever shell is meant when they are typed.
  List<Command> all() {
    return commandsOf.apply(shells.any()).stream()
        .map(one ->
            new Command(one.path(), one.usage(), one.summary(), line -> run(one.path(), line)))
        .toList();
  }

  private Reply run(List<String> path, Invocation line) {
    int at = line.words().indexOf(OPTION);
    if (at < 0) {
      return Replies.of(shells.current(), shell -> handler(shell, path).handle(line));
    }
    List<String> words = new ArrayList<>(line.words());
    words.remove(at);
    if (at == words.size()) {
      return Reply.failed("USAGE", "After --shell comes the name or number of a shell.");
    }
    Answer<Chosen> named = shells.named(words.remove(at));
    Invocation rest = new Invocation(words, line.input());
    return Replies.of(named, shell -> handler(shell, path).handle(rest));
  }

  private Command.Handler handler(Chosen shell, List<String> path) {
    return commandsOf.apply(shell).stream()
        .filter(one -> one.path().equals(path))
        .findFirst()
        .orElseThrow()
        .handler();
  }
}
