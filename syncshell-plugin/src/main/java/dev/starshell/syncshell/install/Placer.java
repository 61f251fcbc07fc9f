package dev.starshell.syncshell.install;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.store.ArchiveStore;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Makes new files, by link where that is possible and by checked copy elsewhere. Thread: one.
final class Placer {
  private final ArchiveStore store;
  private final InstallTree tree;
  private final StoredContent content;
  private boolean mayLink;

  Placer(ArchiveStore store, InstallTree tree, StoredContent content) {
    this.store = store;
    this.tree = tree;
    this.content = content;
    this.mayLink = tree.canLink();
  }

  /// Makes a new file with an archive, whole and durable but for its name.
  ///
  /// @throws FileAlreadyExistsException if there is one by now; it was not touched
  void stage(Path staged, Root root) throws IOException {
    if (!linked(staged, root)) {
      tree.makeParents(staged);
      boolean isWhole = false;
      try {
        content.copy(root, staged);
        isWhole = true;
      } finally {
        if (!isWhole) {
          Files.deleteIfExists(staged);
        }
      }
      tree.mustForce(staged);
    }
  }

  /// Links a name to the store's copy; false if that cannot be done here.
  private boolean linked(Path name, Root root) throws IOException {
    Optional<Path> object = mayLink ? store.objectPath(root) : Optional.empty();
    if (object.isEmpty()) {
      return false;
    }
    try {
      tree.linkNew(name, object.get());
      return true;
    } catch (FileAlreadyExistsException taken) {
      throw taken;
    } catch (UnsafePlaceException unsafe) {
      throw unsafe;
    } catch (FileSystemException | UnsupportedOperationException e) {
      // Another disk, a file system without links, or too many links to this one.
      mayLink =
          Files.exists(object.get())
              && Files.getFileStore(object.get()).equals(Files.getFileStore(tree.base()));
      return false;
    }
  }
}
