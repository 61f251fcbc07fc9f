package dev.starshell.syncshell.store;

import dev.starshell.syncshell.content.ChunkHash;
import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Root;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Port: what is where. It knows the files of shared libraries, the objects and the partial
/// archives of the store, the chunk list of each, and which archive has which chunk. It is a cache
/// of facts that the bytes themselves prove: whoever uses an answer checks the bytes.
///
/// A chunk list is forgotten with the last file, object and partial archive that has it.
///
/// Thread: any platform or virtual thread; methods wait for the disk and return when the fact is
/// durable, unless said otherwise.
public interface ContentIndex {
  // Files of libraries

  /// The known files of a library by their path.
  Map<String, LibraryFile> files(String library) throws IOException;

  /// Records files with their chunk lists, replacing what was known of their paths.
  void recordFiles(List<ScannedFile> files) throws IOException;

  /// Forgets files of a library.
  void forgetFiles(String library, Collection<String> paths) throws IOException;

  /// A file of a library as it was scanned.
  ///
  /// @param library name of the library
  /// @param path below the library's folder, with slashes
  /// @param settled false if it was changed so shortly before it was hashed that a later change
  ///   could have the same stamp; it is hashed again in the next scan
  record LibraryFile(String library, String path, FileStamp stamp, boolean settled, Root root) {}

  /// A scanned file and its chunks.
  record ScannedFile(LibraryFile file, ChunkList chunks) {}

  /// The files of shared libraries that had this archive when they were scanned.
  List<Source> sources(Root root) throws IOException;

  /// Where a library's file is.
  record Source(Path file, FileStamp stamp) {}

  // Chunks

  /// The chunk list of an archive that is whole or partly here.
  Optional<ChunkList> chunks(Root root) throws IOException;

  /// Places where chunks with these hashes may be, some for each hash. A place may turn out to have
  /// other bytes.
  List<ChunkPlace> places(Collection<ChunkHash> hashes) throws IOException;

  /// A chunk of an archive that is whole or partly here.
  record ChunkPlace(ChunkHash hash, Root root, int chunk) {}

  // Objects and partial archives

  /// Which of these are an object or in a file of a shared library.
  Set<Root> whole(Collection<Root> roots) throws IOException;

  /// All objects.
  Set<Root> objects() throws IOException;

  /// Records objects, all or none; they are not partial any more.
  void recordObjects(Map<Root, ChunkList> objects) throws IOException;

  /// Forgets objects.
  void forgetObjects(Collection<Root> roots) throws IOException;

  /// All partial archives.
  Set<Root> partials() throws IOException;

  /// Records the chunk list of a partial archive. Durable with the next fact at the latest.
  void recordPartial(Root root, ChunkList chunks) throws IOException;

  /// Forgets partial archives.
  void forgetPartials(Collection<Root> roots) throws IOException;
}
