package dev.starshell.syncshell.install;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.install.InstallReport.Problem;
import dev.starshell.syncshell.install.InstallSettings.Removal;
import dev.starshell.syncshell.install.InstallTree.Kind;
import dev.starshell.syncshell.install.InstallTree.Seen;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.manifest.Manifest;
import dev.starshell.syncshell.manifest.PathRules;
import dev.starshell.syncshell.quarantine.Copy;
import dev.starshell.syncshell.quarantine.Decision;
import dev.starshell.syncshell.quarantine.Decision.State;
import dev.starshell.syncshell.store.ArchiveStore;
import dev.starshell.syncshell.text.Folding;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One run of the [Installer] for one member. Thread: one.
final class InstallRun {
  /// How often a place is looked at again because somebody else is at work there.
  private static final int TRIES_MAX = 4;

  private final ArchiveStore store;
  private final InstallTree tree;
  private final InstallLedger ledger;
  private final InstallJob job;
  private final String member;
  private final StoredContent content;
  private final Placer placer;
  private final Inspection inspection;
  private final Clearance clearance;
  private final Set<String> offered = new HashSet<>();
  private final List<Problem> problems = new ArrayList<>();
  private final List<Withheld> withheld = new ArrayList<>();
  private int installed;
  private int replaced;
  private int adopted;
  private int unchanged;
  private int pending;
  private int removed;
  private int kept;

  InstallRun(
      ArchiveStore store,
      InstallTree tree,
      InstallLedger ledger,
      InstallJob job,
      String member,
      Inspection inspection) {
    this.store = store;
    this.tree = tree;
    this.ledger = ledger;
    this.job = job;
    this.member = member;
    this.content = new StoredContent(store);
    this.placer = new Placer(store, tree, content);
    this.inspection = inspection;
    this.clearance = new Clearance(tree, ledger, content, job, member);
  }

  private enum Outcome {
    DONE,
    CONFLICT
  }

  /// Installs what of these entries is wanted and whole in the store.
  void install(List<Entry> entries) throws IOException {
    Set<Root> present = present(entries);
    for (Entry entry : entries) {
      requireLeave();
      ledger.use(entry.place());
      if (!job.wanted().contains(entry.root())) {
        keepBeside(entry);
        continue;
      }
      try {
        installOne(entry, present);
      } catch (IOException failure) {
        requireLeave();
        keepBeside(entry);
        problems.add(Problems.failed(entry.place(), failure));
      }
      ledger.commitIfFull();
    }
    ledger.commit();
  }

  /// Stops between two files when the thread is told to end: an interrupted thread can open none.
  /// What was done so far is recorded before.
  private void requireLeave() throws IOException {
    if (Thread.interrupted()) {
      try {
        ledger.commit();
      } finally {
        Thread.currentThread().interrupt();
      }
      throw new InterruptedIOException("installing was stopped; it goes on at the next start");
    }
  }

  /// Asks the store once for all.
  private Set<Root> present(List<Entry> entries) throws IOException {
    Set<Root> roots = new HashSet<>();
    for (Entry entry : entries) {
      if (job.wanted().contains(entry.root())) {
        roots.add(entry.root());
      }
    }
    Set<Root> present = new HashSet<>(store.present(roots));
    present.add(Manifest.EMPTY_ROOT);
    return present;
  }

  private void installOne(Entry entry, Set<Root> present) throws IOException {
    if (PathRules.ofPath(entry.path()).isPresent()
        || PathRules.ofLibrary(entry.library()).isPresent()) {
      throw new UnsafePlaceException("the place breaks a path rule");
    }
    String place = entry.place();
    Copy copy = new Copy(entry.root(), job.owner());
    if (job.words().bars(copy)) {
      withhold(entry, job.words().barred(copy));
    } else if (ledger.has(place, entry.root()) && tree.look(target(place)).isFile()) {
      // A changed file of the same version is left alone, whatever was done to it.
      unchanged++;
      ledger.record(place, entry.root());
    } else if (!present.contains(entry.root())) {
      pending++;
      keepBeside(entry);
    } else {
      installPresent(entry);
    }
  }

  private void installPresent(Entry entry) throws IOException {
    Copy copy = new Copy(entry.root(), job.owner());
    Decision decision = job.words().decide(copy, inspection.ruling(entry));
    if (!decision.isInstall()) {
      withhold(entry, decision);
    } else if (putClear(entry) == Outcome.CONFLICT) {
      ledger.forget(entry.place());
      installBeside(entry);
    }
  }

