package dev.starshell.syncshell.command;

import dev.starshell.api.command.Command;
import dev.starshell.api.command.Invocation;
import dev.starshell.api.command.Reply;
import dev.starshell.syncshell.control.HistoryControl;
import dev.starshell.syncshell.control.HistoryControl.ChangeView;
import dev.starshell.syncshell.control.HistoryControl.Listing;
import dev.starshell.syncshell.control.HistoryControl.VersionView;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `sync history` and `sync rollback`: versions of the installed set, and the way back.
final class HistoryCommands {
  private static final String END = "--end";

  private final HistoryControl history;

  HistoryCommands(HistoryControl history) {
    this.history = history;
  }

  List<Command> all() {
    return List.of(
        new Command(
            List.of("sync", "history"),
            "[VERSION]",
            "versions of the installed set, or what one changed",
            this::history),
        new Command(
            List.of("sync", "rollback"),
            "[VERSION | --end]",
            "back to an older set and stay there, until --end",
            this::rollback));
  }

  private Reply history(Invocation invocation) {
    Words words = Words.of(invocation.words(), 1, Set.of());
    if (!words.fault().isEmpty()) {
      return Replies.usage(words, "sync history [VERSION]");
    }
    return words.at(0).isPresent()
        ? Replies.of(history.show(words.at(0).get()), HistoryCommands::shown)
        : Replies.of(history.list(), HistoryCommands::listed);
  }

  private static Reply listed(Listing listing) {
    List<String> lines = new ArrayList<>();
    List<@Nullable Object> rows = new ArrayList<>();
    for (VersionView version : listing.versions()) {
      boolean isHeld = listing.held().isPresent() && listing.held().getAsLong() == version.number();
      lines.add((isHeld ? "> " : "  ") + line(version));
      rows.add(data(version));
    }
    if (lines.isEmpty()) {
      lines.add("Nothing was installed yet.");
    }
    if (listing.held().isPresent()) {
      lines.add(
          "Version "
              + listing.held().getAsLong()
              + " is held: nothing newer is installed until 'sync rollback --end'.");
    }
    return Reply.done(
        lines,
        Replies.row(
            "versions",
            rows,
            "held",
            listing.held().isPresent() ? listing.held().getAsLong() : null));
  }

  private static String line(VersionView version) {
    return String.format(
        "%4d  %-20s  +%d ~%d -%d  %s in, %s out  %s",
        version.number(),
        version.when().substring(0, Math.min(19, version.when().length())).replace('T', ' '),
        version.added(),
        version.changed(),
        version.removed(),
        Units.size(version.addedBytes()),
        Units.size(version.removedBytes()),
        cause(version));
  }

  private static String cause(VersionView version) {
    return switch (version.cause()) {
      case "installed" -> version.by() + " (manifest " + version.reference() + ")";
      case "rolled-back" -> "back to version " + version.reference();
      default -> "recalled or rejected";
    };
  }

  private static Reply shown(VersionView version) {
    List<String> lines = new ArrayList<>();
    lines.add(line(version).strip());
    for (ChangeView change : version.changes()) {
      lines.add(
          String.format(
              "  %-8s %-16s %9s  %s",
              change.kind(),
              change.member(),
              Units.size(
                  change.kind().equals("removed") ? change.beforeBytes() : change.afterBytes()),
              change.place()));
    }
    if (version.more() > 0) {
      lines.add("  … and " + version.more() + " more");
    }
    return Reply.done(lines, data(version));
  }

  private static Map<String, @Nullable Object> data(VersionView version) {
    Map<String, @Nullable Object> row =
        Replies.row(
            "version", version.number(),
            "when", version.when(),
            "cause", version.cause(),
            "by", version.by(),
            "reference", version.reference(),
            "added", version.added(),
            "changed", version.changed(),
            "removed", version.removed(),
            "addedBytes", version.addedBytes(),
            "removedBytes", version.removedBytes());
    if (!version.changes().isEmpty()) {
      List<@Nullable Object> changes = new ArrayList<>();
      for (ChangeView change : version.changes()) {
        changes.add(
            Replies.row(
                "kind", change.kind(),
                "member", change.member(),
                "place", change.place(),
                "beforeBytes", change.beforeBytes(),
                "afterBytes", change.afterBytes()));
      }
      row.put("changes", changes);
      row.put("more", version.more());
    }
    return row;
  }

  private Reply rollback(Invocation invocation) {
    Words words = Words.of(invocation.words(), 1, Set.of(), Set.of(END));
    if (!words.fault().isEmpty() || words.has(END) && words.at(0).isPresent()) {
      return Replies.usage(words, "sync rollback [VERSION], or sync rollback --end");
    }
    return Replies.of(words.has(END) ? history.end() : history.rollback(words.at(0)));
  }
}
