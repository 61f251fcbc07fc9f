package dev.starshell.host.runtime;

import dev.starshell.api.command.Command;
import dev.starshell.api.command.Commands;
import dev.starshell.api.command.Invocation;
import dev.starshell.api.command.Reply;
import dev.starshell.host.admin.CommandHelp;
import dev.starshell.host.admin.CommandLine;
import dev.starshell.host.admin.CommandLine.Cut;
import dev.starshell.host.admin.CommandRunner;
import dev.starshell.host.admin.CommandTable;
import dev.starshell.host.admin.CommandTable.Lookup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one tree of commands: console, bridge and plugins share it.
///
/// Each invocation runs on a virtual thread `command-N` of its own. Thread: any.
public final class CommandTree implements CommandRunner {
  /// How long a command may take before its caller is told so. It goes on.
  static final Duration REPLY_MAX = Duration.ofSeconds(60);

  private static final Logger LOG = LoggerFactory.getLogger(CommandTree.class);

  private final AtomicReference<CommandTable> table = new AtomicReference<>(CommandTable.EMPTY);
  private final AtomicLong invocations = new AtomicLong();

  /// A tree with `help` in it.
  public CommandTree() {
    commandsOf("host")
        .register(
            new Command(
                List.of("help"),
                "[COMMAND]",
                "shows the commands, or those that begin with COMMAND",
                invocation -> CommandHelp.of(table.get(), invocation.words())));
  }

  /// Where one owner registers its commands.
  public Commands commandsOf(String owner) {
    return command -> table.updateAndGet(now -> now.with(owner, command));
  }

  /// Removes every command of an owner. An invocation that is running goes on.
  public void removeAll(String owner) {
    table.updateAndGet(now -> now.withoutOwner(owner));
  }

  @Override
  public List<String> completions(String line) {
    return table.get().completions(line);
  }

  @Override
  public Reply run(String line, String input) {
    return switch (CommandLine.cut(line)) {
      case Cut.Broken(String code, String sentence) -> Reply.failed(code, sentence);
      case Cut.Words(List<String> words) when words.isEmpty() ->
          Reply.done(List.of(), java.util.Map.of());
      case Cut.Words(List<String> words) -> find(words, input);
    };
  }

  private Reply find(List<String> words, String input) {
    return switch (table.get().find(words)) {
      case Lookup.Found(Command command, List<String> parameters) ->
          invoke(command, new Invocation(parameters, input));
      case Lookup.Incomplete incomplete -> CommandHelp.incomplete(incomplete);
      case Lookup.Unknown unknown -> CommandHelp.unknown(unknown);
    };
  }

  private Reply invoke(Command command, Invocation invocation) {
    String path = String.join(" ", command.path());
    FutureTask<Reply> task = new FutureTask<>(() -> command.handler().handle(invocation));
    Thread thread =
        Thread.ofVirtual().name("command-" + invocations.incrementAndGet()).unstarted(task);
    thread.setContextClassLoader(command.handler().getClass().getClassLoader());
    thread.start();
    try {
      return task.get(REPLY_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      LOG.error("A command failed command={}", path, e.getCause());
      return Reply.failed(
          "INTERNAL",
          "The command " + path + " failed by a mistake of ours; logs/host.log says where.");
    } catch (TimeoutException _) {
      return Reply.failed(
          "COMMAND_SLOW",
          path + " has not answered in " + REPLY_MAX.toSeconds() + " s; it goes on.");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Reply.failed("HOST_STOPPING", "The host is stopping; " + path + " was not awaited.");
    }
  }
}
