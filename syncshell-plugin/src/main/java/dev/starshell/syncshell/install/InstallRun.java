package dev.starshell.syncshell.install;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.install.InstallPlan.Change;
import dev.starshell.syncshell.install.InstallReport.Problem;
import dev.starshell.syncshell.install.InstallSettings.Removal;
import dev.starshell.syncshell.install.InstallTree.Kind;
import dev.starshell.syncshell.install.InstallTree.Seen;
import dev.starshell.syncshell.journal.InstallBook.Cause;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.library.InstallPort;
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
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// One run of the [Installer] for one member: looks at every place, has new files lie ready, and
/// then changes all of it at once. A bad file is left out before that. Thread: one.
final class InstallRun {
  private final ArchiveStore store;
  private final InstallTree tree;
  private final InstallLedger ledger;
  private final InstallJob job;
  private final String member;
  private final StoredContent content;
  private final Staging staging;
  private final int seat;
  private final Inspection inspection;
  private final Clearance clearance;
  private final Set<String> offered = new HashSet<>();

  /// Archives that are installed by a person's word and were not read yet.
  private final Set<Root> approved = new HashSet<>();

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
    this.staging = new Staging(store, tree, content, member.substring(0, member.indexOf('/')));
    this.seat = staging.seat(job.owner(), member);
    this.inspection = inspection;
    this.clearance = new Clearance(tree, ledger, content, job, member);
  }

  private enum Outcome {
    DONE,
    CONFLICT
  }

  /// Prepares what of these entries is wanted and whole in the store.
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
    }
  }

  /// Stops when the thread is told to end: an interrupted thread can open no file. Nothing was
  /// changed so far.
  private void requireLeave() throws IOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("installing was stopped; it begins anew at the next start");
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
    if (decision.cause() == dev.starshell.syncshell.quarantine.Cause.APPROVED) {
      approved.add(entry.root());
    }
    if (!decision.isInstall()) {
      withhold(entry, decision);
    } else if (putClear(entry) == Outcome.CONFLICT) {
      ledger.forget(entry.place());
      installBeside(entry);
    }
  }

  private Outcome putClear(Entry entry) throws IOException {
    Clearance.Way way = clearance.way(entry.place(), place -> staging.isGoing(seat, place));
    if (!way.isFree()) {
      return put(entry, entry.place());
    }
    // All of them or none: one that cannot be looked at keeps the others.
    List<Seen> seen = new ArrayList<>();
    for (Installed going : way.going()) {
      seen.add(tree.look(target(going.path())));
    }
    int number = staged(entry.root());
    for (int i = 0; i < seen.size(); i++) {
      Installed going = way.going().get(i);
      staging.remove(seat, going.path(), seen.get(i), going.root());
      ledger.forget(going.path());
    }
    place(entry, entry.place(), number, Seen.NOTHING, Optional.empty());
    return Outcome.DONE;
  }

  /// A word of a person is about the bytes it was said of: what lies in the store may have been
  /// changed since it came.
  private int staged(Root root) throws IOException {
    if (approved.contains(root)) {
      content.requireWhole(root, InstallPort.Pace.FULL);
      approved.remove(root);
    }
    return staging.stage(root);
  }

  private void place(Entry entry, String place, int number, Seen over, Optional<Root> before) {
    staging.put(
        seat,
        place,
        number,
        over,
        before,
        new Staging.Wanted(entry.root(), entry.sizeBytes(), true));
    ledger.record(place, entry.root());
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
  private Outcome put(Entry entry, String place) throws IOException {
    Seen seen = tree.look(target(place));
    return switch (seen.kind()) {
      case OTHER -> throw new UnsafePlaceException(place + " is a link or a special file");
      case FOLDER -> Outcome.CONFLICT;
      case FILE -> overFile(entry, place, seen);
      case ABSENT -> {
        place(entry, place, staged(entry.root()), seen, Optional.empty());
        yield Outcome.DONE;
      }
    };
  }

  private Outcome overFile(Entry entry, String place, Seen seen) throws IOException {
    Path target = target(place);
    if (content.isObject(seen, entry.root()) || content.isSame(target, seen, entry.root())) {
      adopted++;
      ledger.record(place, entry.root());
      return Outcome.DONE;
    }
    Optional<Root> ours = content.ours(target, seen, clearance.recordedAt(place, target));
    if (ours.isEmpty()) {
      return Outcome.CONFLICT;
    }
    place(entry, place, staged(entry.root()), seen, ours);
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
      if (isThere || put(entry, beside) == Outcome.DONE) {
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
    }
  }

  private void remove(Installed record) throws IOException {
    Path target = target(record.path());
    Seen seen = tree.look(target);
    if (content.isOurs(target, seen, Optional.of(record.root()))) {
      staging.remove(seat, record.path(), seen, record.root());
    } else if (seen.kind() != Kind.ABSENT) {
      kept++;
      problems.add(Problems.removedButChanged(record.path()));
    }
    ledger.forget(record.path());
  }

  /// Changes what was prepared, all of it or nothing.
  ///
  /// @return places that somebody else has taken meanwhile: they must be looked at again
  Set<String> commit(Settlement settlement) throws IOException {
    InstallPlan plan =
        staging.plan(
            Cause.INSTALLED, Optional.of(job.owner()), job.ownerName().text(), job.manifest());
    Transaction.Outcome outcome =
        settlement.commit(tree, staging, plan, ledger.recorded(), ledger.forgotten());
    if (outcome.held().isPresent()) {
      problems.add(
          Problems.pendingRestart(outcome.held().get().place(), plan.changes().size() - 1));
      return Set.of();
    }
    Set<String> taken = new HashSet<>();
    for (Change change : plan.changes()) {
      IOException failure = outcome.failed().get(change);
      if (failure != null) {
        problems.add(Problems.failed(change.place(), failure));
      } else if (outcome.taken().contains(change)) {
        taken.add(change.place());
      } else if (change.isRemoval()) {
        removed++;
      } else if (change.isReplacement()) {
        replaced++;
      } else {
        installed++;
      }
    }
    return taken;
  }

  /// Takes away what lies ready, when it was given up.
  void discard() throws IOException {
    staging.discard();
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
