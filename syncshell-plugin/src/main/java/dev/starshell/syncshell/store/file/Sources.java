package dev.starshell.syncshell.store.file;

import dev.starshell.syncshell.content.ChunkHasher;
import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.store.ArchiveStore;
import dev.starshell.syncshell.store.ContentIndex;
import dev.starshell.syncshell.store.ContentIndex.Source;
import dev.starshell.syncshell.store.FileStamp;
import dev.starshell.syncshell.store.SourceChangedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens whole archives: the object if there is one, else a library's file that still looks as it
/// did when it was scanned.
final class Sources {
  private static final Logger LOG = LoggerFactory.getLogger(Sources.class);

  private final ContentIndex index;
  private final ObjectTree tree;
  private final ChunkLists lists;
  private final ObjLongConsumer<Root> lost;

  /// @param lost hears of each damaged object that was kept aside, and how many bytes it took
  Sources(ContentIndex index, ObjectTree tree, ChunkLists lists, ObjLongConsumer<Root> lost) {
    this.index = index;
    this.tree = tree;
    this.lists = lists;
    this.lost = lost;
  }

  ArchiveStore.Reader open(Root root) throws IOException {
    Optional<ChunkList> chunks = lists.of(root);
    if (chunks.isEmpty()) {
      throw new SourceChangedException("archive " + root + " is not known here", true);
    }
    Path object = tree.object(root);
    try {
      Optional<Object> key = Optional.of(keyOf(object));
      return new FileReader(root, chunks.get(), object, key, openForRead(object));
    } catch (NoSuchFileException e) {
      return openLibraryFile(root, chunks.get());
    }
  }

  private FileReader openLibraryFile(Root root, ChunkList chunks) throws IOException {
    boolean gone = true;
    for (Source source : index.sources(root)) {
      try {
        FileStamp now =
            FileStamp.of(
                Files.readAttributes(
                    source.file(), BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS));
        if (now.equals(source.stamp())) {
          return new FileReader(
              root, chunks, source.file(), Optional.empty(), openForRead(source.file()));
        }
        gone = false;
      } catch (IOException e) {
        LOG.debug("source not readable root={}", root, e);
      }
    }
    throw new SourceChangedException(
        "archive " + root + (gone ? " has no readable file any more" : " has changed"), gone);
  }

  private static FileChannel openForRead(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
  }

  /// Tells one file from another that has taken its place.
  private static Object keyOf(Path file) throws IOException {
    BasicFileAttributes now =
        Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    return Objects.requireNonNullElse(now.fileKey(), file);
  }

  /// A damaged object is of no use to anyone: it is kept aside, and the archive fetched again. Who
  /// read an older one, that another reader has found damaged, says nothing of the new one.
  ///
  /// @param read the file that was read
  private void quarantine(Root root, Path object, Object read) throws IOException {
    if (!isStill(object, read)) {
      return;
    }
    Path aside = tree.aside(root);
    long bytes;
    try {
      bytes = Files.size(object);
      Files.move(object, aside);
    } catch (NoSuchFileException e) {
      if (isStill(object, read)) {
        throw e;
      }
      // Whoever was first forgets it; by now there may be a new one, which is not to be forgotten.
      LOG.debug("damaged object moved already root={}", root, e);
      return;
    }
    forget(root, object, aside);
    LOG.error("stored archive damaged, kept aside root={} file={}", root.toHex(), aside);
    lost.accept(root, bytes);
  }

  private static boolean isStill(Path object, Object read) throws IOException {
    try {
      return keyOf(object).equals(read);
    } catch (NoSuchFileException e) {
      LOG.debug("damaged object moved already file={}", object, e);
      return false;
    }
  }

  /// Only who has moved an object forgets it. If that fails the object goes back, so that the next
  /// reader finds the damage again.
  private void forget(Root root, Path object, Path aside) throws IOException {
    try {
      index.forgetObjects(List.of(root));
    } catch (IOException e) {
      putBack(aside, object, e);
      throw e;
    }
    lists.forget(root);
  }

  private static void putBack(Path aside, Path object, IOException cause) {
    try {
      Files.move(aside, object);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  private final class FileReader implements ArchiveStore.Reader {
    private final Root root;
    private final ChunkList chunks;
    private final Path file;
    private final Optional<Object> object;
    private final FileChannel channel;
    private final ChunkHasher hasher = new ChunkHasher();

    /// @param object what tells an object's file from the next one; empty for a library's file
    private FileReader(
        Root root, ChunkList chunks, Path file, Optional<Object> object, FileChannel channel) {
      this.root = root;
      this.chunks = chunks;
      this.file = file;
      this.object = object;
      this.channel = channel;
    }

    @Override
    public ChunkList chunks() {
      return chunks;
    }

    @Override
    public int read(int chunk, byte[] target, int offsetBytes) throws IOException {
      int length = chunks.lengthBytes(chunk);
      ByteBuffer into = ByteBuffer.wrap(target, offsetBytes, length);
      int count = PartWriter.readFully(channel, chunks.offsetBytes(chunk), into);
      if (count < length || !hasher.matches(chunks, chunk, target, offsetBytes, length)) {
        if (object.isPresent()) {
          quarantine(root, file, object.get());
        }
        throw new SourceChangedException(
            "chunk " + chunk + " of archive " + root + " has other bytes now", false);
      }
      return length;
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
