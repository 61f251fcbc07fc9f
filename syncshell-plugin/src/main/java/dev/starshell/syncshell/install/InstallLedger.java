package dev.starshell.syncshell.install;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.text.Folding;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What is recorded as installed of one member, and what this run changes about it. Thread: one.
final class InstallLedger {
  private final MemberKey owner;
  private final Map<String, Installed> records = new HashMap<>();
  private final Set<String> inUse = new HashSet<>();

  /// The recorded places by their folded form; empty until somebody asks.
  private final Map<String, Set<String>> spellings = new HashMap<>();

  private final List<Installed> toRecord = new ArrayList<>();
  private final List<Installed> toForget = new ArrayList<>();

  private InstallLedger(MemberKey owner, List<Installed> recorded) {
    this.owner = owner;
    recorded.forEach(record -> records.put(record.path(), record));
  }

  /// Everything that is recorded of a member.
  static InstallLedger whole(Journal journal, MemberKey owner) throws IOException {
    return new InstallLedger(owner, journal.installed(owner));
  }

  /// What is recorded for these places alone; other places must not be asked about.
  static InstallLedger of(Journal journal, MemberKey owner, Collection<String> places)
      throws IOException {
    return new InstallLedger(owner, journal.installed(owner, places));
  }

  /// Whether this archive was installed at this place, by an earlier run or this one.
  boolean has(String place, Root root) {
    Installed record = records.get(place);
    return record != null && record.root().equals(root);
  }

  /// The archive that was installed at a place.
  Optional<Root> root(String place) {
    return Optional.ofNullable(records.get(place)).map(Installed::root);
  }

  /// What is recorded under a place that only differs in case, or in how accents are composed.
  Optional<Installed> spelledOtherwise(String place) {
    if (spellings.isEmpty()) {
      records.values().forEach(record -> index(record.path()));
    }
    return spellings.getOrDefault(Folding.fold(place), Set.of()).stream()
        .filter(other -> !other.equals(place))
        .flatMap(other -> Optional.ofNullable(records.get(other)).stream())
        .findFirst();
  }

  private void index(String place) {
    spellings.computeIfAbsent(Folding.fold(place), _ -> new TreeSet<>()).add(place);
  }

  /// What is recorded in a folder and those below it.
  List<Installed> below(String folder) {
    return records.values().stream()
        .filter(record -> record.path().startsWith(folder + "/"))
        .toList();
  }

  boolean isInUse(String place) {
    return inUse.contains(place);
  }

  /// A place that must not be taken for removed.
  void use(String place) {
    inUse.add(place);
  }

  /// The archive is at the place now.
  void record(String place, Root root) {
    record(place, root, true);
  }

  /// The same.
  ///
  /// @param offered whether the member's newest manifest has it there
  void record(String place, Root root, boolean offered) {
    inUse.add(place);
    Installed now = new Installed(owner, place, root, offered);
    if (!spellings.isEmpty()) {
      index(place);
    }
    if (!now.equals(records.put(place, now))) {
      toRecord.add(now);
    }
  }

  /// The file stays, although it is not offered any more.
  void markKept(Installed record) {
    if (record.offered()) {
      toRecord.add(new Installed(record.owner(), record.path(), record.root(), false));
    }
  }

  /// The file at a place is not ours, or gone.
  void forget(String place) {
    Installed record = records.remove(place);
    if (record != null) {
      toRecord.removeIf(now -> now.path().equals(place));
      toForget.add(record);
    }
  }

  /// What is recorded and stands for nothing that is offered.
  List<Installed> gone() {
    return records.values().stream()
        .filter(record -> !inUse.contains(record.path()))
        .sorted(Comparator.comparing(Installed::path))
        .toList();
  }

  /// What is new or other than it was recorded.
  List<Installed> recorded() {
    return List.copyOf(toRecord);
  }

  /// What is not to be recorded any more.
  List<Installed> forgotten() {
    return List.copyOf(toForget);
  }
}
