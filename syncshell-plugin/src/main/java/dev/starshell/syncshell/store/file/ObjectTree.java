package dev.starshell.syncshell.store.file;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The store's folders and what their files are called.
final class ObjectTree {
  private static final Logger LOG = LoggerFactory.getLogger(ObjectTree.class);
  private static final String PART = ".part";
  private static final Set<PosixFilePermission> READ_ONLY =
      PosixFilePermissions.fromString("r--r--r--");
  private static final Set<PosixFilePermission> OWNER_FOLDER =
      PosixFilePermissions.fromString("rwx------");

  private final Path objects;
  private final Path incoming;
  private final boolean posix;
  private final boolean folderSync;
  private final Consumer<Path> forced;

  /// Folders that got new folders, or are about to.
  private final Map<Path, Growth> grown = new ConcurrentHashMap<>();

  private final AtomicLong growths = new AtomicLong();

  /// How a folder grew.
  ///
  /// @param last number of the last change
  /// @param underWay how many threads are just making folders in it
  record Growth(long last, int underWay) {}

  /// @param forced hears of every folder that was forced to the disk
  ObjectTree(Path folder, Consumer<Path> forced) throws IOException {
    this.forced = forced;
    this.objects = folder.resolve("objects");
    this.incoming = folder.resolve("incoming");
    this.posix = folder.getFileSystem().supportedFileAttributeViews().contains("posix");
    createPrivate(folder);
    Files.createDirectories(objects);
    Files.createDirectories(incoming);
    this.folderSync = canSyncFolders();
    syncFolder(folder);
  }

  private void createPrivate(Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Files.createDirectories(folder);
    if (posix) {
      Files.setPosixFilePermissions(folder, OWNER_FOLDER);
    }
  }

  Path object(Root root) {
    String hex = root.toHex();
    return objects.resolve(hex.substring(0, 2)).resolve(hex.substring(2, 4)).resolve(hex);
  }

  /// The folder that an object's name is in.
  Path folder(Root root) {
    return parent(object(root));
  }

  Path part(Root root) {
    return incoming.resolve(root.toHex() + PART);
  }

  Path aside(Root root) {
    return incoming.resolve(root.toHex() + ".bad-" + System.currentTimeMillis());
  }

  /// Makes a written and forced partial file the object. Atomic: the object is there whole or not
  /// at all. Durable after [#syncFolder] with the folder that this gives.
  Path promote(Root root, Path part) throws IOException {
    Path object = object(root);
    Path leaf = parent(object);
    Path middle = parent(leaf);
    create(objects, middle);
    create(middle, leaf);
    if (isMoved(root)) {
      return leaf;
    }
    if (posix) {
      Files.setPosixFilePermissions(part, READ_ONLY);
    }
    Files.move(part, object, StandardCopyOption.ATOMIC_MOVE);
    return leaf;
  }

  /// Whether an earlier try has moved the file already and failed after that.
  boolean isMoved(Root root) {
    return Files.exists(object(root)) && !Files.exists(part(root));
  }

  /// Marks the parent before the folder is there and until it is forced after that, so that whoever
  /// sees the folder sees the mark: other threads may force the parent at the same time.
  private void create(Path parent, Path folder) throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    mark(parent, 1);
    try {
      Files.createDirectory(folder);
    } catch (FileAlreadyExistsException e) {
      LOG.trace("folder made meanwhile folder={}", folder);
    } finally {
      mark(parent, -1);
    }
  }

  private void mark(Path parent, int more) {
    grown.compute(
        parent,
        (_, known) ->
            new Growth(growths.incrementAndGet(), (known == null ? 0 : known.underWay()) + more));
  }

  /// The folders that got new folders and were not yet forced to the disk, and how they stand.
  Map<Path, Growth> grown() {
    return Map.copyOf(grown);
  }

  /// Folders from [#grown] are on the disk as they stood then. What grew meanwhile stays marked.
  void settled(Map<Path, Growth> folders) {
    folders.forEach((folder, growth) -> {
      if (growth.underWay() == 0) {
        grown.remove(folder, growth);
      }
    });
  }

  /// Forces the names of partial files to the disk.
  void syncIncoming() throws IOException {
    syncFolder(incoming);
  }

  /// Forces the name of an object to the disk.
  void syncName(Root root) throws IOException {
    syncFolder(folder(root));
  }

  private static Path parent(Path path) {
    return Objects.requireNonNull(path.getParent());
  }

  /// Forces a folder's entries to the disk, where the system can.
  void syncFolder(Path folder) throws IOException {
    if (folderSync) {
      try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
    forced.accept(folder);
  }

  /// Windows cannot open a folder as a file; its file system orders these changes itself.
  private boolean canSyncFolders() {
    try (FileChannel channel = FileChannel.open(objects, StandardOpenOption.READ)) {
      channel.force(true);
      return true;
    } catch (IOException e) {
      LOG.debug("folders cannot be forced here", e);
      return false;
    }
  }

  /// All object files and their sizes.
  Map<Root, Long> listObjects() throws IOException {
    Map<Root, Long> found = new HashMap<>();
    syncFolder(objects);
    for (Path middle : folders(objects)) {
      // A process that was killed may have made folders in it that are not on the disk yet.
      syncFolder(middle);
      for (Path leaf : folders(middle)) {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(leaf)) {
          for (Path file : files) {
            addObject(file, found);
          }
        }
      }
    }
    return found;
  }

  private void addObject(Path file, Map<Root, Long> found) throws IOException {
    String name = String.valueOf(file.getFileName());
    if (isHex(name) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      Root root = new Root(Digest.fromHex(name));
      if (object(root).equals(file)) {
        found.put(root, Files.size(file));
      }
    }
  }

  /// The roots that have a partial file.
  List<Root> listParts() throws IOException {
    List<Root> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(incoming, "*" + PART)) {
      for (Path file : files) {
        String name = String.valueOf(file.getFileName());
        String hex = name.substring(0, name.length() - PART.length());
        if (isHex(hex)) {
          found.add(new Root(Digest.fromHex(hex)));
        }
      }
    }
    return found;
  }

  private static List<Path> folders(Path parent) throws IOException {
    try (DirectoryStream<Path> stream =
        Files.newDirectoryStream(
            parent, path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))) {
      List<Path> folders = new ArrayList<>();
      stream.forEach(folders::add);
      return folders;
    }
  }

  private static boolean isHex(String name) {
    return name.length() == 2 * Digest.LENGTH_BYTES
        && name.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }
}
