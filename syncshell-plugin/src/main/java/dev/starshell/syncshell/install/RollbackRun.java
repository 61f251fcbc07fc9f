package dev.starshell.syncshell.install;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.install.InstallReport.Problem;
import dev.starshell.syncshell.install.InstallTree.Kind;
import dev.starshell.syncshell.install.InstallTree.Seen;
import dev.starshell.syncshell.install.RollbackReport.End;
import dev.starshell.syncshell.journal.InstallBook;
import dev.starshell.syncshell.journal.InstallBook.Cause;
import dev.starshell.syncshell.journal.InstallBook.Version;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.manifest.Manifest;
import dev.starshell.syncshell.quarantine.Copy;
import dev.starshell.syncshell.quarantine.Decision;
import dev.starshell.syncshell.store.ArchiveStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Brings an older set back, as one installation. It is refused as a whole if the store lacks an
/// archive of it. Files that were changed here stay, and what is barred by now stays away. Thread:
/// one.
final class RollbackRun {
  private final ArchiveStore store;
  private final Journal journal;
  private final InstallTree tree;
  private final InstallFolders folders;
  private final StoredContent content;
  private final Inspection inspection;
  private final RollbackOrder order;
  private final Map<MemberKey, InstallLedger> ledgers = new HashMap<>();
  private final List<Problem> problems = new ArrayList<>();
  private final List<Step> removals = new ArrayList<>();
  private final List<Step> placements = new ArrayList<>();

  RollbackRun(
      ArchiveStore store,
      Journal journal,
      InstallTree tree,
      Inspection inspection,
      RollbackOrder order)
      throws IOException {
    this.store = store;
    this.journal = journal;
    this.tree = tree;
    this.folders = InstallFolders.open(journal, tree);
    this.content = new StoredContent(store);
    this.inspection = inspection;
    this.order = order;
  }

  /// A place, what is recorded there and what shall be there.
  private record Step(
      MemberKey owner, String place, Optional<Root> now, Optional<Root> then, long thenBytes) {}

  RollbackReport carryOut(Settlement settlement) throws IOException {
    Optional<End> refusal = refusal(journal.installs().versions());
    if (refusal.isPresent()) {
      return RollbackReport.refused(refusal.get());
    }
    Map<String, InstallBook.Change> oldest = new LinkedHashMap<>();
    for (InstallBook.Change change : journal.installs().changesAfter(order.version())) {
      oldest.put(change.owner().toHex() + "/" + change.path(), change);
    }
    List<InstallBook.Change> missing = missing(oldest.values().stream().toList());
    if (!missing.isEmpty()) {
      return new RollbackReport(
          End.CONTENT_GONE, 0, 0, missing.size(), missing.getFirst().path(), Set.of(), List.of());
    }
    for (InstallBook.Change change : oldest.values()) {
      plan(change);
    }
    Optional<String> shellFolder = shellFolder();
    if (shellFolder.isEmpty()) {
      return new RollbackReport(End.DONE, 0, 0, 0, "", Set.of(), problems);
    }
    Staging staging = new Staging(store, tree, content, shellFolder.get());
    try {
      prepare(staging);
    } catch (IOException | RuntimeException e) {
      staging.discard();
      throw e;
    }
    return commit(settlement, staging);
  }

  private Optional<End> refusal(List<Version> versions) {
    long newest = versions.isEmpty() ? 0 : versions.getFirst().number();
    long oldest = versions.isEmpty() ? 1 : versions.getLast().number();
    boolean isFirst = order.version() == 0 && oldest == 1;
    if (order.version() < 0 || order.version() > newest) {
      return Optional.of(End.VERSION_UNKNOWN);
    }
    return order.version() < oldest && !isFirst
        ? Optional.of(End.VERSION_EXPIRED)
        : Optional.empty();
  }

  private List<InstallBook.Change> missing(List<InstallBook.Change> changes) throws IOException {
    Set<Root> roots = new HashSet<>();
    changes.forEach(change -> change.before().ifPresent(roots::add));
    Set<Root> present = new HashSet<>(store.present(roots));
    present.add(Manifest.EMPTY_ROOT);
    return changes.stream()
        .filter(change -> change.before().isPresent() && !present.contains(change.before().get()))
        .filter(change -> !isBarred(change))
        .toList();
  }

  private boolean isBarred(InstallBook.Change change) {
    return change.before().isPresent()
        && order.words().bars(new Copy(change.before().get(), change.owner()));
  }

  private void plan(InstallBook.Change change) throws IOException {
    Optional<Root> now = ledger(change.owner()).root(change.path());
    Optional<Root> then = change.before();
    if (then.isPresent()) {
      Decision decision = decision(change, then.get());
      if (!decision.isInstall()) {
        problems.add(Problems.notRolledBack(change.path(), decision.sentence()));
        then = Optional.empty();
      }
    }
    if (folders.known(order.shell(), change.owner()).isPresent() && !now.equals(then)) {
      Step step = new Step(change.owner(), change.path(), now, then, change.beforeBytes());
      (then.isPresent() ? placements : removals).add(step);
    }
  }

