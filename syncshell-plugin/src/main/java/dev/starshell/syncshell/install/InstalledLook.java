package dev.starshell.syncshell.install;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.install.InstallTree.Kind;
import dev.starshell.syncshell.install.InstallTree.Seen;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.journal.LookBook.Look;
import dev.starshell.syncshell.journal.LookBook.Stamp;
import dev.starshell.syncshell.journal.LookBook.Verdict;
import dev.starshell.syncshell.journal.LookBook.Watched;
import dev.starshell.syncshell.library.InstallPort.Altered;
import dev.starshell.syncshell.library.InstallPort.Looked;
import dev.starshell.syncshell.library.InstallPort.Pace;
import dev.starshell.syncshell.library.InstallPort.Unread;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.quarantine.Contents.Nature;
import dev.starshell.syncshell.quarantine.ContentsCodec;
import dev.starshell.syncshell.store.ArchiveStore;
import dev.starshell.syncshell.store.SourceChangedException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One look at what is installed: first at every file's attributes, then into those that are not as
/// they were, then into those that nobody has read for long, code before everything else. It
/// changes no file. Installations may go on meanwhile, so what it finds must be asked about once
/// more ([#standing]) where no other one is under way. Thread: one.
final class InstalledLook {
  private static final Logger LOG = LoggerFactory.getLogger(InstalledLook.class);

  /// So many comparisons are lost at most when a look is stopped.
  private static final int KEEP_EVERY = 256;

  private final Journal journal;
  private final InstallTree tree;
  private final InstallFolders folders;
  private final StoredContent content;
  private final Pace pace;
  private final long nowMillis;
  private final Set<Root> harmless = new HashSet<>();
  private final List<Look> compared = new ArrayList<>();
  private final List<Found> found = new ArrayList<>();
  private int files;
  private int read;
  private long readBytes;
  private Unread unread = Unread.NONE;

  InstalledLook(ArchiveStore store, Journal journal, InstallTree tree, Pace pace, long nowMillis)
      throws IOException {
    this.journal = journal;
    this.tree = tree;
    this.folders = InstallFolders.open(journal, tree);
    this.content = new StoredContent(store);
    this.pace = pace;
    this.nowMillis = nowMillis;
  }

  /// A file that is to be read.
  private record Due(Watched watched, Path path, Seen seen, boolean isNow) {
    Root root() {
      return watched.file().root();
    }
  }

  private record Found(Look look, Path path, boolean isNew) {}

  /// Looks at all of a shell. Without the install folder, on a disk that is not there say, nothing
  /// is known and nothing is told.
  ///
  /// @throws InterruptedIOException if it was stopped; what was compared so far is kept
  Looked all(ShellId shell) throws IOException {
    if (tree.look(tree.base()).kind() != Kind.FOLDER) {
      return Looked.NOTHING;
    }
    List<Due> due = new ArrayList<>();
    for (Watched watched : journal.looks().watched()) {
      Optional<String> folder = folders.known(shell, watched.file().owner());
      if (folder.isPresent()) {
        pace.before(0);
        files++;
        Path path = tree.path(folder.get() + "/" + watched.file().path());
        try {
          glance(watched, path, due);
        } catch (InterruptedIOException stopped) {
          throw stopped;
        } catch (IOException unreadable) {
          // One folder that cannot be entered must not hide what was changed in another.
          unread(path, unreadable);
          stillFound(watched, path);
        }
      }
    }
    learnNatures(due);
    try {
      readAll(due);
    } finally {
      keep();
    }
    return new Looked(
        files,
        read,
        found.stream()
            .map(one ->
                new Altered(
                    one.look(), one.path().toString(), one.isNew(), hasCode(one.look().root())))
            .toList(),
        unread);
  }

  private void unread(Path path, IOException cause) {
    LOG.debug("installed file not readable file={}", path, cause);
    String first = unread.count() == 0 ? path + " (" + cause + ")" : unread.first();
    unread = new Unread(unread.count() + 1, first);
  }

  /// What was found at a place before holds while nobody can look there.
  private void stillFound(Watched watched, Path path) {
    watched
        .look()
        .filter(before -> before.verdict() != Verdict.AS_INSTALLED)
        .filter(before -> before.verdict() != Verdict.GONE || watched.file().offered())
        .ifPresent(before -> found.add(new Found(before, path, false)));
  }

  private void glance(Watched watched, Path path, List<Due> due) throws IOException {
    Seen seen = seen(tree, path);
    Optional<Look> known = watched.look();
    LookRule.Next next =
        LookRule.next(known, seen, nowMillis, Limits.INSTALLED_READ_SPAN.toMillis());
    switch (next) {
      case FINE -> {
        // As most are.
      }
      case READ_NOW, READ_IN_TURN ->
          due.add(new Due(watched, path, seen, next == LookRule.Next.READ_NOW));
      case CHANGED -> found(watched, path, seen, Verdict.CHANGED);
      case REPLACED -> found(watched, path, seen, Verdict.REPLACED);
      case GONE -> {
        // What is not offered any more and was deleted here is how people tidy up.
        if (watched.file().offered()) {
          found(watched, path, seen, Verdict.GONE);
        }
      }
    }
  }

