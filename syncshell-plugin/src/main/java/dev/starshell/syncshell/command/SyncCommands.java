package dev.starshell.syncshell.command;

import dev.starshell.api.command.Command;
import dev.starshell.api.command.Commands;
import dev.starshell.api.command.Invocation;
import dev.starshell.api.command.Reply;
import dev.starshell.syncshell.control.ConnectionsView;
import dev.starshell.syncshell.control.MemberView;
import dev.starshell.syncshell.control.ShellControl;
import dev.starshell.syncshell.control.ShellControl.Direction;
import dev.starshell.syncshell.control.ShellsControl;
import dev.starshell.syncshell.control.ShellsControl.Chosen;
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
  private final ShellControl shell;
  private final Path home;
  private final List<Command> registered = new ArrayList<>();

  private SyncCommands(ShellControl shell, Path home) {
    this.shell = shell;
    this.home = home;
  }

  /// Adds all commands to the host's tree.
  ///
  /// @param home folder that relative paths in commands are resolved against
  /// @param connections what is up at the moment; any thread may ask
  public static void register(
      ShellsControl shells, Path home, Commands tree, Supplier<ConnectionsView> connections) {
    List<Command> all = new ArrayList<>(new ShellsCommands(shells, home).all());
    ShellChoice choice = new ShellChoice(shells, chosen -> ofOne(chosen, home, connections));
    all.addAll(choice.all());
    all.add(new Command(List.of("sync", "help"), "", "this list", _ -> help(all)));
    all.forEach(tree::register);
  }

  private static List<Command> ofOne(
      Chosen chosen, Path home, Supplier<ConnectionsView> connections) {
    ShellControl shell = chosen.shell();
    SyncCommands commands = new SyncCommands(shell, home);
    commands.add("leave", "[--confirm]", "leave the shell; installed files stay", commands::leave);
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
    commands.registered.addAll(new RecoveryCommands(shell.recoveries()).all());
    commands.registered.addAll(
        new RescueCommands(shell.rescues(), () -> connections.get().relayOnly()).all());
    commands.registered.addAll(new HistoryCommands(shell.history()).all());
    commands.registered.addAll(new ProofCommands(chosen.proofs(), home).all());
    return List.copyOf(commands.registered);
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
    registered.add(SyncCommand.of(words, usage, summary, handler));
  }

  private static Reply help(List<Command> all) {
    List<String> lines = new ArrayList<>();
    for (Command command : all) {
      String head = String.join(" ", command.path()) + " " + command.usage();
      lines.add(String.format("%-38s %s", head.strip(), command.summary()));
    }
    return Reply.done(lines, Map.of());
  }

  private Reply leave(Invocation invocation) {
    Words words = Words.of(invocation.words(), 0, Set.of(), Set.of("--confirm"));
    if (!words.fault().isEmpty()) {
      return Replies.usage(words, "sync leave [--confirm]");
    }
    List<MemberView> members = shell.members();
    boolean isOwner = members.stream().anyMatch(one -> one.self() && one.role().equals("owner"));
    if (isOwner && members.size() > 1 && !words.has("--confirm")) {
      return Reply.failed(
          "SHELL_WOULD_CLOSE",
          "You own the shell: when you leave, it is closed for all "
              + members.size()
              + " members. 'sync owner transfer MEMBER' gives it to somebody else first, 'sync"
              + " leave --confirm' closes it.");
    }
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
