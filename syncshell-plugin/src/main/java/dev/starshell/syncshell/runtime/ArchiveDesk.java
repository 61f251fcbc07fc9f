package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.control.ArchiveControl;
import dev.starshell.syncshell.control.ArchiveView;
import dev.starshell.syncshell.control.ShellControl.Answer;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.ArchiveBook;
import dev.starshell.syncshell.journal.LookBook.Verdict;
import dev.starshell.syncshell.quarantine.Cause;
import dev.starshell.syncshell.quarantine.Copy;
import dev.starshell.syncshell.quarantine.Decision;
import dev.starshell.syncshell.quarantine.Decision.State;
import dev.starshell.syncshell.quarantine.Words.Word;
import dev.starshell.syncshell.runtime.Inventory.Item;
import dev.starshell.syncshell.text.SafeText;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Carries out what people ask about archives that came from others. Thread: as [ShellDesk].
final class ArchiveDesk implements ArchiveControl {
  /// Most archives that are listed at once: fits a reply, whatever their texts are.
  private static final int LISTED_MAX = 500;

  private final ShellRuntime shell;
  private final ShellFrame frame;
  private final ShellViews views;

  ArchiveDesk(ShellRuntime shell, ShellViews views) {
    this.shell = shell;
    this.frame = shell.frame();
    this.views = views;
  }

  /// What the loop knows at one moment.
  private record Moment(Optional<MemberKey> member, Inventory inventory) {}

  private <T> Answer<T> asked(Optional<String> member, Function<Moment, Answer<T>> then) {
    return frame.loop().ask(() -> now(member)).then(then);
  }

  private Answer<Moment> now(Optional<String> member) {
    return shell.membership().record().isEmpty()
        ? Answers.noShell()
        : views
            .memberIfNamed(member)
            .then(found -> Answer.ok(new Moment(found, shell.sync().archives().inventory())));
  }

  @Override
  public Answer<ArchiveView.Listing> list(Optional<String> member, boolean withheldOnly) {
    return asked(
        member,
        now -> {
          List<Item> items =
              now.inventory().items().stream()
                  .filter(item ->
                      now.member().isEmpty() || item.copy().sender().equals(now.member().get()))
                  .filter(item -> !withheldOnly || isWithheld(item))
                  .toList();
          List<Item> first = items.subList(0, Math.min(LISTED_MAX, items.size()));
          return described(now.inventory(), first)
              .map(shown -> Answer.ok(new ArchiveView.Listing(shown, items.size() - first.size())))
              .orElseGet(ArchiveDesk::unreadable);
        });
  }

  private static boolean isWithheld(Item item) {
    return item.decision().isPresent() && !item.is(State.INSTALLED);
  }

  @Override
  public Answer<ArchiveView> show(String id, Optional<String> member) {
    return one(
        id,
        member,
        (inventory, item) ->
            described(inventory, List.of(item))
                .map(shown -> Answer.ok(shown.getFirst()))
                .orElseGet(ArchiveDesk::unreadable));
  }

  private Optional<List<ArchiveView>> described(Inventory inventory, List<Item> items) {
    try {
      return Optional.of(
          new ArchiveViews(frame.parts().journal(), shell::name).of(inventory, items));
    } catch (IOException e) {
      Answer<Void> _ = Answers.stateFailed(e);
      return Optional.empty();
    }
  }

  private static <T> Answer<T> unreadable() {
    return Answer.no(
        "STORE_FAILED",
        "The shell's journal cannot be read. Look at the disk of the host's home folder; the log"
            + " has the cause.");
  }

  /// What is done with one archive.
  private interface Then<T> {
    Answer<T> with(Inventory inventory, Item item);
  }

  private <T> Answer<T> one(String id, Optional<String> member, Then<T> then) {
    return asked(
        member,
        now -> {
          List<Item> found = id.isEmpty() ? List.of() : now.inventory().find(id, now.member());
          return switch (found.size()) {
            case 0 ->
                Answer.no(
                    "ARCHIVE_UNKNOWN",
                    "No archive that came has the id '"
                        + SafeText.of(id)
                        + "'. 'sync quarantine list' and 'sync mods' list them.");
            case 1 -> then.with(now.inventory(), found.getFirst());
            default -> ambiguous(id, now.inventory(), found);
          };
        });
  }