  private static Seen seen(InstallTree tree, Path path) throws IOException {
    try {
      return tree.look(path);
    } catch (UnsafePlaceException onTheWay) {
      return new Seen(Kind.OTHER, 0, Optional.empty(), InstallPlan.NO_FILE);
    }
  }

  private void readAll(List<Due> due) throws IOException {
    due.sort(
        Comparator.comparing((Due one) -> !one.isNow()).thenComparing(one -> !hasCode(one.root())));
    for (Due one : due) {
      if (!one.isNow() && readBytes >= Limits.INSTALLED_READ_BYTES_MAX) {
        return;
      }
      try {
        read(one);
      } catch (InterruptedIOException stopped) {
        throw stopped;
      } catch (IOException failure) {
        unread(one.path(), failure);
        stillChanged(one);
      }
      if (compared.size() >= KEEP_EVERY) {
        keep();
      }
    }
  }

  /// A file that was changed, and changed again since, does not count as right unread.
  private void stillChanged(Due due) {
    due.watched()
        .look()
        .filter(before -> before.verdict() == Verdict.CHANGED)
        .map(_ -> look(due.watched().file(), due.seen(), Verdict.CHANGED))
        .ifPresent(look -> found.add(new Found(look, due.path(), false)));
  }

  private void read(Due due) throws IOException {
    Installed file = due.watched().file();
    Seen before = seen(tree, due.path());
    if (!before.isFile()) {
      return;
    }
    boolean isSame = content.isInstalled(due.path(), before, file.root(), pace);
    read++;
    readBytes += before.sizeBytes();
    Seen after = seen(tree, due.path());
    if (!after.equals(before)) {
      LOG.debug("file changed while it was read, looked at the next time file={}", due.path());
    } else if (isSame) {
      compared.add(look(file, after, Verdict.AS_INSTALLED));
    } else {
      found(due.watched(), due.path(), after, Verdict.CHANGED);
    }
  }

  private void found(Watched watched, Path path, Seen seen, Verdict verdict)
      throws InterruptedIOException {
    Installed file = watched.file();
    Look look = look(file, seen, verdict);
    boolean isKnown =
        watched
            .look()
            .filter(before -> before.verdict() == verdict && before.stamp().equals(look.stamp()))
            .isPresent();
    found.add(new Found(look, path, !isKnown));
    if (verdict == Verdict.CHANGED) {
      doubt(seen, file.root());
    }
  }

  /// A changed file that is the store's own copy as well: the store reads it, and gives it up.
  private void doubt(Seen seen, Root root) throws InterruptedIOException {
    try {
      if (content.isObject(seen, root)) {
        content.requireWhole(root, pace);
      }
    } catch (SourceChangedException damaged) {
      LOG.warn(
          "stored archive was changed through an installed file root={} why={}",
          root,
          damaged.getMessage());
    } catch (InterruptedIOException stopped) {
      throw stopped;
    } catch (IOException unreadable) {
      LOG.warn("stored archive not read root={}", root, unreadable);
    }
  }

  private Look look(Installed file, Seen seen, Verdict verdict) {
    Stamp stamp = seen.isFile() ? LookRule.stamp(seen.stamp()) : Stamp.NONE;
    return new Look(file.owner(), file.path(), file.root(), stamp, nowMillis, verdict);
  }

  /// Asks the journal once about all files that are to be read or told of.
  private void learnNatures(List<Due> due) throws IOException {
    Set<Root> roots = new HashSet<>();
    due.forEach(one -> roots.add(one.root()));
    found.forEach(one -> roots.add(one.look().root()));
    if (roots.isEmpty()) {
      return;
    }
    journal
        .archives()
        .findings(roots)
        .forEach((root, finding) -> {
          if (ContentsCodec.read(finding.contents())
              .filter(contents -> contents.nature() == Nature.ASSETS)
              .isPresent()) {
            harmless.add(root);
          }
        });
  }

  /// What was never examined counts as code.
  private boolean hasCode(Root root) {
    return !harmless.contains(root);
  }

  private void keep() throws IOException {
    journal.looks().keep(compared);
    compared.clear();
  }

  /// Those of the findings that still hold: the same archive is recorded at the place, and what is
  /// there is what was found, or cannot be looked at. No installation may be under way.
  static List<Altered> standing(
      Journal journal, InstallTree tree, ShellId shell, List<Altered> found) throws IOException {
    InstallFolders folders = InstallFolders.open(journal, tree);
    List<Altered> standing = new ArrayList<>();
    for (Altered one : found) {
      Look look = one.look();
      Optional<String> folder = folders.known(shell, look.owner());
      boolean isRecorded =
          journal.installed(look.owner(), List.of(look.path())).stream()
              .anyMatch(file -> file.root().equals(look.root()));
      if (isRecorded
          && folder.isPresent()
          && holds(tree, tree.path(folder.get() + "/" + look.path()), look)) {
        standing.add(one);
      }
    }
    return standing;
  }

  private static boolean holds(InstallTree tree, Path path, Look found) {
    try {
      return LookRule.holds(found, seen(tree, path));
    } catch (IOException unreadable) {
      LOG.debug("installed file not readable, what was found stands file={}", path, unreadable);
      return true;
    }
  }
}
