package dev.starshell.syncshell.install;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.install.InstallTree.Kind;
import dev.starshell.syncshell.install.InstallTree.Seen;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.manifest.PathRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Finds what we have installed under a name that now means something else: a file that became a
/// folder in the member's library, a folder that became a file, or one name in another spelling on
/// a file system that takes both for one. What is not ours, was changed here, or is still offered
/// stays. It only looks. Thread: one.
final class Clearance {
  private final InstallTree tree;
  private final InstallLedger ledger;
  private final StoredContent content;
  private final InstallJob job;
  private final String member;
  private final Set<String> offered = new HashSet<>();

  Clearance(
      InstallTree tree,
      InstallLedger ledger,
      StoredContent content,
      InstallJob job,
      String member) {
    this.tree = tree;
    this.ledger = ledger;
    this.content = content;
    this.job = job;
    this.member = member;
  }

  /// Whether something is at an entry's place or, where a folder is needed, on the way to it.
  boolean isTaken(Entry entry) {
    if (PathRules.ofPath(entry.path()).isPresent()
        || PathRules.ofLibrary(entry.library()).isPresent()) {
      return false;
    }
    try {
      return tree.look(path(entry.place())).kind() != Kind.ABSENT;
    } catch (IOException e) {
      // Whatever it is, it is told when the archive is put there.
      return true;
    }
  }

  /// What must go so that an entry can be put at its place: a file of ours where a folder is
  /// needed, or a folder of ours where a file is.
  ///
  /// @param isFree whether nothing is in the way when that is gone; false too if nothing is in the
  ///   way now, or something must stay
  record Way(boolean isFree, List<Installed> going) {
    static final Way AS_IT_IS = new Way(false, List.of());
  }

  /// Looks whether something must go.
  ///
  /// @param isGoing whether a place is to be cleared already
  Way way(String place, Predicate<String> isGoing) throws IOException {
    for (int slash = place.indexOf('/'); slash >= 0; slash = place.indexOf('/', slash + 1)) {
      String above = place.substring(0, slash);
      Seen seen = tree.look(path(above));
      if (seen.kind() == Kind.FILE && isGoing.test(above)) {
        return new Way(true, List.of());
      }
      if (seen.kind() == Kind.FILE) {
        Optional<Root> recorded = ledger.root(above);
        return recorded.isPresent() && mayGo(path(above), above, recorded.get())
            ? new Way(true, List.of(new Installed(job.owner(), above, recorded.get(), false)))
            : Way.AS_IT_IS;
      }
      if (seen.kind() != Kind.FOLDER) {
        return Way.AS_IT_IS;
      }
    }
    return tree.look(path(place)).kind() == Kind.FOLDER ? wayOfFolder(place) : Way.AS_IT_IS;
  }

  private Way wayOfFolder(String place) throws IOException {
    Map<Path, Installed> ours = new HashMap<>();
    ledger.below(place).forEach(record -> ours.put(path(record.path()), record));
    List<Installed> going = new ArrayList<>();
    try (Stream<Path> files = Files.walk(path(place))) {
      for (Iterator<Path> each = files.iterator(); each.hasNext(); ) {
        Path file = each.next();
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS) || InstallTree.isDraft(file)) {
          continue;
        }
        Installed record = ours.get(file);
        if (record == null || !mayGo(file, record.path(), record.root())) {
          return Way.AS_IT_IS;
        }
        going.add(record);
      }
    }
    return going.isEmpty() ? Way.AS_IT_IS : new Way(true, going);
  }

  private boolean mayGo(Path file, String place, Root recorded) throws IOException {
    return !isOffered(place) && content.isOurs(file, tree.look(file), Optional.of(recorded));
  }

  /// The archive that was installed at a place, under whatever spelling the disk has it.
  Optional<Root> recordedAt(String place, Path target) throws IOException {
    Optional<Root> recorded = ledger.root(place);
    return recorded.isPresent() || tree.isSpelled(target)
        ? recorded
        : ledger.spelledOtherwise(place).map(Installed::root);
  }

  /// Forgets records whose file is now recorded under another spelling: it is the same file, and
  /// would be deleted with them.
  void forgetOtherSpellings() throws IOException {
    for (Installed record : ledger.gone()) {
      Optional<Installed> other = ledger.spelledOtherwise(record.path());
      if (other.isPresent()
          && ledger.isInUse(other.get().path())
          && isOneFile(record.path(), other.get().path())) {
        ledger.forget(record.path());
      }
    }
  }

  /// A file system that tells both spellings apart lists both.
  private boolean isOneFile(String one, String other) throws IOException {
    return tree.look(path(one)).isFile()
        && tree.look(path(other)).isFile()
        && !(tree.isSpelled(path(one)) && tree.isSpelled(path(other)));
  }

  private boolean isOffered(String place) {
    if (offered.isEmpty()) {
      job.offered().forEach(entry -> offered.add(entry.place()));
    }
    return offered.contains(place);
  }

  private Path path(String place) {
    return tree.path(member + "/" + place);
  }
}
