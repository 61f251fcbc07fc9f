package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.control.LibrariesView.Received;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.manifest.Entry;
import dev.starshell.syncshell.manifest.SignedManifest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// What one member offers, and what of it is installed. Belongs to the shell's loop.
final class Offer {
  SignedManifest manifest;
  Set<Root> roots;
  Map<Root, Long> sizes;

  /// Root of each installed file by its place, `library/path`.
  final Map<String, Root> installed = new HashMap<>();

  /// Archives that the member could not supply with this manifest on this link.
  final Set<Root> failed = new HashSet<>();

  /// Counts what may have made good what failed: manifests and announcements.
  long news;

  /// Places of installed files that the newest manifest does not have.
  final Set<String> kept = new HashSet<>();

  Offer(SignedManifest manifest) {
    this.manifest = manifest;
    this.sizes = Map.copyOf(manifest.manifest().sizes());
    this.roots = sizes.keySet();
  }

  void renew(SignedManifest newer) {
    manifest = newer;
    sizes = Map.copyOf(newer.manifest().sizes());
    roots = sizes.keySet();
  }

  /// A line for each library, and for each of which only files are left that it had.
  ///
  /// @param held tells what waits for a person's word
  List<Received> view(String name, Predicate<Entry> held) {
    List<Received> rows = new ArrayList<>();
    Map<String, List<Entry>> libraries = manifest.manifest().byLibrary();
    libraries.forEach((library, entries) -> {
      List<Entry> done =
          entries.stream()
              .filter(entry -> entry.root().equals(installed.get(entry.place())))
              .toList();
      rows.add(
          new Received(
              name,
              library,
              entries.size(),
              done.size(),
              (int) entries.stream().filter(held).count(),
              keptOf(library),
              done.stream().mapToLong(Entry::sizeBytes).sum()));
    });
    kept.stream()
        .map(place -> place.substring(0, place.indexOf('/')))
        .distinct()
        .filter(library -> !libraries.containsKey(library))
        .forEach(library -> rows.add(new Received(name, library, 0, 0, 0, keptOf(library), 0)));
    return rows;
  }

  private int keptOf(String library) {
    return (int) kept.stream().filter(place -> place.startsWith(library + "/")).count();
  }

  void take(Collection<Installed> files) {
    for (Installed file : files) {
      installed.put(file.path(), file.root());
      if (!file.offered()) {
        kept.add(file.path());
      }
    }
  }
}
