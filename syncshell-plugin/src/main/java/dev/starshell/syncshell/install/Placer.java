package dev.starshell.syncshell.install;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.store.ArchiveStore;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Makes and replaces single files, by link where that is possible and by checked copy elsewhere.
/// Thread: one.
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

  /// Makes a file where there is none, whole and in one step.
  ///
  /// @throws FileAlreadyExistsException if there is one by now; it was not touched
  void create(Path target, Root root) throws IOException {
    if (linked(target, root)) {
      return;
    }
    tree.makeParents(target);
    Path draft = tree.draftFor(target);
    try {
      content.copy(root, draft);
      publish(draft, target);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /// Puts another archive in the place of a file, whole and in one step.
  void replace(Path target, Root root) throws IOException {
    Path draft = tree.draftFor(target);
    try {
      if (!linked(draft, root)) {
        content.copy(root, draft);
      }
      tree.moveOver(target, draft);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  private void publish(Path draft, Path target) throws IOException {
    try {
      tree.linkNew(target, draft);
    } catch (FileAlreadyExistsException taken) {
      throw taken;
    } catch (FileSystemException | UnsupportedOperationException noLinks) {
      // Without links the name was free a moment ago; nothing better can be asked for.
      tree.moveOver(target, draft);
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
