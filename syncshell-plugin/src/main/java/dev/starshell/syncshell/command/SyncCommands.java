package dev.starshell.syncshell.command;

import dev.starshell.api.command.Command;
import dev.starshell.api.command.Commands;
import dev.starshell.api.command.Invocation;
import dev.starshell.api.command.Reply;
import dev.starshell.syncshell.control.ConnectionsView;
import dev.starshell.syncshell.control.CreatedView;
import dev.starshell.syncshell.control.ProofControl;
import dev.starshell.syncshell.control.ShellControl;
import dev.starshell.syncshell.control.ShellControl.Direction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/// Registers the `sync` commands that change something; [SyncViews] has those that only show.
public final class SyncCommands {
  private static final int CODE_BYTES_MAX = 64 * 1024;

  private final ShellControl shell;
  private final Path home;
  private final List<Command> registered = new ArrayList<>();

  private SyncCommands(ShellControl shell, Path home) {
    this.shell = shell;
    this.home = home;
  }

  /// Adds all commands to the host's tree.
  ///
  /// @param proofs the part about identities and receipts
  /// @param home folder that relative paths in commands are resolved against
  /// @param connections what is up at the moment; any thread may ask
  public static void register(
      ShellControl shell,
      ProofControl proofs,
      Path home,
      Commands tree,
      Supplier<ConnectionsView> connections) {
    SyncCommands commands = new SyncCommands(shell, home);
    commands.add("create", "NAME", "make a shell and open its relay here", commands::create);
    commands.add(
        "join",
        "CODE | --file FILE",
        "join a friend's shell; the code may be piped in",
        commands::join);
    commands.add("leave", "", "leave the shell; installed files stay", commands::leave);
    commands.add("share", "DIR [--as NAME]", "share a folder of mods", commands::share);
    commands.add("unshare", "NAME", "end the sharing of a folder", commands::unshare);
    commands.add("pull", "[MEMBER]", "fetch what is offered, now", commands::pull);
    commands.add(
        "remove",
        "MEMBER",
        "delete installed files that MEMBER does not offer any more",
        commands::remove);
    commands.add(
        "limit", "[upload|download RATE]", "show or set the speed limits", commands::limit);
    commands.add("pause", "", "stop all transfers", _ -> commands.pause(true));
    commands.add("resume", "", "go on with all transfers", _ -> commands.pause(false));
    SyncViews views = new SyncViews(shell, connections);
    commands.add("status", "", "everything at a glance", views::status);
    commands.add("members", "", "who is in the shell", views::members);
    commands.add("libraries", "", "what is shared and what came", views::libraries);
    commands.add("transfers", "", "what is under way, channel by channel", views::transfers);
    commands.add("channels", "", "the channels of every link", views::channels);
    commands.add("audit", "[N]", "the last contracts, receipts and high fives", views::audit);
    commands.registered.addAll(new PeopleCommands(shell.people()).all());
    commands.addArchives(new ArchiveCommands(shell.archives()));
    commands.registered.addAll(new ProofCommands(proofs, home).all());
    commands.add("help", "", "this list", _ -> commands.help());
    commands.registered.forEach(tree::register);
  }

  private void addArchives(ArchiveCommands archives) {
    add("mods", "[MEMBER]", "what came from others, and what became of it", archives::mods);
    add("quarantine list", "[MEMBER]", "what came and is not installed, and why", archives::list);
    add("quarantine show", "ID [--from MEMBER]", "one archive in detail", archives::show);
    add(
        "quarantine approve",
        "ID [--from MEMBER] | all MEMBER",
        "install what is held",
        archives::approve);
    add(
        "quarantine reject",
        "ID [--from MEMBER]",
        "keep an archive out of the install folder",
        archives::reject);
  }

  private void add(String words, String usage, String summary, Command.Handler handler) {
    List<String> path = new ArrayList<>(List.of("sync"));
    path.addAll(List.of(words.split(" ")));
    registered.add(new Command(path, usage, summary, handler));
  }

  private Reply help() {
    List<String> lines = new ArrayList<>();
    for (Command command : registered) {
      String head = String.join(" ", command.path()) + " " + command.usage();
      lines.add(String.format("%-38s %s", head.strip(), command.summary()));
    }
    return Reply.done(lines, Map.of());
  }

  private Reply create(Invocation invocation) {
    Words words = Words.of(invocation.words(), 1, Set.of());
    if (!words.fault().isEmpty() || words.plain().isEmpty()) {
      return Replies.usage(words, "sync create NAME");
    }
    return Replies.of(shell.create(words.plain().getFirst()), SyncCommands::created);
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
      return joinFrom(resolve(words.option("--file").get()));
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
        : Replies.of(shell.join(code));
  }

  private Reply leave(Invocation invocation) {
    return Replies.of(shell.leave());
  }

  private Reply share(Invocation invocation) {
    Words words = Words.of(invocation.words(), 1, Set.of("--as"));
    if (!words.fault().isEmpty() || words.plain().isEmpty()) {
      return Replies.usage(words, "sync share DIR [--as NAME]");
    }
    try {
      return Replies.of(shell.share(resolve(words.plain().getFirst()), words.option("--as")));
    } catch (InvalidPathException e) {
      return Reply.failed("FOLDER_MISSING", "'" + words.plain().getFirst() + "' is not a path.");
    }
  }

  private Reply unshare(Invocation invocation) {
    Words words = Words.of(invocation.words(), 1, Set.of());
    if (!words.fault().isEmpty() || words.plain().isEmpty()) {
      return Replies.usage(words, "sync unshare NAME");
    }
    return Replies.of(shell.unshare(words.plain().getFirst()));
  }

  private Reply pull(Invocation invocation) {
    Words words = Words.of(invocation.words(), 1, Set.of());
    if (!words.fault().isEmpty()) {
      return Replies.usage(words, "sync pull [MEMBER]");
    }
    return Replies.of(shell.pull(words.at(0)));
  }

  private Reply remove(Invocation invocation) {
    Words words = Words.of(invocation.words(), 1, Set.of());
    if (!words.fault().isEmpty() || words.at(0).isEmpty()) {
      return Replies.usage(words, "sync remove MEMBER");
    }
    return Replies.of(shell.removeUnoffered(words.at(0).get()));
  }

  private Reply limit(Invocation invocation) {
    Words words = Words.of(invocation.words(), 3, Set.of());
    if (words.plain().isEmpty()) {
      var now = shell.limits();
      return Reply.done(
          List.of("upload " + Units.rate(now.upload()), "download " + Units.rate(now.download())),
          Map.of("upload", now.upload(), "download", now.download()));
    }
    Optional<Direction> direction =
        switch (words.plain().getFirst()) {
          case "upload" -> Optional.of(Direction.UPLOAD);
          case "download" -> Optional.of(Direction.DOWNLOAD);
          default -> Optional.empty();
        };
    if (direction.isEmpty() || words.plain().size() < 2) {
      return Replies.usage(words, "sync limit [upload|download RATE]");
    }
    String written = String.join(" ", words.plain().subList(1, words.plain().size()));
    OptionalLong rate = Units.parseRate(written);
    if (rate.isEmpty()) {
      return Reply.failed(
          "RATE_UNCLEAR", "'" + written + "' is no rate. Write '3 MiB/s' or 'unlimited'.");
    }
    return Replies.of(shell.limit(direction.get(), rate.getAsLong()));
  }

  private Reply pause(boolean paused) {
    return Replies.of(shell.pause(paused));
  }

  private Path resolve(String written) {
    return home.resolve(written).toAbsolutePath().normalize();
  }
}
