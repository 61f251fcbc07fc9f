package dev.starshell.harness.bench;

import dev.starshell.syncshell.content.ArchiveHasher;
import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.journal.sqlite.SqliteJournal;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.store.ArchiveStore;
import dev.starshell.syncshell.store.SourceChangedException;
import dev.starshell.syncshell.store.file.FileArchiveStore;
import dev.starshell.syncshell.store.file.StoreSettings;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/// Bits turned over where archives and records lie: chunks on their way into the store, objects in
/// it, records in the journal's file. Store and journal are those that hosts have.
final class DiskFlips {
  private static final int ARCHIVE_BYTES = 200_000;
  private static final int OBJECT_BYTES = 20_000;
  private static final int RECORDS = 200;

  private final Path folder;

  /// @param folder that exists
  DiskFlips(Path folder) {
    this.folder = folder;
  }

  /// An archive as it is cut into chunks.
  private record Archive(ByteBuffer bytes, ChunkList chunks) {
    static Archive random(int sizeBytes, Random random) {
      byte[] bytes = new byte[sizeBytes];
      random.nextBytes(bytes);
      ArchiveHasher hasher = new ArchiveHasher();
      hasher.room().put(bytes);
      hasher.take();
      return new Archive(ByteBuffer.wrap(bytes), hasher.finish());
    }

    Root root() {
      return chunks.root();
    }

    byte[] chunk(int at) {
      byte[] chunk = new byte[chunks.lengthBytes(at)];
      bytes.get((int) chunks.offsetBytes(at), chunk);
      return chunk;
    }
  }

  /// Chunks that a sender gives, each with one wrong bit: none is written.
  FlipCount chunks(long flips, Random random) throws IOException {
    Archive archive = Archive.random(ARCHIVE_BYTES, random);
    long found = 0;
    try (SqliteJournal journal = SqliteJournal.open(folder.resolve("chunks.db"));
        FileArchiveStore store = store("chunks", journal)) {
      store.begin(archive.root(), archive.chunks());
      for (long i = 0; i < flips; i++) {
        int at = (int) (i % archive.chunks().count());
        byte[] chunk = archive.chunk(at);
        MemoryFlips.flip(chunk, random);
        found += store.write(archive.root(), at, ByteBuffer.wrap(chunk)) ? 0 : 1;
      }
      List<ChunkRange> whole = List.of(new ChunkRange(0, archive.chunks().count()));
      if (!store.begin(archive.root(), archive.chunks()).equals(whole)) {
        throw new IOException("something was written that was called wrong");
      }
      receive(store, archive);
    }
    return new FlipCount("chunks", "chunk on its way into the store", flips, found);
  }

  private FileArchiveStore store(String name, SqliteJournal journal) throws IOException {
    return FileArchiveStore.open(new StoreSettings(folder.resolve(name), 0), journal.index());
  }

  /// Objects that the store has, each with one wrong bit on the disk: reading finds it, the object
  /// is kept aside and not there any more, and fetched again it is right.
  FlipCount objects(long flips, Random random) throws IOException {
    Archive archive = Archive.random(OBJECT_BYTES, random);
    long found = 0;
    try (SqliteJournal journal = SqliteJournal.open(folder.resolve("objects.db"));
        FileArchiveStore store = store("objects", journal)) {
      for (long i = 0; i < flips; i++) {
        receive(store, archive);
        Path object = store.objectPath(archive.root()).orElseThrow();
        MemoryFlips.require(object.toFile().setWritable(true), "the right to change an object");
        byte[] bytes = archive.bytes().array().clone();
        MemoryFlips.flip(bytes, random);
        Files.write(object, bytes);
        boolean isFound = !isReadable(store, archive);
        boolean isGone = store.present(List.of(archive.root())).isEmpty();
        found += isFound && isGone && wasAside("objects") ? 1 : 0;
      }
      receive(store, archive);
    }
    return new FlipCount("objects", "object in the store", flips, found);
  }