  private <T> Answer<T> ambiguous(String id, Inventory inventory, List<Item> found) {
    long roots = found.stream().map(item -> item.copy().root()).distinct().count();
    if (roots > 1) {
      String ids =
          found.stream()
              .map(item -> inventory.ids().getOrDefault(item.copy().root(), ""))
              .distinct()
              .limit(5)
              .collect(Collectors.joining(", "));
      return Answer.no(
          "ARCHIVE_ID_AMBIGUOUS",
          "'"
              + SafeText.of(id)
              + "' could be any of "
              + roots
              + " archives: "
              + ids
              + ". Write more of the id.");
    }
    String names =
        found.stream()
            .map(item -> shell.name(item.copy().sender()))
            .limit(5)
            .collect(Collectors.joining(", "));
    return Answer.no(
        "ARCHIVE_ID_AMBIGUOUS",
        "This archive came from several members, and a word is about one of them: "
            + names
            + ". Add --from MEMBER.");
  }

  @Override
  public Answer<String> approve(String id, Optional<String> member) {
    return one(id, member, (_, item) -> approve(item));
  }

  private Answer<String> approve(Item item) {
    String name = nameOf(item);
    Optional<Decision> decision = item.decision();
    if (decision.isPresent()) {
      switch (decision.get().state()) {
        case INSTALLED -> {
          return installed(name, item);
        }
        case RECALLED -> {
          return Answer.no(
              Cause.CONTENT_RECALLED.name(),
              name + " cannot be approved: " + decision.get().sentence() + ".");
        }
        case REFUSED -> {
          boolean isType = decision.get().cause() == Cause.TYPE_REFUSED;
          return Answer.no(
              decision.get().cause().name(),
              name
                  + " cannot be approved: "
                  + decision.get().sentence()
                  + (isType ? ". Change install.policy first." : ". Ask for a clean copy."));
        }
        case HELD, REJECTED -> {
          // As wanted.
        }
      }
    }
    return say(
        List.of(item),
        Word.APPROVED,
        name + " is approved and is being installed. Its next version needs a word of its own.");
  }

  private Answer<String> installed(String name, Item item) {
    Copy copy = item.copy();
    Optional<Verdict> found =
        frame.loop().ask(() -> shell.sync().watch().verdict(copy.sender(), copy.root()));
    if (found.isEmpty()) {
      return Answer.ok(name + " is installed already.");
    }
    String now =
        switch (found.get()) {
          case AS_INSTALLED, CHANGED -> "what lies there now has other bytes";
          case REPLACED -> "a link, a folder or a special file is there now";
          case GONE -> "its file is not there any more";
        };
    return Answer.no(
        InstallWatch.ALTERED,
        name
            + " was installed, and "
            + now
            + ": an approval is not about that. 'sync libraries' says what to do.");
  }

  @Override
  public Answer<String> approveAll(String member) {
    return asked(
        Optional.of(member),
        now -> {
          List<Item> held =
              now.inventory().items().stream()
                  .filter(item -> item.copy().sender().equals(now.member().orElseThrow()))
                  .filter(item -> item.is(State.HELD))
                  .toList();
          String of = shell.name(now.member().orElseThrow());
          return held.isEmpty()
              ? Answer.no("NOTHING_HELD", "Nothing of " + of + " is held.")
              : say(
                  held,
                  Word.APPROVED,
                  (held.size() == 1 ? "1 archive of " : held.size() + " archives of ")
                      + of
                      + (held.size() == 1 ? " is" : " are")
                      + " approved and being installed. What comes later needs a word of its own.");
        });
  }

  @Override
  public Answer<String> reject(String id, Optional<String> member) {
    return one(
        id,
        member,
        (_, item) ->
            item.is(State.REJECTED)
                ? Answer.ok(nameOf(item) + " is rejected already.")
                : say(
                    List.of(item),
                    Word.REJECTED,
                    nameOf(item)
                        + " is rejected"
                        + (item.is(State.INSTALLED) ? " and is being taken out" : "")
                        + ". It stays out until you approve it."));
  }

  private Answer<String> say(List<Item> items, Word word, String sentence) {
    long now = System.currentTimeMillis();
    List<Copy> copies = items.stream().map(Item::copy).toList();
    List<ArchiveBook.Word> words =
        copies.stream()
            .map(copy ->
                new ArchiveBook.Word(copy.root(), copy.sender(), word == Word.APPROVED, now))
            .toList();
    return Answers.durably(
        frame,
        journal -> journal.archives().say(words),
        () -> {
          shell.sync().archives().said(copies, word);
          items.forEach(item ->
              frame
                  .audit()
                  .add(
                      "ARCHIVE_" + word.name(),
                      item.copy().sender(),
                      SafeText.of(item.places().getFirst()) + " " + item.copy().root()));
          return Answer.ok(sentence);
        });
  }

  private String nameOf(Item item) {
    return "\""
        + SafeText.of(item.places().getFirst())
        + "\" of "
        + shell.name(item.copy().sender());
  }
}
