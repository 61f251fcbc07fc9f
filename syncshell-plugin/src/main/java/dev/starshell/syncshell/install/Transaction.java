package dev.starshell.syncshell.install;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.failpoint.Failpoint;
import dev.starshell.syncshell.install.InstallPlan.Change;
import dev.starshell.syncshell.install.InstallTree.Kind;
import dev.starshell.syncshell.install.InstallTree.Seen;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The renames of one installation. New files lie ready in a folder of its own, `room`, durable;
/// what is replaced or removed gets a second name there first. Whether a change is done is told by
/// what is on the disk, so that both ways can be gone again after a crash at any point: forward to
/// the new set, or back to the old one. Thread: one.
final class Transaction {
  private static final Logger LOG = LoggerFactory.getLogger(Transaction.class);
  private static final String ROOMS = InstallTree.OWN_PREFIX + "install";

  private final InstallTree tree;
  private final StoredContent content;
  private final InstallPlan plan;
  private final Path room;

  Transaction(InstallTree tree, StoredContent content, InstallPlan plan, Path room) {
    this.tree = tree;
    this.content = content;
    this.plan = plan;
    this.room = room;
  }

  /// The folder that has the rooms of a shell's installations.
  static Path rooms(InstallTree tree, String shellFolder) {
    return tree.path(shellFolder).resolve(ROOMS);
  }

  /// Where a new file lies ready. Hidden, without an ending: no game takes it for a mod.
  static Path staged(Path room, int number) {
    return room.resolve(".new-" + number);
  }

  /// What became of the changes.
  ///
  /// @param taken changes whose place has something that is not ours by now; it stays
  /// @param failed changes that the disk refused, and why
  /// @param held the change whose file is held open; nothing is done then
  record Outcome(Set<Change> taken, Map<Change, IOException> failed, Optional<Change> held) {
    static final Outcome WELL = new Outcome(Set.of(), Map.of(), Optional.empty());

    boolean isDone(Change change) {
      return held.isEmpty() && !taken.contains(change) && !failed.containsKey(change);
    }

    boolean isWhole() {
      return held.isEmpty() && failed.isEmpty();
    }
  }

