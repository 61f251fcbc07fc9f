package dev.starshell.syncshell.scan;

import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.store.FileStamp;
import dev.starshell.syncshell.text.Folding;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lists the files of a library that can be shared, and what is in the way of the others. It
/// follows no links.
final class LibraryWalk {
  private final Path folder;
  private final List<Found> found = new ArrayList<>();
  private final List<ScanProblem> problems = new ArrayList<>();
  private boolean complete = true;

  private LibraryWalk(Path folder) {
    this.folder = folder;
  }

  /// A file that can be shared.
  record Found(String path, Path file, FileStamp stamp) {}

  static LibraryWalk of(Path folder) throws IOException {
    LibraryWalk walk = new LibraryWalk(folder);
    Files.walkFileTree(folder, walk.new Visitor());
    walk.found.sort(Comparator.comparing(Found::path));
    walk.refuseCollisions();
    walk.refuseSurplus();
    return walk;
  }

  List<Found> found() {
    return found;
  }

  List<ScanProblem> problems() {
    return problems;
  }

  /// Whether every folder could be listed.
  boolean isComplete() {
    return complete;
  }

  private void refuse(ScanCode code, String path) {
    problems.add(new ScanProblem(code, path, ShareableNames.sentence(code, path)));
  }

  private void refuseCollisions() {
    Set<String> seen = new HashSet<>();
    found.removeIf(file -> {
      boolean collides = !seen.add(Folding.fold(file.path()));
      if (collides) {
        refuse(ScanCode.PATH_COLLIDES, file.path());
      }
      return collides;
    });
  }

  private void refuseSurplus() {
    int max = Limits.MANIFEST_ENTRIES_MAX;
    if (found.size() > max) {
      refuse(ScanCode.MANIFEST_LIMIT, found.get(max).path());
      found.subList(max, found.size()).clear();
    }
  }

  private String relative(Path path) {
    return folder.relativize(path).toString().replace(File.separatorChar, '/');
  }

  private final class Visitor extends SimpleFileVisitor<Path> {
    @Override
    public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
      if (directory.equals(folder)) {
        return FileVisitResult.CONTINUE;
      }
      Optional<ScanCode> code = refusal(directory);
      code.ifPresent(it -> refuse(it, relative(directory)));
      return code.isPresent() ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      String path = relative(file);
      Optional<ScanCode> code = refusal(file);
      if (code.isPresent()) {
        refuse(code.get(), path);
      } else if (!attributes.isRegularFile()) {
        refuse(ScanCode.NOT_A_FILE, path);
      } else if (attributes.size() > Limits.ARCHIVE_BYTES_MAX) {
        refuse(ScanCode.FILE_TOO_LARGE, path);
      } else {
        found.add(new Found(path, file, FileStamp.of(attributes)));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
      if (file.equals(folder)) {
        throw failure;
      }
      complete = false;
      refuse(
          Files.isDirectory(file) ? ScanCode.FOLDER_UNREADABLE : ScanCode.FILE_UNREADABLE,
          relative(file));
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure) {
      if (failure != null) {
        complete = false;
        refuse(ScanCode.FOLDER_UNREADABLE, relative(directory));
      }
      return FileVisitResult.CONTINUE;
    }

    private Optional<ScanCode> refusal(Path path) {
      return ShareableNames.refuse(String.valueOf(path.getFileName()))
          .or(() -> ShareableNames.refusePath(relative(path)));
    }
  }
}
