package dev.starshell.syncshell.store.file;

import dev.starshell.syncshell.content.ArchiveHasher;
import dev.starshell.syncshell.content.ChunkHasher;
import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.store.ContentIndex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings folder and index together at the start. The folder is right about what is there, hashes
/// are right about what it is; the index follows.
final class Recovery {
  private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

  private final ObjectTree tree;
  private final ContentIndex index;
  private long objectBytes;

  Recovery(ObjectTree tree, ContentIndex index) {
    this.tree = tree;
    this.index = index;
  }

  /// Forgets objects that are gone, takes in those that a crash kept from the index, and returns
  /// the roots that have a partial file.
  Set<Root> run() throws IOException {
    Map<Root, Long> onDisk = tree.listObjects();
    Set<Root> known = index.objects();
    onDisk.values().forEach(bytes -> objectBytes += bytes);
    Set<Root> gone = new HashSet<>(known);
    gone.removeAll(onDisk.keySet());
    if (!gone.isEmpty()) {
      LOG.warn("stored archives are gone from the disk count={}", gone.size());
      index.forgetObjects(gone);
    }
    for (Root root : onDisk.keySet()) {
      if (!known.contains(root)) {
        adopt(root);
      }
    }
    Set<Root> parts = new HashSet<>(tree.listParts());
    Set<Root> lost = new HashSet<>(index.partials());
    lost.removeAll(parts);
    index.forgetPartials(lost);
    return parts;
  }

  /// What the objects take that [#run] has found and not moved aside. Unit: bytes.
  long objectBytes() {
    return objectBytes;
  }

  private void adopt(Root root) throws IOException {
    Path object = tree.object(root);
    Optional<ChunkList> chunks = index.chunks(root).filter(list -> isThere(object, list));
    if (chunks.isEmpty()) {
      chunks = Optional.of(hash(object)).filter(list -> list.root().equals(root));
    }
    if (chunks.isPresent()) {
      // A process that was killed may have given it its name and not forced that.
      tree.syncName(root);
      LOG.info("stored archive taken into the index root={}", root.toHex());
      index.recordObjects(Map.of(root, chunks.get()));
    } else {
      Path aside = tree.aside(root);
      LOG.error("stored archive damaged, kept aside root={} file={}", root.toHex(), aside);
      long bytes = Files.size(object);
      Files.move(object, aside);
      objectBytes -= bytes;
    }
  }

  private static boolean isThere(Path object, ChunkList chunks) {
    byte[] buffer = new byte[Limits.CHUNK_BYTES_MAX];
    ChunkHasher hasher = new ChunkHasher();
    try (FileChannel channel = FileChannel.open(object, StandardOpenOption.READ)) {
      if (channel.size() != chunks.sizeBytes()) {
        return false;
      }
      for (int i = 0; i < chunks.count(); i++) {
        int length = chunks.lengthBytes(i);
        ByteBuffer into = ByteBuffer.wrap(buffer, 0, length);
        int count = PartWriter.readFully(channel, chunks.offsetBytes(i), into);
        if (!hasher.matches(chunks, i, buffer, 0, count)) {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      LOG.warn("stored archive not readable file={}", object, e);
      return false;
    }
  }

  private static ChunkList hash(Path object) throws IOException {
    ArchiveHasher hasher = new ArchiveHasher();
    try (FileChannel channel = FileChannel.open(object, StandardOpenOption.READ)) {
      while (channel.read(hasher.room()) >= 0) {
        hasher.take();
      }
    }
    return hasher.finish();
  }
}
