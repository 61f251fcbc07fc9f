package dev.starshell.syncshell.store.file;

import dev.starshell.syncshell.content.ChunkHash;
import dev.starshell.syncshell.content.ChunkHasher;
import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.store.ArchiveStore;
import dev.starshell.syncshell.store.ContentIndex;
import dev.starshell.syncshell.store.ContentIndex.ChunkPlace;
import dev.starshell.syncshell.store.StoreFullException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fills a begun archive with chunks that some other archive here has: objects, library files and
/// partial archives. A place that fails is passed over; the chunk is then fetched.
final class LocalChunks {
  private static final Logger LOG = LoggerFactory.getLogger(LocalChunks.class);

  /// Chunks looked up at once.
  private static final int BATCH = 512;

  private final ContentIndex index;
  private final Sources sources;
  private final ChunkLists lists;
  private final ObjectTree tree;
  private final PartWriter writer;

  LocalChunks(
      ContentIndex index, Sources sources, ChunkLists lists, ObjectTree tree, PartWriter writer) {
    this.index = index;
    this.sources = sources;
    this.lists = lists;
    this.tree = tree;
    this.writer = writer;
  }

  /// Copies what is here.
  ///
  /// @throws StoreFullException if the disk is full
  void fill(Incoming incoming) throws IOException {
    Map<ChunkHash, Integer> batch = new LinkedHashMap<>();
    for (ChunkRange range : incoming.missing()) {
      for (int chunk = range.from(); chunk < range.to(); chunk++) {
        batch.put(incoming.chunks().hash(chunk), chunk);
        if (batch.size() == BATCH) {
          fill(incoming, batch);
          batch.clear();
        }
      }
    }
    if (!batch.isEmpty()) {
      fill(incoming, batch);
    }
  }

  private void fill(Incoming incoming, Map<ChunkHash, Integer> batch) throws IOException {
    Map<Root, List<ChunkPlace>> byArchive = new HashMap<>();
    for (ChunkPlace place : index.places(batch.keySet())) {
      byArchive.computeIfAbsent(place.root(), _ -> new ArrayList<>()).add(place);
    }
    Copier copier = new Copier(incoming, batch);
    for (Map.Entry<Root, List<ChunkPlace>> archive : byArchive.entrySet()) {
      if (copier.wantsAny(archive.getValue())) {
        copyFrom(archive.getKey(), archive.getValue(), copier);
      }
    }
  }

  private void copyFrom(Root root, List<ChunkPlace> places, Copier copier) throws IOException {
    try (ArchiveStore.Reader reader = sources.open(root)) {
      for (ChunkPlace place : places) {
        copier.copy(place, (chunk, target) -> reader.read(chunk, target, 0));
      }
    } catch (StoreFullException e) {
      throw e;
    } catch (IOException e) {
      LOG.debug("no whole archive to copy chunks from root={} cause={}", root, e.getMessage());
      copyFromPart(root, places, copier);
    }
  }

  private void copyFromPart(Root root, List<ChunkPlace> places, Copier copier) throws IOException {
    Path part = tree.part(root);
    Optional<ChunkList> list = lists.of(root);
    if (list.isEmpty() || part.equals(copier.incoming.part()) || !Files.exists(part)) {
      return;
    }
    try (FileChannel channel =
        FileChannel.open(part, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS)) {
      for (ChunkPlace place : places) {
        copier.copy(place, (chunk, target) -> readPart(channel, list.get(), chunk, target));
      }
    } catch (StoreFullException e) {
      throw e;
    } catch (IOException e) {
      LOG.debug("no partial archive to copy chunks from root={} cause={}", root, e.getMessage());
    }
  }

  private static int readPart(FileChannel channel, ChunkList list, int chunk, byte[] target)
      throws IOException {
    int length = list.lengthBytes(chunk);
    ByteBuffer into = ByteBuffer.wrap(target, 0, length);
    return PartWriter.readFully(channel, list.offsetBytes(chunk), into);
  }

  @FunctionalInterface
  private interface ChunkRead {
    int read(int chunk, byte[] target) throws IOException;
  }

  private final class Copier {
    private final Incoming incoming;
    private final Map<ChunkHash, Integer> wanted;
    private final ChunkHasher hasher = new ChunkHasher();
    private final byte[] buffer = new byte[Limits.CHUNK_BYTES_MAX];

    private Copier(Incoming incoming, Map<ChunkHash, Integer> wanted) {
      this.incoming = incoming;
      this.wanted = wanted;
    }

    private boolean wantsAny(List<ChunkPlace> places) {
      return places.stream().anyMatch(place -> chunkFor(place) >= 0);
    }

    private int chunkFor(ChunkPlace place) {
      Integer chunk = wanted.get(place.hash());
      return chunk == null || incoming.has(chunk) ? -1 : chunk;
    }

    private void copy(ChunkPlace place, ChunkRead source) throws IOException {
      int chunk = chunkFor(place);
      if (chunk < 0) {
        return;
      }
      int length = source.read(place.chunk(), buffer);
      if (hasher.matches(incoming.chunks(), chunk, buffer, 0, length)) {
        writer.write(incoming, chunk, ByteBuffer.wrap(buffer, 0, length));
      }
    }
  }
}
