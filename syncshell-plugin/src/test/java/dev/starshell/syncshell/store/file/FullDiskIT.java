package dev.starshell.syncshell.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.starshell.syncshell.content.ArchiveHasher;
import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.journal.sqlite.SqliteJournal;
import dev.starshell.syncshell.store.StoreFullException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs on a disk of 8 MiB that is really full, where the system lets the test mount one.
class FullDiskIT {
  private static final int DISK_BYTES = 8 << 20;

  @TempDir private Path home;
  private Path disk;

  @BeforeEach
  void mount() throws Exception {
    disk = home.resolve("disk");
    Files.createDirectory(disk);
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + DISK_BYTES, "tmpfs", disk.toString()),
        "no right to mount a small disk");
  }

  @AfterEach
  void unmount() throws Exception {
    run("umount", disk.toString());
  }

  private static boolean run(String... command) throws Exception {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    }
  }

  private static byte[] random(long seed, int length) {
    byte[] bytes = new byte[length];
    new SplittableRandom(seed).nextBytes(bytes);
    return bytes;
  }

  private static ChunkList chunks(byte[] bytes) {
    ArchiveHasher hasher = new ArchiveHasher(bytes.length + (1 << 18));
    hasher.room().put(bytes);
    hasher.take();
    return hasher.finish();
  }

  private static int writeAll(
      FileArchiveStore store, Root root, ChunkList chunks, byte[] bytes, List<ChunkRange> missing)
      throws IOException {
    int written = 0;
    for (ChunkRange range : missing) {
      for (int i = range.from(); i < range.to(); i++) {
        int at = (int) chunks.offsetBytes(i);
        store.write(root, i, ByteBuffer.wrap(bytes, at, chunks.lengthBytes(i)));
        written++;
      }
    }
    return written;
  }

  @Test
  void archiveThatCannotFitIsRefusedBeforeItsFirstByte() throws IOException {
    byte[] bytes = random(1, DISK_BYTES + 1);
    ChunkList chunks = chunks(bytes);
    try (SqliteJournal journal = SqliteJournal.open(home.resolve("journal.db"));
        FileArchiveStore store =
            FileArchiveStore.open(new StoreSettings(disk, 1 << 20), journal.index())) {
      assertThatThrownBy(() -> store.begin(chunks.root(), chunks))
          .isInstanceOfSatisfying(
              StoreFullException.class,
              full -> {
                assertThat(full.neededBytes()).isEqualTo(DISK_BYTES + 1 + (1 << 20));
                assertThat(full.freeBytes()).isBetween(1L, (long) DISK_BYTES);
              });
      assertThat(disk.resolve("incoming")).isEmptyDirectory();
    }
  }

  @Test
  void thePartOfTheDiskThatIsKeptFreeIsNeverPromised() throws IOException {
    ChunkList chunks = chunks(random(6, 5 << 20));
    try (SqliteJournal journal = SqliteJournal.open(home.resolve("journal.db"))) {
      try (FileArchiveStore store =
          FileArchiveStore.open(new StoreSettings(disk, 0, 50), journal.index())) {
        assertThatThrownBy(() -> store.begin(chunks.root(), chunks))
            .isInstanceOfSatisfying(
                StoreFullException.class,
                full ->
                    assertThat(full.neededBytes())
                        .isCloseTo((5L << 20) + DISK_BYTES / 2, within(5000L)));
      }
      try (FileArchiveStore store =
          FileArchiveStore.open(new StoreSettings(disk, 0, 20), journal.index())) {
        assertThat(store.begin(chunks.root(), chunks)).isNotEmpty();
      }
    }
  }

  @Test
  void roomPromisedToOneArchiveIsNotPromisedToAnother() throws IOException {
    ChunkList first = chunks(random(2, 5 << 20));
    ChunkList second = chunks(random(3, 5 << 20));
    try (SqliteJournal journal = SqliteJournal.open(home.resolve("journal.db"));
        FileArchiveStore store =
            FileArchiveStore.open(new StoreSettings(disk, 0), journal.index())) {
      store.begin(first.root(), first);

      assertThatThrownBy(() -> store.begin(second.root(), second))
          .isInstanceOf(StoreFullException.class);

      store.rest(first.root());
      assertThat(store.begin(second.root(), second)).isNotEmpty();
    }
  }

  @Test
  void roomOfWhatWasBegunAndGivenUpIsForOthersAgainAndWhatCameOfItStays() throws IOException {
    byte[] bytes = random(2, 5 << 20);
    ChunkList first = chunks(bytes);
    ChunkList second = chunks(random(3, 5 << 20));
    try (SqliteJournal journal = SqliteJournal.open(home.resolve("journal.db"));
        FileArchiveStore store =
            FileArchiveStore.open(new StoreSettings(disk, 0), journal.index())) {
      store.begin(first.root(), first);
      store.write(first.root(), 0, ByteBuffer.wrap(bytes, 0, first.lengthBytes(0)));
      store.rest(first.root());

      assertThat(store.begin(second.root(), second)).isNotEmpty();

      assertThatThrownBy(() -> store.write(first.root(), 1, ByteBuffer.allocate(0)))
          .isInstanceOf(IOException.class);
      store.rest(second.root());
      store.dropPartialExcept(java.util.Set.of(first.root()));
      assertThat(store.begin(first.root(), first).getFirst().from()).isEqualTo(1);
    }
  }

  @Test
  void diskThatFillsUpMeanwhileShowsNothingPartialAndTheTransferGoesOnLater() throws IOException {
    byte[] complete = random(4, 500_000);
    ChunkList completeChunks = chunks(complete);
    byte[] bytes = random(5, 4 << 20);
    ChunkList chunks = chunks(bytes);
    Root root = chunks.root();
    // The journal is on the full disk as well.
    try (SqliteJournal journal = SqliteJournal.open(disk.resolve("journal.db"));
        FileArchiveStore store =
            FileArchiveStore.open(new StoreSettings(disk, 0), journal.index())) {
      writeAll(
          store,
          completeChunks.root(),
          completeChunks,
          complete,
          store.begin(completeChunks.root(), completeChunks));
      store.publish(List.of(completeChunks.root()));
      List<ChunkRange> missing = store.begin(root, chunks);
      Path filler = fill();

      assertThatThrownBy(() -> writeAll(store, root, chunks, bytes, missing))
          .isInstanceOf(StoreFullException.class);
      assertThat(store.publish(List.of(root)).failed()).containsOnlyKeys(root);
      assertThat(store.present(List.of(root, completeChunks.root())))
          .containsExactly(completeChunks.root());
      assertThat(store.objectPath(root)).isEmpty();

      Files.delete(filler);
      writeAll(store, root, chunks, bytes, store.begin(root, chunks));
      assertThat(store.publish(List.of(root)).durable()).containsExactly(root);
      assertThat(store.objectPath(root).orElseThrow()).hasBinaryContent(bytes);
    }
  }

  private Path fill() throws IOException {
    Path filler = disk.resolve("filler");
    byte[] block = new byte[4096];
    try (OutputStream out = Files.newOutputStream(filler)) {
      for (int i = 0; i < DISK_BYTES / block.length; i++) {
        out.write(block);
      }
    } catch (IOException full) {
      assertThat(Files.getFileStore(disk).getUsableSpace()).isLessThan(4096);
      return filler;
    }
    throw new AssertionError("the disk did not fill up");
  }
}
