package dev.starshell.syncshell.store.file;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// A begun archive: its chunks, and which of them are in its partial file, verified.
final class Incoming {
  private final Root root;
  private final ChunkList chunks;
  private final Path part;
  private final Twins twins;

  // Guarded by this.
  private final BitSet stored = new BitSet();
  private long promisedBytes;
  private @Nullable CompletableFuture<Void> publication;
  private int users;
  private boolean retired;
  private boolean named;

  /// Ends when nothing of a retired archive is in memory any more.
  private final CompletableFuture<Boolean> left = new CompletableFuture<>();

  Incoming(Root root, ChunkList chunks, Path part) {
    this.root = root;
    this.chunks = chunks;
    this.part = part;
    this.twins = Twins.of(chunks);
  }

  /// Stands for one that is being taken away.
  static Incoming gone(Root root, Path part) {
    Incoming gone = new Incoming(root, ChunkList.of(new byte[0]), part);
    gone.retire();
    gone.leave();
    return gone;
  }

  Root root() {
    return root;
  }

  ChunkList chunks() {
    return chunks;
  }

  Path part() {
    return part;
  }

  /// Whether the file is made when its only chunk comes: most archives of many libraries.
  boolean isSmall() {
    return chunks.count() <= 1;
  }

  /// Somebody works on it from now on.
  ///
  /// @return false if it is retired
  synchronized boolean use() {
    users += retired ? 0 : 1;
    return !retired;
  }

  /// Somebody works on it no more.
  synchronized void unuse() {
    users = Math.max(0, users - 1);
  }

  /// Takes it out of use, if nobody works on it or publishes it.
  ///
  /// @return whether the caller must see to the rest, and then call [#leave]
  synchronized boolean retire() {
    boolean retires = !retired && users == 0 && publication == null;
    retired |= retires;
    return retires;
  }

  /// A retired archive is not in memory any more.
  void leave() {
    left.complete(true);
  }

  /// Ends when it has left.
  CompletableFuture<Boolean> left() {
    return left;
  }

  /// What is in the partial file, verified.
  synchronized BitSet stored() {
    return (BitSet) stored.clone();
  }

  /// What is in the partial file, as [#stored] said of the same archive.
  synchronized void restore(BitSet known) {
    stored.or(known);
  }

  /// Whether the name of the partial file may not be on the disk yet.
  synchronized boolean isUnnamed() {
    return !named;
  }

  /// The name of the partial file is on the disk.
  synchronized void named() {
    named = true;
  }

  synchronized boolean has(int chunk) {
    return stored.get(chunk);
  }

  /// The chunks with the bytes of this one, itself among them.
  List<Integer> placesOf(int chunk) {
    return twins.of(chunk);
  }

  /// Marks a chunk as written.
  ///
  /// @return how much of the promised room was used
  synchronized long mark(int chunk) {
    if (stored.get(chunk)) {
      return 0;
    }
    stored.set(chunk);
    long used = Math.min(promisedBytes, chunks.lengthBytes(chunk));
    promisedBytes -= used;
    return used;
  }

  synchronized void promised(long bytes) {
    promisedBytes += bytes;
  }

  /// Takes back the promise.
  ///
  /// @return how much of the promised room was not used
  synchronized long unpromise() {
    long rest = promisedBytes;
    promisedBytes = 0;
    return rest;
  }

  /// Begins to publish, if nobody else has begun.
  ///
  /// @return empty for whoever publishes; for others the end of that
  synchronized Optional<CompletableFuture<Void>> claim() {
    if (retired) {
      return Optional.of(
          CompletableFuture.failedFuture(new IOException("archive " + root + " was let go")));
    }
    if (publication == null) {
      publication = new CompletableFuture<>();
      return Optional.empty();
    }
    return Optional.of(publication);
  }

  /// Ends the publication: for good, or so that it can be tried again.
  void release(@Nullable IOException failure) {
    CompletableFuture<Void> ended;
    synchronized (this) {
      ended = publication;
      if (failure != null) {
        publication = null;
      }
    }
    if (ended != null && failure == null) {
      ended.complete(null);
    } else if (ended != null) {
      ended.completeExceptionally(failure);
    }
  }

  synchronized boolean isWhole() {
    return stored.cardinality() == chunks.count();
  }

  /// Bytes that are not there yet.
  synchronized long missingBytes() {
    long bytes = 0;
    for (int i = stored.nextClearBit(0); i < chunks.count(); i = stored.nextClearBit(i + 1)) {
      bytes += chunks.lengthBytes(i);
    }
    return bytes;
  }

  /// What must come from elsewhere: of chunks with equal bytes, only the first.
  synchronized List<ChunkRange> missing() {
    List<ChunkRange> ranges = new ArrayList<>();
    int from = -1;
    for (int i = 0; i <= chunks.count(); i++) {
      boolean wanted = i < chunks.count() && !stored.get(i) && twins.isFirst(i);
      if (wanted && from < 0) {
        from = i;
      } else if (!wanted && from >= 0) {
        ranges.add(new ChunkRange(from, i));
        from = -1;
      }
    }
    return ranges;
  }

  /// Which chunks of a list have equal bytes.
  private static final class Twins {
    /// A list made to collide costs no more than this; its twins are then fetched one by one.
    private static final int PROBES_MAX = 64;

    private static final Twins NONE = new Twins(new int[0], new int[0]);

    private final int[] firstOf;
    private final int[] nextOf;

    private Twins(int[] firstOf, int[] nextOf) {
      this.firstOf = firstOf;
      this.nextOf = nextOf;
    }

    static Twins of(ChunkList chunks) {
      int count = chunks.count();
      if (count < 2) {
        return NONE;
      }
      // An open hash table of chunk numbers + 1: the hashes themselves are even enough.
      int[] table = new int[Integer.highestOneBit(count) * 4];
      int[] firstOf = new int[count];
      int[] nextOf = new int[count];
      int[] lastOf = new int[count];
      boolean any = false;
      for (int i = 0; i < count; i++) {
        int slot = chunks.hashHead(i) & (table.length - 1);
        int probes = 0;
        while (probes < PROBES_MAX && table[slot] != 0 && !chunks.isSame(table[slot] - 1, i)) {
          slot = (slot + 1) & (table.length - 1);
          probes++;
        }
        int first = probes == PROBES_MAX || table[slot] == 0 ? i : table[slot] - 1;
        if (probes < PROBES_MAX) {
          table[slot] = first + 1;
        }
        firstOf[i] = first;
        if (first != i) {
          nextOf[lastOf[first]] = i;
          any = true;
        }
        lastOf[first] = i;
      }
      return any ? new Twins(firstOf, nextOf) : NONE;
    }

    boolean isFirst(int chunk) {
      return firstOf.length == 0 || firstOf[chunk] == chunk;
    }

    List<Integer> of(int chunk) {
      if (firstOf.length == 0) {
        return List.of(chunk);
      }
      List<Integer> all = new ArrayList<>();
      // The first is chunk 0 at the least, so that 0 can mean "no next".
      int at = firstOf[chunk];
      do {
        all.add(at);
        at = nextOf[at];
      } while (at != 0);
      return all;
    }
  }
}
