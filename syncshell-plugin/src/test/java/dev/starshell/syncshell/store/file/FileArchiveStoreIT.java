package dev.starshell.syncshell.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.journal.sqlite.SqliteJournal;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.store.ArchiveStore;
import dev.starshell.syncshell.store.ContentIndex;
import dev.starshell.syncshell.store.StoreFullException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileArchiveStoreIT {
  @TempDir private Path home;

  private SqliteJournal journal;
  private FileArchiveStore store;

  @BeforeEach
  void open() throws IOException {
    journal = SqliteJournal.open(home.resolve("journal.db"));
    store = FileArchiveStore.open(new StoreSettings(home.resolve("store"), 0), journal.index());
  }

  @AfterEach
  void close() throws IOException {
    store.close();
    journal.close();
  }

  private void reopen() throws IOException {
    close();
    open();
  }

  private void writeMissing(Sample sample, List<ChunkRange> missing) throws IOException {
    for (ChunkRange range : missing) {
      for (int i = range.from(); i < range.to(); i++) {
        assertThat(store.write(sample.root(), i, sample.chunk(i))).isTrue();
      }
    }
  }

  private void receive(Sample sample) throws IOException {
    writeMissing(sample, store.begin(sample.root(), sample.chunks()));
    ArchiveStore.Published published = store.publish(List.of(sample.root()));
    assertThat(published.failed()).isEmpty();
    assertThat(published.durable()).containsExactly(sample.root());
  }

  private byte[] readBack(Root root) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[Limits.CHUNK_BYTES_MAX];
    try (ArchiveStore.Reader reader = store.open(root)) {
      for (int i = 0; i < reader.chunks().count(); i++) {
        out.write(buffer, 0, reader.read(i, buffer, 0));
      }
    }
    return out.toByteArray();
  }

  private static long bytesOf(ChunkList chunks, List<ChunkRange> ranges) {
    return ranges.stream().mapToLong(chunks::sizeBytes).sum();
  }

  @Test
  void receivedArchiveIsWholeReadableAndReadOnlyAfterReopening() throws IOException {
    Sample sample = Sample.random(1, 1_000_000);

    receive(sample);
    reopen();

    assertThat(store.present(List.of(sample.root()))).containsExactly(sample.root());
    assertThat(store.chunks(sample.root())).contains(sample.chunks());
    assertThat(readBack(sample.root())).isEqualTo(sample.bytes());
    Path object = store.objectPath(sample.root()).orElseThrow();
    String hex = sample.root().toHex();
    assertThat(object)
        .isEqualTo(
            home.resolve("store/objects")
                .resolve(hex.substring(0, 2))
                .resolve(hex.substring(2, 4))
                .resolve(hex));
    assertThat(Files.readAllBytes(object)).isEqualTo(sample.bytes());
    assertThat(Files.getPosixFilePermissions(object))
        .containsExactlyInAnyOrder(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.OTHERS_READ);
    assertThat(home.resolve("store/incoming")).isEmptyDirectory();
  }

  @Test
  void emptyAndOneByteArchivesAreOrdinary() throws IOException {
    Sample empty = Sample.of(new byte[0]);
    Sample one = Sample.of(new byte[] {7});

    receive(empty);
    receive(one);

    assertThat(readBack(empty.root())).isEmpty();
    assertThat(readBack(one.root())).containsExactly(7);
    assertThat(store.objectPath(empty.root()).orElseThrow()).isEmptyFile();
  }

  @Test
  void wrongBytesAreRefusedBeforeTheyAreWritten() throws IOException {
    Sample sample = Sample.random(2, 300_000);
    store.begin(sample.root(), sample.chunks());
    ByteBuffer bad = ByteBuffer.wrap(sample.bytes().clone(), 0, sample.chunks().lengthBytes(0));
    bad.put(0, (byte) ~bad.get(0));

    assertThat(store.write(sample.root(), 0, bad)).isFalse();
    assertThat(store.write(sample.root(), 0, ByteBuffer.allocate(0))).isFalse();

    byte[] part =
        Files.readAllBytes(home.resolve("store/incoming/" + sample.root().toHex() + ".part"));
    assertThat(part).hasSize(300_000).containsOnly(0);
    assertThat(store.begin(sample.root(), sample.chunks()))
        .containsExactly(new ChunkRange(0, sample.chunks().count()));
  }

  @Test
  void incompleteArchiveIsNotPublishedAndOthersOfTheGroupAre() throws IOException {
    Sample whole = Sample.random(3, 200_000);
    Sample partly = Sample.random(4, 500_000);
    Root unknown = Sample.random(5, 10).root();
    writeMissing(whole, store.begin(whole.root(), whole.chunks()));
    store.begin(partly.root(), partly.chunks());
    store.write(partly.root(), 1, partly.chunk(1));

    ArchiveStore.Published published = store.publish(List.of(partly.root(), whole.root(), unknown));

    assertThat(published.durable()).containsExactly(whole.root());
    assertThat(published.failed()).containsOnlyKeys(partly.root(), unknown);
    assertThat(store.present(List.of(partly.root(), whole.root(), unknown)))
        .containsExactly(whole.root());
    writeMissing(partly, store.begin(partly.root(), partly.chunks()));
    assertThat(store.publish(List.of(partly.root())).durable()).containsExactly(partly.root());
  }

  @Test
  void updateOfAnArchiveAsksOnlyForItsNewChunks() throws IOException {
    Sample before = Sample.random(13, 3_000_000);
    receive(before);
    byte[] changed = new byte[before.bytes().length + 1000];
    System.arraycopy(before.bytes(), 0, changed, 0, 500);
    System.arraycopy(before.bytes(), 500, changed, 1500, before.bytes().length - 500);
    Sample after = Sample.of(changed);

    List<ChunkRange> missing = store.begin(after.root(), after.chunks());

    assertThat(bytesOf(after.chunks(), missing)).isBetween(1L, 400_000L);
    writeMissing(after, missing);
    assertThat(store.publish(List.of(after.root())).durable()).contains(after.root());
    assertThat(readBack(after.root())).isEqualTo(changed);
  }

  @Test
  void chunksOfAPartialArchiveAreTakenOver() throws IOException {
    Sample before = Sample.random(14, 1_000_000);
    store.begin(before.root(), before.chunks());
    for (int i = 0; i < 5; i++) {
      store.write(before.root(), i, before.chunk(i));
    }
    byte[] longer = java.util.Arrays.copyOf(before.bytes(), 1_200_000);
    new SplittableRandom(99).nextBytes(longer);
    System.arraycopy(before.bytes(), 0, longer, 0, before.bytes().length);
    Sample after = Sample.of(longer);

    List<ChunkRange> missing = store.begin(after.root(), after.chunks());

    assertThat(missing.getFirst().from()).isEqualTo(5);
  }

  @Test
  void equalChunksOfOneArchiveAreAskedForOnce() throws IOException {
    byte[] bytes = new byte[10 * Limits.CHUNK_BYTES_MAX];
    java.util.Arrays.fill(bytes, (byte) 9);
    Sample sample = Sample.of(bytes);
    assertThat(sample.chunks().count()).isEqualTo(10);

    List<ChunkRange> missing = store.begin(sample.root(), sample.chunks());
    writeMissing(sample, missing);

    assertThat(missing).containsExactly(new ChunkRange(0, 1));
    assertThat(store.publish(List.of(sample.root())).durable()).contains(sample.root());
    assertThat(readBack(sample.root())).isEqualTo(bytes);
  }

  @Test
  void twoThreadsWriteDifferentChunksOfOneArchive() throws Exception {
    Sample sample = Sample.random(15, 8_000_000);
    store.begin(sample.root(), sample.chunks());
    List<CompletableFuture<Void>> writers = new ArrayList<>();
    for (int w = 0; w < 2; w++) {
      int first = w;
      CompletableFuture<Void> end = new CompletableFuture<>();
      writers.add(end);
      Thread.ofPlatform()
          .start(() -> {
            try {
              for (int i = first; i < sample.chunks().count(); i += 2) {
                store.write(sample.root(), i, sample.chunk(i));
              }
              end.complete(null);
            } catch (IOException | RuntimeException e) {
              end.completeExceptionally(e);
            }
          });
    }
    for (CompletableFuture<Void> writer : writers) {
      writer.get();
    }

    assertThat(store.publish(List.of(sample.root())).failed()).isEmpty();
    assertThat(readBack(sample.root())).isEqualTo(sample.bytes());
  }

  @Test
  void manyArchivesOpenAtOnceDoNotHoldManyFilesOpen() throws IOException {
    List<Sample> samples = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Sample sample = Sample.random(1000 + i, 150_000);
      samples.add(sample);
      store.begin(sample.root(), sample.chunks());
      store.write(sample.root(), 0, sample.chunk(0));
    }

    long open = openFilesBelow(home.resolve("store"));

    assertThat(open).isLessThanOrEqualTo(40);
    for (Sample sample : samples) {
      writeMissing(sample, store.begin(sample.root(), sample.chunks()));
    }
    assertThat(store.publish(samples.stream().map(Sample::root).toList()).durable()).hasSize(60);
    assertThat(openFilesBelow(home.resolve("store"))).isZero();
  }

  private static long openFilesBelow(Path folder) throws IOException {
    Path descriptors = Path.of("/proc/self/fd");
    if (!Files.isDirectory(descriptors)) {
      return 0;
    }
    long count = 0;
    for (String name : java.util.Objects.requireNonNull(descriptors.toFile().list())) {
      Path link = descriptors.resolve(name);
      try {
        if (Files.readSymbolicLink(link).startsWith(folder.toRealPath())) {
          count++;
        }
      } catch (IOException e) {
        // The descriptor of the listing itself is gone by now.
      }
    }
    return count;
  }

  @Test
  void reserveThatIsNotThereIsSaidBeforeAnythingIsWritten() throws IOException {
    Sample sample = Sample.random(16, 300_000);
    ContentIndex index = journal.index();
    try (FileArchiveStore strict =
        FileArchiveStore.open(
            new StoreSettings(home.resolve("strict"), Long.MAX_VALUE / 2), index)) {
      assertThatThrownBy(() -> strict.begin(sample.root(), sample.chunks()))
          .isInstanceOfSatisfying(
              StoreFullException.class,
              full ->
                  assertThat(full.neededBytes())
                      .isEqualTo(Long.MAX_VALUE / 2 + sample.bytes().length));
    }

    assertThat(home.resolve("strict/incoming")).isEmptyDirectory();
    receive(sample);
  }

  @Test
  void droppedPartialsLeaveNothingBehindAndKeptOnesStay() throws IOException {
    Sample dropped = Sample.random(17, 300_000);
    Sample kept = Sample.random(18, 300_000);
    Sample old = Sample.random(19, 300_000);
    store.begin(old.root(), old.chunks());
    store.write(old.root(), 0, old.chunk(0));
    reopen();
    store.begin(dropped.root(), dropped.chunks());
    store.begin(kept.root(), kept.chunks());
    store.write(kept.root(), 0, kept.chunk(0));
    store.rest(kept.root());
    Sample used = Sample.random(20, 300_000);
    store.begin(used.root(), used.chunks());
    store.rest(dropped.root());

    store.dropPartialExcept(Set.of(kept.root()));

    assertThat(home.resolve("store/incoming").toFile().list())
        .containsExactlyInAnyOrder(kept.root().toHex() + ".part", used.root().toHex() + ".part");
    writeMissing(used, store.missing(used.root()).orElseThrow());
    assertThat(store.publish(List.of(used.root())).failed()).isEmpty();
    assertThat(store.chunks(dropped.root())).isEmpty();
    assertThat(store.begin(kept.root(), kept.chunks()).getFirst().from()).isEqualTo(1);
  }

  @Test
  void discardedArchivesAreGoneAndCanComeAgain() throws IOException {
    Sample gone = Sample.random(21, 300_000);
    Sample stays = Sample.random(22, 300_000);
    receive(gone);
    receive(stays);
    long before = store.storedBytes();

    long freed = store.discard(List.of(gone.root(), Sample.random(23, 10).root()));

    assertThat(freed).isEqualTo(300_000);
    assertThat(store.storedBytes()).isEqualTo(before - freed);
    assertThat(store.present(Set.of(gone.root(), stays.root()))).containsExactly(stays.root());
    assertThat(store.objectPath(gone.root())).isEmpty();
    reopen();
    assertThat(store.present(Set.of(gone.root()))).isEmpty();
    receive(gone);
    assertThat(store.present(Set.of(gone.root()))).containsExactly(gone.root());
  }

  @Test
  void publishingTwiceAndTogetherWithAnotherThreadIsHarmless() throws Exception {
    Sample sample = Sample.random(20, 300_000);
    writeMissing(sample, store.begin(sample.root(), sample.chunks()));
    CompletableFuture<ArchiveStore.Published> other = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(() -> {
          try {
            other.complete(store.publish(List.of(sample.root())));
          } catch (IOException | RuntimeException e) {
            other.completeExceptionally(e);
          }
        });

    assertThat(store.publish(List.of(sample.root(), sample.root())).durable())
        .containsExactly(sample.root());
    assertThat(other.get().durable()).containsExactly(sample.root());
    assertThat(store.publish(List.of(sample.root())).durable()).containsExactly(sample.root());
    assertThat(store.begin(sample.root(), sample.chunks())).isEmpty();
    assertThat(store.write(sample.root(), 0, sample.chunk(0))).isTrue();
  }
}
