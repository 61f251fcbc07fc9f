package dev.starshell.harness.demo;

import dev.starshell.harness.archive.ArchiveGenerator;
import dev.starshell.harness.archive.LibraryPlan;
import dev.starshell.harness.lab.TreeCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// A folder that one member of the demo shares.
///
/// @param owner the member's name
/// @param library the name it is shared under
/// @param folder the demo's own copy; the demo changes files in it
record Shared(String owner, String library, Path folder) {
  /// Forty archives, twelve of them under two names.
  static LibraryPlan plan(long seed) {
    return LibraryPlan.of(seed, 40, 96_000_000, 12);
  }

  /// Eight archives, two of them under two names.
  static LibraryPlan smallPlan(long seed) {
    return LibraryPlan.of(seed, 8, 6_000_000, 2);
  }

  /// Generates archives, half of them for each owner.
  static List<Shared> generated(LibraryPlan plan, Path top, List<String> owners)
      throws IOException {
    List<LibraryPlan> halves = plan.halves();
    List<Shared> shared = new ArrayList<>();
    for (int i = 0; i < halves.size(); i++) {
      Path folder = Files.createDirectories(top.resolve("mods of " + owners.get(i)));
      ArchiveGenerator.generate(halves.get(i), folder);
      shared.add(new Shared(owners.get(i), "mods", folder));
    }
    return shared;
  }

  /// Copies folders, so that the demo can change files, for the owners in turn.
  static List<Shared> copied(List<Path> libraries, Path top, List<String> owners)
      throws IOException {
    List<Shared> shared = new ArrayList<>();
    for (int i = 0; i < libraries.size(); i++) {
      String owner = owners.get(i % owners.size());
      Path folder = top.resolve("library " + (i + 1));
      for (String name : TreeCheck.sizes(libraries.get(i)).keySet()) {
        Path copy = folder.resolve(name);
        Files.createDirectories(copy.getParent());
        Files.copy(libraries.get(i).resolve(name), copy);
      }
      shared.add(new Shared(owner, "library-" + (i + 1), Files.createDirectories(folder)));
    }
    return shared;
  }

  /// Files of several sizes: at the middle of each quarter, from the smallest to the largest.
  static List<Path> spread(List<Shared> shared, int count) throws IOException {
    record Sized(Path file, long sizeBytes) {}
    List<Sized> files = new ArrayList<>();
    for (Shared one : shared) {
      for (Map.Entry<String, Long> file : TreeCheck.sizes(one.folder()).entrySet()) {
        files.add(new Sized(one.folder().resolve(file.getKey()), file.getValue()));
      }
    }
    files.sort(Comparator.comparingLong(Sized::sizeBytes));
    int picks = Math.min(count, files.size());
    List<Path> picked = new ArrayList<>();
    for (int i = 0; i < picks; i++) {
      picked.add(files.get(files.size() * (2 * i + 1) / (2 * picks)).file());
    }
    return picked;
  }
}
