package dev.starshell.syncshell.install;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;

import dev.starshell.syncshell.store.FileStamp;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The files below one folder. No link inside is ever followed: each part of each path is looked at
/// just before it is used. Remembers which folders must be forced to the disk.
///
/// Thread: one at a time.
final class InstallTree {
  /// Names of our own files begin so. No manifest can have such a name (`HIDDEN`).
  static final String OWN_PREFIX = ".starshell-";

  private static final Logger LOG = LoggerFactory.getLogger(InstallTree.class);

  private final Path base;
  private final Renames renames;
  private final boolean isPosix;
  private final Set<Path> unforced = new LinkedHashSet<>();

  /// @param base a real path: no link is in it
  InstallTree(Path base) {
    this(base, Renames.OF_DISK);
  }

  InstallTree(Path base, Renames renames) {
    this.base = base;
    this.renames = renames;
    this.isPosix = base.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  Path base() {
    return base;
  }

  /// Whether files may be linked here: a read-only link can be replaced and removed.
  boolean canLink() {
    return isPosix;
  }

  /// How files are given another name.
  @FunctionalInterface
  interface Renames {
    /// In one step, replacing what is there.
    Renames OF_DISK = (source, target) -> Files.move(source, target, ATOMIC_MOVE, REPLACE_EXISTING);

    void move(Path source, Path target) throws IOException;

    /// Gives a file a second name, which is not taken.
    default void link(Path name, Path file) throws IOException {
      Files.createLink(name, file);
    }
  }

  /// What is at a place.
  enum Kind {
    ABSENT,
    FILE,
    FOLDER,
    OTHER
  }

  /// What is at a place, with size and identity if it is a file.
  record Seen(Kind kind, long sizeBytes, Optional<Object> key, FileStamp stamp) {
    static final Seen NOTHING = new Seen(Kind.ABSENT, 0, Optional.empty(), InstallPlan.NO_FILE);

    boolean isFile() {
      return kind == Kind.FILE;
    }
  }

  /// The path of a place below the base.
  ///
  /// @param place with slashes; its parts were checked by the path rules
  Path path(String place) {
    Path path = base;
    for (String part : place.split("/", -1)) {
      path = path.resolve(part);
    }
    if (!path.startsWith(base) || !path.equals(path.normalize())) {
      throw new IllegalArgumentException("a place leads out of the install folder");
    }
    return path;
  }

  /// Looks at a place and at every folder on the way.
  ///
  /// @throws UnsafePlaceException if a part on the way is no folder
  Seen look(Path path) throws IOException {
    Path parent = base;
    for (Path part : base.relativize(parentOf(path))) {
      if (part.toString().isEmpty()) {
        continue;
      }
      parent = parent.resolve(part);
      switch (seen(parent).kind()) {
        case ABSENT -> {
          return Seen.NOTHING;
        }
        case FOLDER -> {}
        case FILE, OTHER ->
            throw new UnsafePlaceException(parent + " is a link or a file, not a folder");
      }
    }
    return seen(path);
  }

  /// Whether each part of the path of something that is there is written so on the disk. If not,
  /// the file system takes two spellings for one name, and this is the other one.
  boolean isSpelled(Path path) throws IOException {
    Path parent = base;
    for (Path part : base.relativize(path)) {
      if (!names(parent).contains(part.toString())) {
        return false;
      }
      parent = parent.resolve(part);
    }
    return true;
  }

  private static Set<String> names(Path folder) throws IOException {
    Set<String> names = new HashSet<>();
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
      for (Path child : children) {
        names.add(String.valueOf(child.getFileName()));
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }

  /// Makes the folders on the way to a path, and looks at each.
  void makeParents(Path path) throws IOException {
    makeFolders(parentOf(path));
  }

  /// Makes a folder and those on the way to it.
  void makeFolders(Path folder) throws IOException {
    Path parent = base;
    for (Path part : base.relativize(folder)) {
      if (part.toString().isEmpty()) {
        continue;
      }
      Path child = parent.resolve(part);
      if (seen(child).kind() == Kind.ABSENT) {
        try {
          Files.createDirectory(child);
        } catch (FileAlreadyExistsException _) {
          // Somebody was faster; it is looked at below like any other.
        }
        unforced.add(parent);
      }
      if (seen(child).kind() != Kind.FOLDER) {
        throw new UnsafePlaceException(child + " is a link or a file, not a folder");
      }
      parent = child;
    }
  }

  /// Gives a file a name that is not taken, in one step.
  ///
  /// @throws FileAlreadyExistsException if the name is taken; nothing was done
  void linkNew(Path target, Path source) throws IOException {
    makeParents(target);
    renames.link(target, source);
    unforced.add(parentOf(target));
  }

  /// Puts a whole file under a name in one step, replacing what is there. The source's name is gone
  /// afterwards.
  void moveOver(Path target, Path source) throws IOException {
    makeParents(target);
    try {
      renames.move(source, target);
    } catch (AtomicMoveNotSupportedException otherDisk) {
      copyOver(target, source);
    }
    // Two names of one file: POSIX leaves both when one is moved over the other.
    Files.deleteIfExists(source);
    unforced.add(parentOf(source));
    unforced.add(parentOf(target));
  }

  /// The name of a file that was just made is to be durable.
  void mustForce(Path file) {
    unforced.add(parentOf(file));
  }

  /// A folder inside may be another disk.
  private void copyOver(Path target, Path source) throws IOException {
    Path draft = draftFor(target);
    try {
      Files.copy(source, draft, LinkOption.NOFOLLOW_LINKS);
      try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.READ)) {
        channel.force(true);
      }
      renames.move(draft, target);
    } finally {
      Files.deleteIfExists(draft);
    }
  }

