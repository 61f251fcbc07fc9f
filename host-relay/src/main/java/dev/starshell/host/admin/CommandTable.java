package dev.starshell.host.admin;

import dev.starshell.api.command.Command;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// All commands at one moment. Immutable: adding and removing give a new table.
public final class CommandTable {
  /// A table without commands.
  public static final CommandTable EMPTY = new CommandTable(new TreeMap<>());

  private final SortedMap<String, Entry> entries;

  private CommandTable(SortedMap<String, Entry> entries) {
    this.entries = Collections.unmodifiableSortedMap(entries);
  }

  private record Entry(String owner, Command command) {}

  /// What a line's words lead to.
  public sealed interface Lookup {
    /// A command, and the words after its path.
    record Found(Command command, List<String> parameters) implements Lookup {}

    /// The words begin several commands and are none.
    ///
    /// @param choices the paths that begin so
    record Incomplete(String begun, List<String> choices) implements Lookup {}

    /// Nothing begins so.
    ///
    /// @param nearest the path that was probably meant
    record Unknown(String tried, Optional<String> nearest) implements Lookup {}
  }

  /// This table and one command more.
  ///
  /// @param owner who added it, for [#withoutOwner]
  /// @throws IllegalArgumentException if a command with this path is there already
  public CommandTable with(String owner, Command command) {
    String path = String.join(" ", command.path());
    if (command.path().stream().anyMatch(w -> w.isBlank() || w.chars().anyMatch(c -> c == ' '))) {
      throw new IllegalArgumentException("path=" + command.path() + " has a blank word");
    }
    if (entries.containsKey(path)) {
      throw new IllegalArgumentException(
          "command=" + path + " is registered already by " + entries.get(path).owner());
    }
    SortedMap<String, Entry> more = new TreeMap<>(entries);
    more.put(path, new Entry(owner, command));
    return new CommandTable(more);
  }

  /// This table without the commands of one owner.
  public CommandTable withoutOwner(String owner) {
    SortedMap<String, Entry> fewer = new TreeMap<>(entries);
    fewer.values().removeIf(entry -> entry.owner().equals(owner));
    return new CommandTable(fewer);
  }

  /// Finds the command with the longest path that the words begin with.
  ///
  /// @param words at least one
  public Lookup find(List<String> words) {
    for (int count = words.size(); count > 0; count--) {
      Entry entry = entries.get(String.join(" ", words.subList(0, count)));
      if (entry != null) {
        return new Lookup.Found(entry.command(), List.copyOf(words.subList(count, words.size())));
      }
    }
    for (int count = words.size(); count > 0; count--) {
      String begun = String.join(" ", words.subList(0, count));
      List<String> choices = paths(begun);
      if (count == words.size() && !choices.isEmpty()) {
        return new Lookup.Incomplete(begun, choices);
      }
    }
    return new Lookup.Unknown(String.join(" ", words), nearest(words));
  }

  /// The commands whose path begins with these words, by path; all for an empty list.
  public List<Command> startingWith(List<String> words) {
    String prefix = String.join(" ", words);
    return entries.entrySet().stream()
        .filter(e -> words.isEmpty() || isUnder(e.getKey(), prefix))
        .map(e -> e.getValue().command())
        .toList();
  }

  /// What the last word of an unfinished line may become, sorted.
  public List<String> completions(String line) {
    List<String> words = new ArrayList<>(List.of(line.stripLeading().split("[ \t]+", -1)));
    String last = words.removeLast();
    TreeSet<String> found = new TreeSet<>();
    for (Map.Entry<String, Entry> e : entries.entrySet()) {
      List<String> path = e.getValue().command().path();
      if (path.size() > words.size()
          && path.subList(0, words.size()).equals(words)
          && path.get(words.size()).startsWith(last)) {
        found.add(path.get(words.size()));
      }
    }
    return List.copyOf(found);
  }

  private List<String> paths(String prefix) {
    return entries.keySet().stream().filter(path -> isUnder(path, prefix)).toList();
  }

  private static boolean isUnder(String path, String prefix) {
    return path.equals(prefix) || path.startsWith(prefix + " ");
  }

  private Optional<String> nearest(List<String> words) {
    // A path is compared with as many words as it has itself: the rest may be parameters.
    for (int count = words.size(); count > 0; count--) {
      int length = count;
      List<String> candidates =
          entries.keySet().stream().filter(path -> path.split(" ").length == length).toList();
      Optional<String> near = Nearest.to(String.join(" ", words.subList(0, count)), candidates);
      if (near.isPresent()) {
        return near;
      }
    }
    List<String> firsts =
        entries.keySet().stream().map(p -> p.replaceFirst(" .*", "")).distinct().toList();
    return firsts.contains(words.getFirst())
        ? Optional.of(words.getFirst())
        : Nearest.to(words.getFirst(), firsts);
  }
}