  private Decision decision(InstallBook.Change change, Root root) throws IOException {
    Copy copy = new Copy(root, change.owner());
    if (order.words().bars(copy)) {
      return order.words().barred(copy);
    }
    int slash = change.path().indexOf('/');
    Entry entry =
        new Entry(
            change.path().substring(0, slash),
            change.path().substring(slash + 1),
            change.beforeBytes(),
            root);
    return order.words().decide(copy, inspection.ruling(entry));
  }

  private InstallLedger ledger(MemberKey owner) throws IOException {
    InstallLedger known = ledgers.get(owner);
    if (known == null) {
      known = InstallLedger.whole(journal, owner);
      ledgers.put(owner, known);
    }
    return known;
  }

  private Optional<String> shellFolder() {
    return Stream.concat(removals.stream(), placements.stream())
        .flatMap(step -> folders.known(order.shell(), step.owner()).stream())
        .map(folder -> folder.substring(0, folder.indexOf('/')))
        .findFirst();
  }

  private String folder(Step step) {
    return folders.known(order.shell(), step.owner()).orElseThrow();
  }

  private Path target(Step step) {
    return tree.path(folder(step) + "/" + step.place());
  }

  private void prepare(Staging staging) throws IOException {
    for (Step step : removals) {
      try {
        remove(staging, step);
      } catch (UnsafePlaceException unsafe) {
        problems.add(Problems.failed(step.place(), unsafe));
      }
    }
    for (Step step : placements) {
      try {
        put(staging, step);
      } catch (UnsafePlaceException unsafe) {
        problems.add(Problems.failed(step.place(), unsafe));
      }
    }
  }

  private void remove(Staging staging, Step step) throws IOException {
    Seen seen = tree.look(target(step));
    Optional<Root> ours =
        seen.isFile() ? content.ours(target(step), seen, step.now()) : Optional.empty();
    if (ours.isPresent()) {
      staging.remove(staging.seat(step.owner(), folder(step)), step.place(), seen, ours.get());
    } else if (seen.kind() != Kind.ABSENT) {
      problems.add(Problems.notRolledBack(step.place(), "it was changed here"));
      return;
    }
    ledger(step.owner()).forget(step.place());
  }

  private void put(Staging staging, Step step) throws IOException {
    Root root = step.then().orElseThrow();
    int seat = staging.seat(step.owner(), folder(step));
    Seen seen = look(staging, seat, step);
    Optional<Root> ours = Optional.empty();
    if (seen.isFile()) {
      if (!content.isObject(seen, root) && !content.isSame(target(step), seen, root)) {
        ours = content.ours(target(step), seen, step.now());
        if (ours.isEmpty()) {
          problems.add(Problems.notRolledBack(step.place(), "it was changed here"));
          return;
        }
      }
    } else if (seen.kind() != Kind.ABSENT) {
      problems.add(Problems.notRolledBack(step.place(), "something else has its name"));
      return;
    }
    boolean isOffered =
        root.equals(order.offered().getOrDefault(step.owner(), Map.of()).get(step.place()));
    if (!seen.isFile() || ours.isPresent()) {
      staging.put(
          seat,
          step.place(),
          staging.stage(root),
          seen,
          ours,
          new Staging.Wanted(root, step.thenBytes(), isOffered));
    }
    ledger(step.owner()).record(step.place(), root, isOffered);
  }

  /// What will be at a place when the removals are done.
  private Seen look(Staging staging, int seat, Step step) throws IOException {
    String place = step.place();
    for (int slash = place.indexOf('/'); slash >= 0; slash = place.indexOf('/', slash + 1)) {
      if (staging.isGoing(seat, place.substring(0, slash))) {
        return Seen.NOTHING;
      }
    }
    Seen seen = tree.look(target(step));
    if (seen.kind() != Kind.FOLDER) {
      return seen;
    }
    Path member = tree.path(folder(step));
    try (Stream<Path> files = Files.walk(target(step))) {
      boolean isEmptied =
          files
              .filter(file -> !Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS))
              .map(file -> member.relativize(file).toString().replace('\\', '/'))
              .allMatch(below -> staging.isGoing(seat, below));
      return isEmptied ? Seen.NOTHING : seen;
    }
  }

  private RollbackReport commit(Settlement settlement, Staging staging) throws IOException {
    InstallPlan plan = staging.plan(Cause.ROLLED_BACK, Optional.empty(), "", order.version());
    List<Installed> recorded = new ArrayList<>();
    List<Installed> forgotten = new ArrayList<>();
    for (InstallLedger ledger : ledgers.values()) {
      recorded.addAll(ledger.recorded());
      forgotten.addAll(ledger.forgotten());
    }
    Transaction.Outcome outcome = settlement.commit(tree, staging, plan, recorded, forgotten);
    if (outcome.held().isPresent()) {
      settlement.settleOwn(tree);
      return RollbackReport.refused(End.HELD_OPEN);
    }
    int restored = 0;
    int removed = 0;
    for (InstallPlan.Change change : plan.changes()) {
      if (outcome.isDone(change)) {
        restored += change.isRemoval() ? 0 : 1;
        removed += change.isRemoval() ? 1 : 0;
      } else if (outcome.failed().containsKey(change)) {
        problems.add(Problems.failed(change.place(), outcome.failed().get(change)));
      } else {
        problems.add(Problems.notRolledBack(change.place(), "it was changed here"));
      }
    }
    return new RollbackReport(End.DONE, restored, removed, 0, "", ledgers.keySet(), problems);
  }
}
