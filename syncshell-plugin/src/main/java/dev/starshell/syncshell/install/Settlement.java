package dev.starshell.syncshell.install;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.failpoint.Failpoint;
import dev.starshell.syncshell.install.InstallPlan.Change;
import dev.starshell.syncshell.install.InstallPlan.Seat;
import dev.starshell.syncshell.install.InstallTree.Seen;
import dev.starshell.syncshell.journal.InstallBook;
import dev.starshell.syncshell.journal.InstallBook.Bounds;
import dev.starshell.syncshell.journal.InstallBook.NewVersion;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.journal.LookBook.Look;
import dev.starshell.syncshell.journal.LookBook.Verdict;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes prepared installations the installed set, and settles those that a crash has left open.
///
/// 1. New files lie ready, durable.
/// 2. The plan is in the journal: from here on it is finished or undone.
/// 3. Each file that is replaced gets a second name, then the new one its place.
/// 4. The names are forced.
/// 5. One commit records the new set, its version, and that the installation is over.
///
/// Thread: one.
final class Settlement {
  private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

  private final Journal journal;
  private final StoredContent content;
  private final Bounds bounds;

  /// Installations of this process that are open: their record could not be written, a file was
  /// held open, or one could not be put back.
  private final Set<String> unsettled = new HashSet<>();

  Settlement(Journal journal, StoredContent content, Bounds bounds) {
    this.journal = journal;
    this.content = content;
    this.bounds = bounds;
  }

  /// Carries out what was prepared.
  ///
  /// @param recorded what is recorded when all of it is done, its changes included
  /// @param forgotten what is forgotten then
  /// @throws IOException if the journal fails, a file cannot be put back, or it was stopped; the
  ///   next one takes it back
  Transaction.Outcome commit(
      InstallTree tree,
      Staging staging,
      InstallPlan plan,
      List<Installed> recorded,
      List<Installed> forgotten)
      throws IOException {
    Transaction transaction = new Transaction(tree, content, plan, staging.room());
    tree.force();
    Transaction.Outcome outcome = Transaction.Outcome.WELL;
    if (!plan.changes().isEmpty()) {
      Failpoint.INSTALL_STAGED.pass();
      try {
        journal.installs().begin(staging.name(), InstallPlanCodec.write(plan));
      } catch (IOException notBegun) {
        transaction.clear();
        throw notBegun;
      }
      unsettled.add(staging.name());
      Failpoint.INSTALL_JOURNALED.pass();
      outcome = transaction.carryOut();
      if (outcome.held().isPresent()) {
        return outcome;
      }
    } else if (recorded.isEmpty() && forgotten.isEmpty()) {
      transaction.clear();
      return outcome;
    }
    Set<String> notDone = notDone(plan, outcome);
    finish(staging.name(), plan, outcome, without(notDone, recorded), without(notDone, forgotten));
    transaction.clear();
    keepLooks(tree, plan, outcome);
    return outcome;
  }

  private static Set<String> notDone(InstallPlan plan, Transaction.Outcome outcome) {
    Set<String> places = new HashSet<>();
    for (Change change : plan.changes()) {
      if (!outcome.isDone(change)) {
        places.add(plan.seat(change).owner().toHex() + "/" + change.place());
      }
    }
    return places;
  }

  private static List<Installed> without(Set<String> places, List<Installed> files) {
    return files.stream()
        .filter(file -> !places.contains(file.owner().toHex() + "/" + file.path()))
        .toList();
  }

  private void finish(
      String name,
      InstallPlan plan,
      Transaction.Outcome outcome,
      List<Installed> recorded,
      List<Installed> forgotten)
      throws IOException {
    NewVersion version =
        new NewVersion(
            System.currentTimeMillis(),
            plan.cause(),
            plan.by(),
            plan.byName(),
            plan.reference(),
            changes(plan, outcome));
    journal.installs().finish(name, new InstallBook.Outcome(recorded, forgotten, version), bounds);
    unsettled.remove(name);
    Failpoint.INSTALL_RECORDED.pass();
  }