  private Outcome putClear(Entry entry) throws IOException {
    removed += clearance.clear(entry.place());
    return put(entry.place(), entry.root());
  }

  /// Whether something is at an entry's place, or on the way to it, that is not recorded there.
  boolean isInTheWay(Entry entry) {
    return ledger.root(entry.place()).isEmpty() && clearance.isTaken(entry);
  }

  /// What is installed at the place stays, unless it is withdrawn itself.
  private void withhold(Entry entry, Decision decision) {
    keepBeside(entry);
    withheld.add(new Withheld(entry.place(), entry.root(), decision));
    if (decision.state() == State.REFUSED) {
      problems.add(Problems.refused(entry.place(), decision));
    }
  }

  /// Puts an archive at a place, unless something is there that is not ours.
  private Outcome put(String place, Root root) throws IOException {
    Path target = target(place);
    for (int tries = 1; ; tries++) {
      Seen seen = tree.look(target);
      switch (seen.kind()) {
        case OTHER -> throw new UnsafePlaceException(target + " is a link or a special file");
        case FOLDER -> {
          return Outcome.CONFLICT;
        }
        case FILE -> {
          return overFile(place, target, seen, root);
        }
        case ABSENT -> {
          try {
            placer.create(target, root);
            installed++;
            ledger.record(place, root);
            return Outcome.DONE;
          } catch (FileAlreadyExistsException taken) {
            if (tries == TRIES_MAX) {
              throw taken;
            }
          }
        }
      }
    }
  }

  private Outcome overFile(String place, Path target, Seen seen, Root root) throws IOException {
    if (content.isObject(seen, root) || content.isSame(target, seen, root)) {
      adopted++;
    } else {
      if (!content.isOurs(target, seen, clearance.recordedAt(place, target))) {
        return Outcome.CONFLICT;
      }
      placer.replace(target, root);
      replaced++;
    }
    ledger.record(place, root);
    return Outcome.DONE;
  }

  /// Installs an archive next to a file that must stay.
  private void installBeside(Entry entry) throws IOException {
    if (offered.isEmpty()) {
      job.offered().forEach(other -> offered.add(Folding.fold(other.place())));
    }
    for (String beside : ConflictName.all(entry.place(), job.ownerName())) {
      if (offered.contains(Folding.fold(beside))) {
        continue;
      }
      boolean isThere = ledger.has(beside, entry.root()) && tree.look(target(beside)).isFile();
      if (isThere) {
        unchanged++;
        ledger.record(beside, entry.root());
      }
      if (isThere || put(beside, entry.root()) == Outcome.DONE) {
        problems.add(Problems.conflict(entry.place(), beside));
        return;
      }
    }
    problems.add(Problems.conflictUnsolved(entry.place()));
  }

  /// An entry that was not dealt with now keeps what an earlier run put beside its place.
  private void keepBeside(Entry entry) {
    ConflictName.all(entry.place(), job.ownerName()).forEach(ledger::use);
  }

  /// Deals with what was installed and is not offered any more.
  void removeAll(InstallSettings settings) throws IOException {
    clearance.forgetOtherSpellings();
    List<Installed> gone = ledger.gone();
    boolean isHeld =
        settings.removal() == Removal.DELETE
            && gone.size() > settings.removalsUnaskedMax()
            && !job.removalsConfirmed();
    if (isHeld) {
      problems.add(
          Problems.removalsHeld(job.ownerName(), gone.size(), settings.removalsUnaskedMax()));
    }
    boolean isKept = isHeld || settings.removal() == Removal.KEEP && !job.removalsConfirmed();
    for (Installed record : gone) {
      requireLeave();
      if (isKept) {
        kept++;
        ledger.markKept(record);
        continue;
      }
      try {
        remove(record);
      } catch (IOException failure) {
        requireLeave();
        problems.add(Problems.failed(record.path(), failure));
      }
      ledger.commitIfFull();
    }
    ledger.commit();
  }

  private void remove(Installed record) throws IOException {
    Path target = target(record.path());
    Seen seen = tree.look(target);
    if (content.isOurs(target, seen, Optional.of(record.root()))) {
      tree.delete(target, tree.path(member));
      removed++;
    } else if (seen.kind() != Kind.ABSENT) {
      kept++;
      problems.add(Problems.removedButChanged(record.path()));
    }
    ledger.forget(record.path());
  }

  InstallReport finished() {
    return new InstallReport(
        tree.path(member),
        installed,
        replaced,
        adopted,
        unchanged,
        pending,
        removed,
        kept,
        withheld,
        problems);
  }

  private Path target(String place) {
    return tree.path(member + "/" + place);
  }
}