  /// Takes a file to another place where nothing is. Empty folders on the way to where it was go,
  /// up to and without `top`.
  void moveAway(Path file, Path to, Path top) throws IOException {
    moveOver(to, file);
    leave(file, top);
  }

  /// Whether something keeps a file from being replaced or moved, though its folder may be written:
  /// a game has it open, or it is locked.
  boolean isHeld(Path file) throws IOException {
    if (!seen(file).isFile()) {
      return false;
    }
    Path probe = draftFor(file);
    try {
      Files.createFile(probe);
      return true;
    } catch (IOException e) {
      return false;
    } finally {
      Files.deleteIfExists(probe);
    }
  }

  /// Deletes a folder of our own with all that is in it. Links are removed, not followed.
  void deleteAll(Path folder) throws IOException {
    if (seen(folder).kind() != Kind.FOLDER) {
      return;
    }
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
      for (Path child : children) {
        if (seen(child).kind() == Kind.FOLDER) {
          deleteAll(child);
        } else {
          Files.deleteIfExists(child);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    Files.deleteIfExists(folder);
    unforced.remove(folder);
  }

  /// A name for a draft next to a path.
  Path draftFor(Path target) {
    String suffix = Long.toHexString(ThreadLocalRandom.current().nextLong());
    return target.resolveSibling(OWN_PREFIX + suffix + ".part");
  }

  /// Deletes a file, and the folders on the way that become empty, up to and without `top`.
  void delete(Path file, Path top) throws IOException {
    Files.deleteIfExists(file);
    leave(file, top);
  }

  private void leave(Path file, Path top) throws IOException {
    Path folder = parentOf(file);
    unforced.add(folder);
    while (folder.startsWith(top) && !folder.equals(top) && deleteIfEmpty(folder)) {
      unforced.remove(folder);
      folder = parentOf(folder);
      unforced.add(folder);
    }
  }

  private static boolean deleteIfEmpty(Path folder) throws IOException {
    try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
      for (Path child : children) {
        if (!isDraft(child)) {
          return false;
        }
        Files.deleteIfExists(child);
      }
    } catch (NoSuchFileException e) {
      return true;
    }
    try {
      Files.deleteIfExists(folder);
      return true;
    } catch (DirectoryNotEmptyException e) {
      return false;
    }
  }

  static boolean isDraft(Path path) {
    String name = String.valueOf(path.getFileName());
    return name.startsWith(OWN_PREFIX) && name.endsWith(".part");
  }

  /// Makes names that were given and taken durable. A folder that cannot be forced stops no other.
  /// A new name that a power loss then takes back is missed by its record, and given again; an old
  /// file that is back in its place counts as changed here.
  void force() {
    for (Path folder : isPosix ? Set.copyOf(unforced) : Set.<Path>of()) {
      try (FileChannel channel =
          FileChannel.open(folder, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
        channel.force(true);
      } catch (NoSuchFileException _) {
        // Removed since: its parent is in the list.
      } catch (IOException e) {
        LOG.atWarn().setCause(e).addKeyValue("folder", folder).log("folder not forced");
      }
    }
    unforced.clear();
  }

  private static Path parentOf(Path path) {
    return Objects.requireNonNull(path.getParent(), "a place below the base has a parent");
  }

  private static Seen seen(Path path) throws IOException {
    try {
      BasicFileAttributes found =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      Kind kind =
          found.isRegularFile() ? Kind.FILE : found.isDirectory() ? Kind.FOLDER : Kind.OTHER;
      return new Seen(
          kind, found.size(), Optional.ofNullable(found.fileKey()), FileStamp.of(found));
    } catch (NoSuchFileException e) {
      return Seen.NOTHING;
    }
  }
}
