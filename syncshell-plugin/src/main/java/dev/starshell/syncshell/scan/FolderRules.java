package dev.starshell.syncshell.scan;

import dev.starshell.syncshell.journal.Journal.SharedLibrary;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;

/// Which folders can be shared.
public final class FolderRules {
  private FolderRules() {}

  /// Checks a folder before it is shared.
  ///
  /// @param library the name and folder to be
  /// @param shared the libraries there are; one of the same name is taken for its older self
  /// @param own the program's own folders: home, store, where archives are installed
  /// @return what is wrong; empty if nothing is
  public static Optional<ScanProblem> check(
      SharedLibrary library, Collection<SharedLibrary> shared, Collection<Path> own) {
    Optional<ScanProblem> unreadable = readable(library.folder());
    if (unreadable.isPresent()) {
      return unreadable;
    }
    Path folder = real(library.folder());
    for (SharedLibrary other : shared) {
      if (!other.name().equals(library.name()) && overlap(folder, real(other.folder()))) {
        return Optional.of(nested(folder, "the library " + other.name() + " at " + other.folder()));
      }
    }
    for (Path other : own) {
      if (overlap(folder, real(other))) {
        return Optional.of(nested(folder, "the program's own data at " + other));
      }
    }
    return Optional.empty();
  }

  /// Checks that a folder is there and can be listed.
  static Optional<ScanProblem> readable(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Optional.of(problem(ScanCode.FOLDER_MISSING, folder));
    }
    try (DirectoryStream<Path> _ = Files.newDirectoryStream(folder)) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(problem(ScanCode.FOLDER_UNREADABLE, folder));
    }
  }

  static ScanProblem problem(ScanCode code, Path folder) {
    String path = folder.toString();
    return new ScanProblem(code, path, ShareableNames.sentence(code, path));
  }

  private static ScanProblem nested(Path folder, String other) {
    return new ScanProblem(
        ScanCode.FOLDER_NESTED,
        folder.toString(),
        "The folder " + folder + " overlaps " + other + ". Choose one that stands alone.");
  }

  private static boolean overlap(Path a, Path b) {
    return a.startsWith(b) || b.startsWith(a);
  }

  /// The folder without links; as far as it exists.
  private static Path real(Path folder) {
    try {
      return folder.toRealPath();
    } catch (IOException e) {
      Path absolute = folder.toAbsolutePath().normalize();
      Path parent = absolute.getParent();
      Path name = absolute.getFileName();
      return parent == null || name == null ? absolute : real(parent).resolve(name);
    }
  }
}
