package dev.starshell.syncshell.manifest;

import java.util.ArrayList;
import java.util.List;

/// What differs between two manifests of one member.
///
/// @param added places that were not there before
/// @param changed places with other bytes than before
/// @param removed places that are gone
public record ManifestDiff(List<Entry> added, List<Change> changed, List<Entry> removed) {
  /// One place with other bytes.
  public record Change(Entry before, Entry after) {}

  public ManifestDiff {
    added = List.copyOf(added);
    changed = List.copyOf(changed);
    removed = List.copyOf(removed);
  }

  /// Compares entries, both in the order of [Entry#ORDER]; an empty list stands for no manifest.
  public static ManifestDiff between(List<Entry> before, List<Entry> after) {
    List<Entry> added = new ArrayList<>();
    List<Change> changed = new ArrayList<>();
    List<Entry> removed = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < before.size() || j < after.size()) {
      int order =
          i == before.size()
              ? 1
              : j == after.size() ? -1 : Entry.ORDER.compare(before.get(i), after.get(j));
      if (order < 0) {
        removed.add(before.get(i++));
      } else if (order > 0) {
        added.add(after.get(j++));
      } else {
        if (!before.get(i).root().equals(after.get(j).root())) {
          changed.add(new Change(before.get(i), after.get(j)));
        }
        i++;
        j++;
      }
    }
    return new ManifestDiff(added, changed, removed);
  }

  /// Whether both are alike.
  public boolean isEmpty() {
    return added.isEmpty() && changed.isEmpty() && removed.isEmpty();
  }
}
