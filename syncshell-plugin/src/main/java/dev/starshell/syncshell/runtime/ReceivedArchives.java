package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.control.LibrariesView.Received;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.ArchiveBook;
import dev.starshell.syncshell.quarantine.Copy;
import dev.starshell.syncshell.quarantine.Words;
import dev.starshell.syncshell.quarantine.Words.Word;
import dev.starshell.syncshell.text.SafeText;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/// What has arrived from others, and what people say about it. Belongs to the shell's loop.
final class ReceivedArchives {
  private final ShellFrame frame;
  private final Catalog catalog;
  private final Quarantine quarantine;
  private final InstallQueue installs;

  ReceivedArchives(
      ShellFrame frame, Catalog catalog, Quarantine quarantine, InstallQueue installs) {
    this.frame = frame;
    this.catalog = catalog;
    this.quarantine = quarantine;
    this.installs = installs;
  }

  /// Takes what the journal has. Comes before everything else.
  void load(List<ArchiveBook.Word> words, List<ArchiveBook.Recall> recalls) {
    quarantine.load(words, recalls);
  }

  /// A person has said what becomes of these copies, durably: it is done at once.
  void said(List<Copy> copies, Word word) {
    quarantine.said(copies, word);
    switch (word) {
      case APPROVED -> copies.forEach(copy -> installs.add(copy.sender(), Set.of(copy.root())));
      case REJECTED -> {
        installs.withdraw();
        copies.forEach(copy -> installs.add(copy.sender()));
      }
    }
  }

  /// The owner of the shell takes an archive out of use: it is withdrawn wherever it is installed,
  /// and nobody can approve it until that is lifted. Once is enough, more often does no harm. It is
  /// durable before it is done.
  ///
  /// @param reason for people
  void recall(Root root, String reason) {
    if (quarantine.words().isRecalled(root)) {
      return;
    }
    ArchiveBook.Recall recall =
        new ArchiveBook.Recall(
            root, SafeText.of(reason, Words.REASON_POINTS_MAX), System.currentTimeMillis());
    frame
        .facts()
        .write(
            journal -> journal.archives().recall(recall),
            () -> {
              quarantine.recalled(root, recall.reason());
              frame.audit().add("ARCHIVE_RECALLED", frame.self(), root + " " + recall.reason());
              installs.withdraw();
              catalog.owners().forEach(installs::add);
            });
  }

  /// An archive may be used again: it is installed as what people have said, and its type, permit.
  void lift(Root root) {
    quarantine.lifted(root);
    frame
        .facts()
        .write(
            journal -> journal.archives().lift(root),
            () -> {
              quarantine.lifted(root);
              frame.audit().add("ARCHIVE_RECALL_LIFTED", frame.self(), root.toString());
              catalog.owners().forEach(installs::add);
            });
  }

  Inventory inventory() {
    return Inventory.of(catalog, quarantine);
  }

  /// Archives that wait for a person's word.
  int heldCount() {
    return quarantine.heldCount();
  }

  /// A line for each library of each member.
  List<Received> libraries(Function<MemberKey, String> names) {
    return catalog.view(names, quarantine::isHeld);
  }

  /// A member is not in the shell any more; what people have said stays.
  void forget(MemberKey member) {
    quarantine.forget(member);
  }

  void leave() {
    quarantine.clear();
  }
}