  /// Whether a damaged object was kept aside; it is deleted.
  private boolean wasAside(String name) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(name).resolve("incoming"))) {
      for (Path file : files.filter(one -> one.toString().contains(".bad-")).toList()) {
        Files.delete(file);
        return true;
      }
    }
    return false;
  }

  private static void receive(ArchiveStore store, Archive archive) throws IOException {
    for (ChunkRange range : store.begin(archive.root(), archive.chunks())) {
      for (int at = range.from(); at < range.to(); at++) {
        MemoryFlips.require(
            store.write(archive.root(), at, ByteBuffer.wrap(archive.chunk(at))), "a right chunk");
      }
    }
    ArchiveStore.Published published = store.publish(List.of(archive.root()));
    MemoryFlips.require(published.failed().isEmpty(), "an archive of right chunks");
    store.rest(archive.root());
    MemoryFlips.require(isReadable(store, archive), "an object as it was written");
  }

  /// Whether every chunk is given out.
  private static boolean isReadable(ArchiveStore store, Archive archive) throws IOException {
    byte[] buffer = new byte[Limits.CHUNK_BYTES_MAX];
    try (ArchiveStore.Reader reader = store.open(archive.root())) {
      for (int at = 0; at < archive.chunks().count(); at++) {
        int length = reader.read(at, buffer, 0);
        MemoryFlips.require(length == archive.chunks().lengthBytes(at), "a chunk in its length");
      }
      return true;
    } catch (SourceChangedException _) {
      return false;
    }
  }

  /// Manifests that the journal keeps, each with one wrong bit in the journal's file.
  FlipCount records(long flips, Random random) throws IOException {
    List<MemoryFlips.Signed> kept = MemoryFlips.signed((int) Math.min(RECORDS, flips), random);
    Path file = folder.resolve("records.db");
    try (SqliteJournal journal = SqliteJournal.open(file)) {
      for (MemoryFlips.Signed one : kept) {
        journal.keepManifest(one.owner().key(), 1, one.manifest().signed());
      }
    }
    MemoryFlips.require(foundOf(file, kept) == 0, "a record as it was kept");
    byte[] right = Files.readAllBytes(file);
    List<List<Integer>> places = new ArrayList<>();
    for (MemoryFlips.Signed one : kept) {
      places.add(places(right, one.manifest().signed().toArray()));
    }
    long done = 0;
    long found = 0;
    while (done < flips) {
      int count = (int) Math.min(kept.size(), flips - done);
      byte[] wrong = right.clone();
      for (int i = 0; i < count; i++) {
        int at = random.nextInt(kept.get(i).manifest().signed().length());
        byte bit = (byte) (1 << random.nextInt(Byte.SIZE));
        for (int place : places.get(i)) {
          wrong[place + at] ^= bit;
        }
      }
      Files.write(file, wrong);
      found += foundOf(file, kept.subList(0, count));
      done += count;
    }
    return new FlipCount("records", "signed record in the journal", flips, found);
  }

  private static int foundOf(Path file, List<MemoryFlips.Signed> kept) throws IOException {
    int found = 0;
    try (SqliteJournal journal = SqliteJournal.open(file)) {
      for (MemoryFlips.Signed one : kept) {
        Optional<Bytes> read = journal.manifest(one.owner().key());
        found += read.filter(one::isTaken).isPresent() ? 0 : 1;
      }
    }
    return found;
  }

  /// Where a record lies; SQLite leaves copies behind in what it calls free.
  private static List<Integer> places(byte[] in, byte[] wanted) throws IOException {
    List<Integer> places = new ArrayList<>();
    for (int at = 0; at + wanted.length <= in.length; at++) {
      if (Arrays.equals(in, at, at + wanted.length, wanted, 0, wanted.length)) {
        places.add(at);
      }
    }
    if (places.isEmpty()) {
      throw new IOException("FAULT_NOT_INJECTED: a record is not in the journal's file as it is");
    }
    return places;
  }
}
