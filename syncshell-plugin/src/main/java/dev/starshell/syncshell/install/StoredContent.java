package dev.starshell.syncshell.install;

import dev.starshell.syncshell.content.ArchiveHasher;
import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.install.InstallTree.Seen;
import dev.starshell.syncshell.library.InstallPort.Pace;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.manifest.Manifest;
import dev.starshell.syncshell.store.ArchiveStore;
import dev.starshell.syncshell.store.SourceChangedException;
import dev.starshell.syncshell.store.StoreFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;

/// Compares files with archives of the store, and writes archives to files. What is written was
/// checked chunk by chunk.
final class StoredContent {
  private static final ChunkList EMPTY = ChunkList.of(new byte[0]);

  private final ArchiveStore store;
  private final byte[] buffer = new byte[Limits.CHUNK_BYTES_MAX];

  StoredContent(ArchiveStore store) {
    this.store = store;
  }

  /// Whether a file is a link to the store's own copy.
  boolean isObject(Seen seen, Root root) throws IOException {
    Optional<Path> object = store.objectPath(root);
    if (object.isEmpty() || seen.key().isEmpty()) {
      return false;
    }
    Object key =
        Files.readAttributes(object.get(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
            .fileKey();
    return seen.key().get().equals(key);
  }

  /// Whether a file has exactly the bytes of an archive. False also if the store does not know the
  /// archive any more: what cannot be compared counts as somebody's own work.
  boolean isSame(Path file, Seen seen, Root root) throws IOException {
    Optional<ChunkList> chunks = chunks(root);
    return chunks.isPresent() && isSame(file, seen, chunks.get(), Pace.FULL);
  }

  /// The same at a pace of its own. If the store does not know the archive any more, the file is
  /// cut and hashed as whoever shared it has done.
  boolean isInstalled(Path file, Seen seen, Root root, Pace pace) throws IOException {
    Optional<ChunkList> chunks = chunks(root);
    return chunks.isPresent()
        ? isSame(file, seen, chunks.get(), pace)
        : rootOf(file, pace).equals(root);
  }

  private boolean isSame(Path file, Seen seen, ChunkList list, Pace pace) throws IOException {
    if (!seen.isFile() || seen.sizeBytes() != list.sizeBytes()) {
      return false;
    }
    MessageDigest sha = Sha256.create();
    try (FileChannel in =
        FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      for (int chunk = 0; chunk < list.count(); chunk++) {
        int length = list.lengthBytes(chunk);
        pace.before(length);
        if (!fill(in, length) || !isChunk(sha, list, chunk)) {
          return false;
        }
      }
      return in.position() == in.size();
    }
  }

  /// Whether the buffer has a chunk.
  private boolean isChunk(MessageDigest sha, ChunkList list, int chunk) {
    sha.update((byte) 0);
    sha.update(buffer, 0, list.lengthBytes(chunk));
    return list.hashEquals(chunk, sha.digest());
  }

  /// Reads all of an archive through the store.
  ///
  /// @throws SourceChangedException if it does not have the bytes any more that its root names; the
  ///   store has given it up then
  void requireWhole(Root root, Pace pace) throws IOException {
    if (root.equals(Manifest.EMPTY_ROOT)) {
      return;
    }
    try (ArchiveStore.Reader in = store.open(root)) {
      for (int chunk = 0; chunk < in.chunks().count(); chunk++) {
        pace.before(in.chunks().lengthBytes(chunk));
        in.read(chunk, buffer, 0);
      }
    }
  }

  /// Whether a file is what we installed: as the record says, or as a run has left it that was
  /// ended before its record.
  boolean isOurs(Path file, Seen seen, Optional<Root> recorded) throws IOException {
    return ours(file, seen, recorded).isPresent();
  }

  /// The archive that a file of ours has; empty for a file that is not ours.
  Optional<Root> ours(Path file, Seen seen, Optional<Root> recorded) throws IOException {
    if (recorded.isPresent() && isSame(file, seen, recorded.get())) {
      return recorded;
    }
    return isLinked(file, seen) ? Optional.of(rootOf(file, Pace.FULL)) : Optional.empty();
  }

  /// Whether a file is a link to the store's copy of just the bytes that it has. Then we have put
  /// it there and nobody has changed it, even if no record of that outlived a crash.
  boolean isLinked(Path file, Seen seen) throws IOException {
    return seen.isFile() && names(file) > 1 && isObject(seen, rootOf(file, Pace.FULL));
  }

  private static int names(Path file) throws IOException {
    return file.getFileSystem().supportedFileAttributeViews().contains("unix")
        ? (int) Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS)
        : 1;
  }

  private static Root rootOf(Path file, Pace pace) throws IOException {
    ArchiveHasher hasher = new ArchiveHasher();
    try (FileChannel in =
        FileChannel.open(file, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS))) {
      for (int count = in.read(hasher.room()); count >= 0; count = in.read(hasher.room())) {
        pace.before(count);
        hasher.take();
      }
    }
    return hasher.finish().root();
  }

  /// Writes an archive to a new file and makes its bytes durable.
  ///
  /// @throws StoreFullException if the disk has no room for it; nothing is left of it
  void copy(Root root, Path draft) throws IOException {
    Optional<ChunkList> chunks = chunks(root);
    long neededBytes = chunks.isPresent() ? chunks.get().sizeBytes() : 0;
    long freeBytes = Files.getFileStore(draft.resolveSibling(".")).getUsableSpace();
    if (freeBytes < neededBytes) {
      throw new StoreFullException(neededBytes, freeBytes);
    }
    try (FileChannel out =
        FileChannel.open(draft, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE))) {
      if (!root.equals(Manifest.EMPTY_ROOT)) {
        try (ArchiveStore.Reader in = store.open(root)) {
          for (int chunk = 0; chunk < in.chunks().count(); chunk++) {
            ByteBuffer left = ByteBuffer.wrap(buffer, 0, in.read(chunk, buffer, 0));
            while (left.hasRemaining()) {
              out.write(left);
            }
          }
        }
      }
      out.force(true);
    }
  }

  private Optional<ChunkList> chunks(Root root) throws IOException {
    return root.equals(Manifest.EMPTY_ROOT) ? Optional.of(EMPTY) : store.chunks(root);
  }

  private boolean fill(FileChannel in, int length) throws IOException {
    ByteBuffer target = ByteBuffer.wrap(buffer, 0, length);
    while (target.hasRemaining()) {
      if (in.read(target) < 0) {
        return false;
      }
    }
    return true;
  }
}
