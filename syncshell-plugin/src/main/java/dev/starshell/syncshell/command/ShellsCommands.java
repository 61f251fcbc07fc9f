package dev.starshell.syncshell.command;

import dev.starshell.api.command.Command;
import dev.starshell.api.command.Invocation;
import dev.starshell.api.command.Reply;
import dev.starshell.syncshell.control.CreatedView;
import dev.starshell.syncshell.control.ShellView;
import dev.starshell.syncshell.control.ShellsControl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The `sync` commands about the shells that this home is in.
final class ShellsCommands {
  private static final int CODE_BYTES_MAX = 64 * 1024;

  private final ShellsControl shells;
  private final Path home;

  ShellsCommands(ShellsControl shells, Path home) {
    this.shells = shells;
    this.home = home;
  }

  List<Command> all() {
    return List.of(
        SyncCommand.of("create", "NAME", "make a shell and open its relay here", this::create),
        SyncCommand.of(
            "join",
            "CODE | --file FILE",
            "join a friend's shell; the code may be piped in",
            this::join),
        SyncCommand.of("shells", "", "the shells that this home is in", _ -> list()),
        SyncCommand.of(
            "clean",
            "",
            "free what is not offered, not installed and in no version",
            _ -> Replies.of(shells.clean())),
        SyncCommand.of(
            "use", "SHELL", "which shell commands mean; any takes --shell SHELL", this::use));
  }

  private Reply create(Invocation invocation) {
    Words words = Words.of(invocation.words(), 1, Set.of());
    if (!words.fault().isEmpty() || words.plain().isEmpty()) {
      return Replies.usage(words, "sync create NAME");
    }
    return Replies.of(shells.create(words.plain().getFirst()), ShellsCommands::created);
  }

  private static Reply created(CreatedView made) {
    List<String> lines = new ArrayList<>();
    lines.add("Shell '" + made.shell() + "' is made; its relay is open here.");
    lines.addAll(PeopleCommands.recoveryLines(made));
    lines.add("Next: 'sync invite' makes a code for a friend, 'sync share DIR' shares a folder.");
    return Reply.done(lines, Map.of("shell", made.shell(), "recoveryKey", made.recoveryKey()));
  }

  /// The code comes as words, as input, or in a file. As words it may have been broken by spaces.
  private Reply join(Invocation invocation) {
    Words words = Words.of(invocation.words(), Integer.MAX_VALUE, Set.of("--file"));
    if (!words.fault().isEmpty()) {
      return Replies.usage(words, "sync join CODE, or sync join --file FILE");
    }
    if (words.option("--file").isPresent()) {
      return joinFrom(home.resolve(words.option("--file").get()).toAbsolutePath().normalize());
    }
    String code = words.plain().isEmpty() ? invocation.input() : String.join("", words.plain());
    return joinWith(code);
  }

  private Reply joinFrom(Path file) {
    try {
      return Files.size(file) > CODE_BYTES_MAX
          ? Reply.failed("INVITE_CORRUPT", file + " is too large to be an invite code.")
          : joinWith(Files.readString(file));
    } catch (IOException e) {
      return Reply.failed("FILE_UNREADABLE", "The invite code cannot be read from " + file + ".");
    }
  }

  private Reply joinWith(String code) {
    return code.isBlank()
        ? Reply.failed(
            "USAGE",
            "No invite code came. Type 'sync join CODE', pipe the code in, or use"
                + " 'sync join --file FILE'.")
        : Replies.of(shells.join(code));
  }

  private Reply list() {
    List<String> lines = new ArrayList<>();
    List<@Nullable Object> rows = new ArrayList<>();
    for (ShellView shell : shells.shells()) {
      lines.add(
          String.format(
              "%s %d  %-24s %-8s members %3d · others online %d · relay %s",
              shell.current() ? ">" : " ",
              shell.number(),
              shell.name(),
              shell.role(),
              shell.members(),
              shell.othersOnline(),
              shell.relay()));
      rows.add(
          Replies.row(
              "number", shell.number(),
              "name", shell.name(),
              "role", shell.role(),
              "members", shell.members(),
              "othersOnline", shell.othersOnline(),
              "relay", shell.relay(),
              "current", shell.current()));
    }
    if (lines.isEmpty()) {
      lines.add("No shell. 'sync create NAME' makes one, 'sync join CODE' joins a friend's.");
    }
    return Reply.done(lines, Replies.row("shells", rows));
  }

  private Reply use(Invocation invocation) {
    Words words = Words.of(invocation.words(), 1, Set.of());
    if (!words.fault().isEmpty() || words.at(0).isEmpty()) {
      return Replies.usage(words, "sync use SHELL");
    }
    return Replies.of(shells.use(words.at(0).get()));
  }
}
