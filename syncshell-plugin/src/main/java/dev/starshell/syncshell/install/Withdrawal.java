package dev.starshell.syncshell.install;

import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.install.InstallReport.Problem;
import dev.starshell.syncshell.install.InstallTree.Kind;
import dev.starshell.syncshell.install.InstallTree.Seen;
import dev.starshell.syncshell.journal.InstallBook.Bounds;
import dev.starshell.syncshell.journal.InstallBook.Cause;
import dev.starshell.syncshell.journal.InstallBook.Change;
import dev.starshell.syncshell.journal.InstallBook.NewVersion;
import dev.starshell.syncshell.journal.InstallBook.Outcome;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.quarantine.Copy;
import dev.starshell.syncshell.quarantine.Words;
import dev.starshell.syncshell.store.ArchiveStore;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Takes archives out of the install folder that must not be there any more, wherever in the shell
/// they came from, also from members that have left. The store keeps them. A file that was changed
/// here stays, is told of, and is nobody's but the person's from then on. Thread: one.
final class Withdrawal {
  private final Journal journal;
  private final Bounds bounds;
  private final InstallTree tree;
  private final StoredContent content;
  private final InstallFolders folders;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Installed> done = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();
  private int removed;

  Withdrawal(ArchiveStore store, Journal journal, InstallTree tree, Bounds bounds)
      throws IOException {
    this.journal = journal;
    this.bounds = bounds;
    this.tree = tree;
    this.content = new StoredContent(store);
    this.folders = InstallFolders.open(journal, tree);
  }

  /// Withdraws every installed copy that is barred.
  ///
  /// @throws IOException if the journal fails; files may be gone, and are forgotten the next time
  WithdrawalReport all(ShellId shell, Words words) throws IOException {
    for (Installed file : journal.archives().installed(words.barredRoots())) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("withdrawing was stopped; it goes on at the next start");
      }
      Optional<String> folder = folders.known(shell, file.owner());
      if (folder.isPresent() && words.bars(new Copy(file.root(), file.owner()))) {
        one(folder.get(), file);
      }
    }
    tree.force();
    if (!done.isEmpty()) {
      NewVersion version =
          new NewVersion(
              System.currentTimeMillis(), Cause.WITHDRAWN, Optional.empty(), "", 0, changes);
      journal.installs().finish("", new Outcome(List.of(), done, version), bounds);
    }
    return new WithdrawalReport(removed, problems);
  }

  private void one(String folder, Installed file) {
    Path target = tree.path(folder + "/" + file.path());
    try {
      Seen seen = tree.look(target);
      if (seen.isFile() && content.isSame(target, seen, file.root())) {
        tree.delete(target, tree.path(folder));
        removed++;
        changes.add(
            new Change(
                file.owner(),
                file.path(),
                Optional.of(file.root()),
                Optional.empty(),
                seen.sizeBytes(),
                0));
      } else if (seen.kind() != Kind.ABSENT) {
        problems.add(Problems.withdrawnButChanged(file.path(), target));
      }
      done.add(file);
    } catch (IOException failure) {
      problems.add(Problems.notWithdrawn(file.path(), failure));
    }
  }
}
