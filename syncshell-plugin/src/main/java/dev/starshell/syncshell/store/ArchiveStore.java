package dev.starshell.syncshell.store;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// Port: archives by their roots. An archive is either whole in the store, whole in a file of a
/// shared library, or partly there.
///
/// Thread: any platform thread; methods wait for the disk. Calls for different archives run at
/// once.
public interface ArchiveStore extends AutoCloseable {
  /// Which of these archives are whole here, in the store or in a shared library.
  Set<Root> present(Collection<Root> roots) throws IOException;

  /// The chunk list of an archive that is whole here, or that [#begin] was called for.
  Optional<ChunkList> chunks(Root root) throws IOException;

  /// Prepares to receive an archive: reserves room, takes over chunks that some archive here has
  /// already, checks what an earlier attempt left, and says what is missing. Each call that returns
  /// is followed by one of [#rest], sooner or later.
  ///
  /// @return missing chunks, ascending; empty when nothing is missing
  /// @throws StoreFullException if the disk has no room for it; nothing was reserved
  List<ChunkRange> begin(Root root, ChunkList chunks) throws IOException;

  /// The caller of [#begin] or [#hold] works on an archive no more. When nobody does, its list is
  /// not held in memory and no room is reserved for it; what came of it stays, for the next
  /// [#begin]. Nothing happens if it is whole meanwhile.
  default void rest(Root root) throws IOException {}

  /// Keeps a begun archive as it is until [#rest] is called once more, whatever others do: for who
  /// was handed it by the caller of [#begin]. Does not wait.
  ///
  /// @return false if it is not begun, or is whole meanwhile: no [#rest] follows then
  default boolean hold(Root root) {
    return false;
  }

  /// Chunks that an archive lacks that is partly here, ascending. Does not wait; changes nothing.
  ///
  /// @return empty if [#begin] was not called for it, it is whole, or its file must be read for
  ///   that
  default Optional<List<ChunkRange>> missing(Root root) {
    return Optional.empty();
  }

  /// Writes one chunk of a begun archive after checking its hash.
  ///
  /// @return false if the bytes do not have the chunk's hash; nothing was written
  /// @throws StoreFullException if the disk is full; the archive stays as it was
  boolean write(Root root, int chunk, ByteBuffer payload) throws IOException;

  /// Makes what was written of a begun archive durable. Returns after the disk has it.
  void flush(Root root) throws IOException;

  /// Makes whole archives durable and visible as objects, and records them, all or each on its own.
  /// An archive that is in the store already is left as it is.
  ///
  /// @return the archives that are durable now; what is missing from it failed, see the exception
  ///   map
  Published publish(List<Root> roots) throws IOException;

  /// The result of [#publish].
  ///
  /// @param durable in the store, for good
  /// @param failed and why
  record Published(Set<Root> durable, Map<Root, IOException> failed) {
    public Published {
      durable = Set.copyOf(durable);
      failed = Map.copyOf(failed);
    }
  }

  /// Opens an archive that is whole here, for reading chunks of it.
  ///
  /// @throws SourceChangedException if the file that had it is gone or has changed
  Reader open(Root root) throws IOException;

  /// Reads chunks of one archive. Thread: one at a time.
  interface Reader extends AutoCloseable {
    /// Its chunk list.
    ChunkList chunks();

    /// Reads one chunk into an array and checks its hash.
    ///
    /// @return its length in bytes
    /// @throws SourceChangedException if the bytes are not those of the chunk any more
    int read(int chunk, byte[] target, int offsetBytes) throws IOException;

    @Override
    void close() throws IOException;
  }

  /// Has somebody hear of each archive that the store gives up because its copy was found damaged:
  /// it is not here any more, whoever found that out. On the thread that found it, which only waits
  /// for room in an inbox.
  default void hearsLost(Consumer<Root> next) {}

  /// A whole, verified file with the bytes of an archive that may be linked to or copied from. It
  /// is never written to again.
  Optional<Path> objectPath(Root root) throws IOException;

  /// What all objects take. Unit: bytes. Does not wait.
  long storedBytes();

  /// Deletes archives from the store. Files that are installed keep their bytes; a reader that is
  /// open may go on.
  ///
  /// @return what they took. Unit: bytes
  long discard(Collection<Root> roots) throws IOException;

  /// Drops what is partly there, not among these, and not worked on.
  void dropPartialExcept(Set<Root> keep) throws IOException;

  @Override
  void close() throws IOException;
}