  /// What was placed just now has the bytes that were verified: later looks compare with this. It
  /// only spares them a reading, so a failure does not make a recorded installation a failed one.
  private void keepLooks(InstallTree tree, InstallPlan plan, Transaction.Outcome outcome)
      throws InterruptedIOException {
    long now = System.currentTimeMillis();
    List<Look> looks = new ArrayList<>();
    for (Change change : plan.changes()) {
      if (!outcome.isDone(change) || change.isRemoval()) {
        continue;
      }
      try {
        Seen seen = tree.look(tree.path(plan.path(change)));
        if (seen.isFile() && seen.sizeBytes() == change.afterBytes()) {
          looks.add(
              new Look(
                  plan.seat(change).owner(),
                  change.place(),
                  change.after().orElseThrow(),
                  LookRule.stamp(seen.stamp()),
                  now,
                  Verdict.AS_INSTALLED));
        }
      } catch (InterruptedIOException stopped) {
        throw stopped;
      } catch (IOException gone) {
        LOG.debug("not looked at, read by the next look place={}", change.place(), gone);
      }
    }
    try {
      journal.looks().keep(looks);
    } catch (InterruptedIOException stopped) {
      throw stopped;
    } catch (IOException failure) {
      LOG.warn("installed files are read by the next look files={}", looks.size(), failure);
    }
  }

  /// A removal and a placement at one place are one change.
  private static List<InstallBook.Change> changes(InstallPlan plan, Transaction.Outcome outcome) {
    Map<String, InstallBook.Change> changes = new HashMap<>();
    for (Change change : plan.changes()) {
      if (outcome.isDone(change)) {
        MemberKey owner = plan.seat(change).owner();
        changes.merge(
            owner.toHex() + "/" + change.place(),
            new InstallBook.Change(
                owner,
                change.place(),
                change.before(),
                change.after(),
                change.before().isPresent() ? change.stamp().sizeBytes() : 0,
                change.afterBytes()),
            (gone, come) ->
                new InstallBook.Change(
                    owner,
                    change.place(),
                    gone.before(),
                    come.after(),
                    gone.beforeBytes(),
                    come.afterBytes()));
      }
    }
    return List.copyOf(changes.values());
  }

  // What was left open

  /// Settles what an earlier process has left, and takes away rooms that belong to nothing.
  Settled settleAll(InstallTree tree, List<String> shellFolders) throws IOException {
    Map<String, Bytes> open = journal.installs().open();
    int finished = 0;
    int undone = 0;
    int waiting = 0;
    for (Map.Entry<String, Bytes> one : open.entrySet()) {
      switch (tried(tree, one.getKey(), one.getValue())) {
        case FINISHED -> finished++;
        case UNDONE -> undone++;
        case WAITING -> waiting++;
      }
    }
    for (String folder : shellFolders) {
      sweep(tree, Transaction.rooms(tree, folder), open.keySet());
    }
    return new Settled(finished, undone, waiting);
  }

  private enum End {
    FINISHED,
    UNDONE,
    WAITING
  }

  /// Takes back what this process has left open, and gives it up. It never goes forward: what is
  /// wanted may have changed since it was planned, so it is planned anew.
  ///
  /// @throws IOException if a file cannot be put back: plan and backups stay, and whoever comes
  ///   next tries again. Until then nothing else may be changed
  void settleOwn(InstallTree tree) throws IOException {
    if (unsettled.isEmpty()) {
      return;
    }
    Map<String, Bytes> open = journal.installs().open();
    for (String name : Set.copyOf(unsettled)) {
      Bytes written = open.get(name);
      if (written != null) {
        takeBack(tree, name, written);
      }
      unsettled.remove(name);
    }
  }