  /// Goes forward. A change that the disk refuses is taken back and left out; a file that is held
  /// open takes all of it back.
  ///
  /// @throws IOException if it was stopped, or could not be taken back; it is neither then
  Outcome carryOut() throws IOException {
    Set<Change> taken = new HashSet<>();
    Map<Change, IOException> failed = new LinkedHashMap<>();
    for (Change change : plan.changes()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("installing was stopped; it goes on at the next start");
      }
      try {
        if (!carryOut(change)) {
          taken.add(change);
        }
      } catch (FileAlreadyExistsException somebodyElse) {
        taken.add(change);
      } catch (NotBegunException unseen) {
        failed.put(change, unseen);
      } catch (IOException failure) {
        if (isHeld(change, failure)) {
          undo();
          return new Outcome(Set.of(), Map.of(), Optional.of(change));
        }
        leaveOut(change, failure);
        failed.put(change, failure);
      }
    }
    tree.force();
    Failpoint.INSTALL_FORCED.pass();
    return new Outcome(taken, failed, Optional.empty());
  }

  private boolean isHeld(Change change, IOException failure) throws IOException {
    return failure instanceof FileSystemException
        && !(failure instanceof NoSuchFileException)
        && change.before().isPresent()
        && tree.isHeld(target(change));
  }

  /// What was there may have been moved away already.
  private void leaveOut(Change change, IOException failure) throws IOException {
    try {
      takeBack(change);
    } catch (IOException stuck) {
      stuck.addSuppressed(failure);
      throw stuck;
    }
  }

  private boolean carryOut(Change change) throws IOException {
    Path target = target(change);
    if (change.isRemoval()) {
      return remove(change, target);
    }
    Seen seen = lookFirst(change, target);
    if (seen.kind() == Kind.ABSENT) {
      create(target, staged(change));
      Failpoint.INSTALL_RENAMED.pass();
      return true;
    }
    if (has(target, seen, change.after().orElseThrow())) {
      return true;
    }
    if (!isBefore(change, target, seen)) {
      return false;
    }
    backUp(change, target);
    Failpoint.INSTALL_BACKED_UP.pass();
    tree.moveOver(target, staged(change));
    Failpoint.INSTALL_RENAMED.pass();
    return true;
  }

  /// A new file whose place cannot be looked at was not begun, so it has nothing to take back.
  private Seen lookFirst(Change change, Path target) throws IOException {
    try {
      return tree.look(target);
    } catch (UnsafePlaceException unsafe) {
      throw unsafe;
    } catch (IOException unreadable) {
      if (change.before().isEmpty() && !isBackedUp(change)) {
        throw new NotBegunException(unreadable);
      }
      throw unreadable;
    }
  }

  private boolean isBackedUp(Change change) {
    return Files.exists(backup(change), LinkOption.NOFOLLOW_LINKS);
  }

  private static final class NotBegunException extends IOException {
    private static final long serialVersionUID = 1;

    NotBegunException(IOException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /// Only over nothing, where the file system can promise that.
  private void create(Path target, Path staged) throws IOException {
    try {
      tree.linkNew(target, staged);
    } catch (FileAlreadyExistsException | UnsafePlaceException taken) {
      throw taken;
    } catch (FileSystemException | UnsupportedOperationException noLinks) {
      tree.moveOver(target, staged);
    }
  }

  /// What has taken its place, or the place of its folder, after it was removed does not count.
  private boolean remove(Change change, Path target) throws IOException {
    boolean isBackedUp = isBackedUp(change);
    Seen seen;
    try {
      seen = tree.look(target);
    } catch (UnsafePlaceException newcomer) {
      if (isBackedUp) {
        return true;
      }
      throw newcomer;
    }
    if (seen.kind() == Kind.ABSENT) {
      return true;
    }
    if (!isBefore(change, target, seen)) {
      return isBackedUp;
    }
    tree.moveAway(target, backup(change), top(change));
    Failpoint.INSTALL_REMOVED.pass();
    return true;
  }

  private void backUp(Change change, Path target) throws IOException {
    Path backup = backup(change);
    try {
      tree.linkNew(backup, target);
    } catch (FileAlreadyExistsException before) {
      // An earlier try has made it: the target has not changed since, its stamp says so.
      return;
    } catch (UnsafePlaceException unsafe) {
      throw unsafe;
    } catch (FileSystemException | UnsupportedOperationException noLinks) {
      tree.moveOver(backup, target);
    }
  }

  /// Goes back to what was there before. What somebody else has put there meanwhile stays. Going
  /// back twice does nothing the second time.
  ///
  /// @throws IOException if a file cannot be put back; the others are
  void undo() throws IOException {
    IOException first = null;
    for (Change change : plan.changes().reversed()) {
      try {
        takeBack(change);
      } catch (IOException failure) {
        first = first == null ? failure : first;
      }
    }
    tree.force();
    if (first != null) {
      throw first;
    }
  }

  private void takeBack(Change change) throws IOException {
    try {
      undo(change);
    } catch (UnsafePlaceException newcomer) {
      // Somebody has put something else where its folder was: that stays, as at the place itself.
      LOG.info("place taken by somebody else, not put back place={}", change.place(), newcomer);
    }
  }

  private void undo(Change change) throws IOException {
    Path target = target(change);
    Path backup = backup(change);
    boolean isBackedUp = isBackedUp(change);
    if (!isBackedUp && change.before().isPresent()) {
      return; // Not begun: what cannot be read need not be looked at.
    }
    Seen seen = tree.look(target);
    boolean isNew =
        seen.isFile() && change.after().isPresent() && has(target, seen, change.after().get());
    if (isNew && (isBackedUp || change.before().isEmpty())) {
      unstage(change, target);
    }
    if (isBackedUp && (isNew || seen.kind() == Kind.ABSENT)) {
      tree.moveOver(target, backup);
    }
  }

  /// The new file lies ready again, so that it can be gone forward once more.
  private void unstage(Change change, Path target) throws IOException {
    if (Files.exists(staged(change), LinkOption.NOFOLLOW_LINKS)) {
      tree.delete(target, top(change));
    } else {
      tree.moveAway(target, staged(change), top(change));
    }
  }

  private boolean has(Path target, Seen seen, Root root) throws IOException {
    return seen.isFile() && (content.isObject(seen, root) || content.isSame(target, seen, root));
  }

  private boolean isBefore(Change change, Path target, Seen seen) throws IOException {
    return seen.isFile()
        && change.before().isPresent()
        && (isStamped(change, seen) || content.isOurs(target, seen, change.before()));
  }

  /// Without a key of the file its size and time are too little to go by.
  private static boolean isStamped(Change change, Seen seen) {
    return !change.stamp().fileKey().isEmpty() && change.stamp().equals(seen.stamp());
  }

  /// Takes away what is left of it.
  void clear() throws IOException {
    tree.deleteAll(room);
  }

  private Path target(Change change) {
    return tree.path(plan.path(change));
  }

  private Path top(Change change) {
    return tree.path(plan.seat(change).folder());
  }

  private Path staged(Change change) {
    return staged(room, change.number());
  }

  private Path backup(Change change) {
    return room.resolve(".old-" + change.number());
  }
}
