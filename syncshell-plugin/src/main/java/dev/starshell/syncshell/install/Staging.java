package dev.starshell.syncshell.install;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.install.InstallPlan.Change;
import dev.starshell.syncshell.install.InstallPlan.Seat;
import dev.starshell.syncshell.install.InstallTree.Seen;
import dev.starshell.syncshell.journal.InstallBook.Cause;
import dev.starshell.syncshell.manifest.Manifest;
import dev.starshell.syncshell.store.ArchiveStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// Prepares one installation: new files lie ready in its room, and what is to be done with them is
/// noted. Nothing that a game can see changes. Thread: one.
final class Staging {
  private final InstallTree tree;
  private final Placer placer;
  private final String shellFolder;
  private final String name = Long.toHexString(ThreadLocalRandom.current().nextLong());
  private final Path room;
  private final Map<MemberKey, Integer> seatNumbers = new LinkedHashMap<>();
  private final List<Seat> seats = new ArrayList<>();
  private final Map<String, Change> removals = new LinkedHashMap<>();
  private final Map<String, Change> placements = new LinkedHashMap<>();
  private int staged;

  Staging(ArchiveStore store, InstallTree tree, StoredContent content, String shellFolder) {
    this.tree = tree;
    this.placer = new Placer(store, tree, content);
    this.shellFolder = shellFolder;
    this.room = Transaction.rooms(tree, shellFolder).resolve(name);
  }

  /// The installation's name in the journal.
  String name() {
    return name;
  }

  Path room() {
    return room;
  }

  /// The number of a member's seat.
  int seat(MemberKey owner, String folder) {
    return seatNumbers.computeIfAbsent(
        owner,
        _ -> {
          seats.add(new Seat(owner, folder));
          return seats.size() - 1;
        });
  }

  /// Has an archive lie ready.
  ///
  /// @return its number
  int stage(Root root) throws IOException {
    placer.stage(Transaction.staged(room, staged), root);
    return staged++;
  }

  /// An archive is to be at a place.
  ///
  /// @param over what is there now; nothing, or a file of ours that has `before`
  void put(int seat, String place, int number, Seen over, Optional<Root> before, Wanted wanted) {
    placements.put(
        key(seat, place),
        new Change(
            seat,
            place,
            number,
            before,
            over.isFile() ? over.stamp() : InstallPlan.NO_FILE,
            Optional.of(wanted.root()),
            wanted.sizeBytes(),
            wanted.offered()));
  }

  /// What is to be at a place.
  ///
  /// @param offered whether the member's newest manifest has it there
  record Wanted(Root root, long sizeBytes, boolean offered) {
    Wanted {
      sizeBytes = root.equals(Manifest.EMPTY_ROOT) ? 0 : sizeBytes;
    }
  }

  /// A file of ours is to go.
  void remove(int seat, String place, Seen seen, Root before) {
    removals.putIfAbsent(
        key(seat, place),
        new Change(
            seat, place, staged++, Optional.of(before), seen.stamp(), Optional.empty(), 0, false));
  }

  /// Whether a file is to go.
  boolean isGoing(int seat, String place) {
    return removals.containsKey(key(seat, place));
  }

  private static String key(int seat, String place) {
    return seat + "/" + place;
  }

  /// What is to be done. Removals come first: a name may come to mean something else.
  InstallPlan plan(Cause cause, Optional<MemberKey> by, String byName, long reference) {
    List<Change> changes = new ArrayList<>(removals.values());
    changes.addAll(placements.values());
    return new InstallPlan(shellFolder, cause, by, byName, reference, seats, changes);
  }

  /// Gives it up; what lies ready goes.
  void discard() throws IOException {
    tree.deleteAll(room);
  }
}