  private void takeBack(InstallTree tree, String name, Bytes written) throws IOException {
    Optional<InstallPlan> plan = readable(name, written);
    if (plan.isPresent()) {
      transaction(tree, name, plan.get()).undo();
      LOG.info("installation undone, planned anew name={}", name);
    }
    journal.installs().drop(name);
    if (plan.isPresent()) {
      transaction(tree, name, plan.get()).clear();
    }
  }

  private static Optional<InstallPlan> readable(String name, Bytes written) {
    Optional<InstallPlan> plan =
        name.matches("[0-9a-f]{1,16}") ? InstallPlanCodec.read(written) : Optional.empty();
    if (plan.isEmpty()) {
      LOG.error("installation not readable, dropped name={}", name);
    }
    return plan;
  }

  private Transaction transaction(InstallTree tree, String name, InstallPlan plan) {
    return new Transaction(
        tree, content, plan, Transaction.rooms(tree, plan.shellFolder()).resolve(name));
  }

  /// What the disk does not let be settled now must not keep the host from starting.
  private End tried(InstallTree tree, String name, Bytes written) throws IOException {
    try {
      return settle(tree, name, written);
    } catch (InterruptedIOException stopped) {
      throw stopped;
    } catch (IOException failure) {
      LOG.error("installation not settled, tried again name={}", name, failure);
      unsettled.add(name);
      return End.WAITING;
    }
  }

  private End settle(InstallTree tree, String name, Bytes written) throws IOException {
    Optional<InstallPlan> read = readable(name, written);
    if (read.isEmpty()) {
      journal.installs().drop(name);
      return End.UNDONE;
    }
    InstallPlan plan = read.get();
    Transaction transaction = transaction(tree, name, plan);
    Transaction.Outcome outcome = transaction.carryOut();
    if (outcome.held().isPresent()) {
      unsettled.add(name);
      return End.WAITING;
    }
    if (outcome.isWhole()) {
      finish(name, plan, outcome, recorded(plan, outcome), forgotten(plan, outcome));
      transaction.clear();
      keepLooks(tree, plan, outcome);
      return End.FINISHED;
    }
    LOG.warn("installation undone name={} failed={}", name, outcome.failed().values());
    transaction.undo();
    journal.installs().drop(name);
    transaction.clear();
    return End.UNDONE;
  }

  private static List<Installed> recorded(InstallPlan plan, Transaction.Outcome outcome) {
    List<Installed> files = new ArrayList<>();
    for (Change change : plan.changes()) {
      if (outcome.isDone(change) && change.after().isPresent()) {
        Seat seat = plan.seat(change);
        files.add(
            new Installed(seat.owner(), change.place(), change.after().get(), change.offered()));
      }
    }
    return files;
  }

  private static List<Installed> forgotten(InstallPlan plan, Transaction.Outcome outcome) {
    List<Installed> files = new ArrayList<>();
    for (Change change : plan.changes()) {
      if (outcome.isDone(change) && change.isRemoval() && change.before().isPresent()) {
        files.add(
            new Installed(plan.seat(change).owner(), change.place(), change.before().get(), false));
      }
    }
    return files;
  }

  private static void sweep(InstallTree tree, Path rooms, Set<String> open) throws IOException {
    if (tree.look(rooms).kind() != InstallTree.Kind.FOLDER) {
      return;
    }
    boolean isEmpty = true;
    try (var children = Files.newDirectoryStream(rooms)) {
      for (Path room : children) {
        if (open.contains(String.valueOf(room.getFileName()))
            && Files.isDirectory(room, LinkOption.NOFOLLOW_LINKS)) {
          isEmpty = false;
        } else if (Files.isDirectory(room, LinkOption.NOFOLLOW_LINKS)) {
          tree.deleteAll(room);
        } else {
          Files.deleteIfExists(room);
        }
      }
    }
    if (isEmpty) {
      tree.deleteAll(rooms);
    }
  }
}
