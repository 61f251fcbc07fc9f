package dev.starshell.syncshell.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.journal.sqlite.SqliteJournal;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.store.ArchiveStore;
import dev.starshell.syncshell.store.SourceChangedException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileArchiveStoreRecoveryIT {
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

  /// What a kill leaves: the files as they are, copied while everything is still open.
  private void killAndRestart() throws IOException {
    Path copy = home.resolveSibling(home.getFileName() + "-killed");
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.toList()) {
        Path target = copy.resolve(home.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
    close();
    home = copy;
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
    try (ArchiveStore.Reader reader = store.open(root)) {
      return readAll(reader);
    }
  }

  private static byte[] readAll(ArchiveStore.Reader reader) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    byte[] buffer = new byte[Limits.CHUNK_BYTES_MAX];
    for (int i = 0; i < reader.chunks().count(); i++) {
      out.write(buffer, 0, reader.read(i, buffer, 0));
    }
    return out.toByteArray();
  }

  @Test
  void afterAKillOnlyTheMissingChunksAreAskedFor() throws IOException {
    Sample sample = Sample.random(6, 1_000_000);
    store.begin(sample.root(), sample.chunks());
    store.write(sample.root(), 0, sample.chunk(0));
    store.write(sample.root(), 3, sample.chunk(3));

    killAndRestart();

    assertThat(store.present(List.of(sample.root()))).isEmpty();
    assertThat(store.begin(sample.root(), sample.chunks()))
        .containsExactly(new ChunkRange(1, 3), new ChunkRange(4, sample.chunks().count()));
    writeMissing(sample, store.begin(sample.root(), sample.chunks()));
    store.publish(List.of(sample.root()));
    assertThat(readBack(sample.root())).isEqualTo(sample.bytes());
  }

  @Test
  void damageInAPartialFileIsFoundByTheHash() throws IOException {
    Sample sample = Sample.random(7, 600_000);
    store.begin(sample.root(), sample.chunks());
    for (int i = 0; i < sample.chunks().count(); i++) {
      store.write(sample.root(), i, sample.chunk(i));
    }
    Path part = home.resolve("store/incoming/" + sample.root().toHex() + ".part");
    try (RandomAccessFile file = new RandomAccessFile(part.toFile(), "rw")) {
      file.seek(sample.chunks().offsetBytes(2) + 5);
      file.write(~sample.bytes()[(int) sample.chunks().offsetBytes(2) + 5]);
    }

    reopen();

    assertThat(store.begin(sample.root(), sample.chunks())).containsExactly(new ChunkRange(2, 3));
  }

  @Test
  void partialFileThatWasCutShortIsUsedAsFarAsItGoes() throws IOException {
    Sample sample = Sample.random(8, 600_000);
    store.begin(sample.root(), sample.chunks());
    for (int i = 0; i < sample.chunks().count(); i++) {
      store.write(sample.root(), i, sample.chunk(i));
    }
    close();
    Path part = home.resolve("store/incoming/" + sample.root().toHex() + ".part");
    try (RandomAccessFile file = new RandomAccessFile(part.toFile(), "rw")) {
      file.setLength(sample.chunks().offsetBytes(2) + 10);
    }

    open();

    List<ChunkRange> missing = store.begin(sample.root(), sample.chunks());
    assertThat(missing).containsExactly(new ChunkRange(2, sample.chunks().count()));
    writeMissing(sample, missing);
    assertThat(store.publish(List.of(sample.root())).durable()).contains(sample.root());
  }

  @Test
  void objectThatACrashKeptFromTheIndexIsTakenIn() throws IOException {
    Sample sample = Sample.random(9, 400_000);
    receive(sample);
    close();
    Files.delete(home.resolve("journal.db"));

    open();

    assertThat(store.present(List.of(sample.root()))).containsExactly(sample.root());
    assertThat(readBack(sample.root())).isEqualTo(sample.bytes());
  }

  @Test
  void foreignBytesUnderAnObjectsNameAreKeptAside() throws IOException {
    Sample sample = Sample.random(10, 40_000);
    receive(sample);
    close();
    Files.delete(home.resolve("journal.db"));
    Path object =
        home.resolve("store/objects/" + sample.root().toHex().substring(0, 2))
            .resolve(sample.root().toHex().substring(2, 4))
            .resolve(sample.root().toHex());
    Files.delete(object);
    Files.writeString(object, "something else");

    open();

    assertThat(store.present(List.of(sample.root()))).isEmpty();
    assertThat(object).doesNotExist();
    assertThat(home.resolve("store/incoming").toFile().list())
        .singleElement()
        .asString()
        .startsWith(sample.root().toHex() + ".bad-");
  }

  @Test
  void objectThatIsGoneFromTheDiskIsForgotten() throws IOException {
    Sample sample = Sample.random(11, 40_000);
    receive(sample);
    Files.delete(store.objectPath(sample.root()).orElseThrow());

    reopen();

    assertThat(store.present(List.of(sample.root()))).isEmpty();
    receive(sample);
    assertThat(readBack(sample.root())).isEqualTo(sample.bytes());
  }

  @Test
  void damagedObjectIsFoundOnReadKeptAsideAndFetchedAgain() throws IOException {
    Sample sample = Sample.random(12, 500_000);
    receive(sample);
    damage(sample);

    assertThatThrownBy(() -> readBack(sample.root())).isInstanceOf(SourceChangedException.class);

    assertThat(store.storedBytes()).isZero();
    assertThat(store.present(List.of(sample.root()))).isEmpty();
    receive(sample);
    assertThat(readBack(sample.root())).isEqualTo(sample.bytes());
  }

  @Test
  void whoReadTheDamagedObjectLeavesTheOneThatWasFetchedAgain() throws IOException {
    Sample sample = Sample.random(13, 500_000);
    receive(sample);
    damage(sample);
    try (ArchiveStore.Reader late = store.open(sample.root())) {
      assertThatThrownBy(() -> readBack(sample.root())).isInstanceOf(SourceChangedException.class);
      receive(sample);

      assertThatThrownBy(() -> readAll(late)).isInstanceOf(SourceChangedException.class);
    }

    assertThat(readBack(sample.root())).isEqualTo(sample.bytes());
  }

  private void damage(Sample sample) throws IOException {
    Path object = store.objectPath(sample.root()).orElseThrow();
    Files.setPosixFilePermissions(
        object, Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
    try (RandomAccessFile file = new RandomAccessFile(object.toFile(), "rw")) {
      file.seek(250_000);
      file.write(~sample.bytes()[250_000]);
    }
  }

  @Test
  void whoFindsTheDamagedObjectMovedByAnotherReaderForgetsNothing() throws IOException {
    Sample sample = Sample.random(14, 500_000);
    receive(sample);
    damage(sample);
    try (ArchiveStore.Reader late = store.open(sample.root())) {
      assertThatThrownBy(() -> readBack(sample.root())).isInstanceOf(SourceChangedException.class);
      // As if it were fetched again just between that it is missed and that it would be forgotten.
      journal.index().recordObjects(Map.of(sample.root(), sample.chunks()));

      assertThatThrownBy(() -> readAll(late)).isInstanceOf(SourceChangedException.class);
    }

    assertThat(store.present(List.of(sample.root()))).containsExactly(sample.root());
  }

  @Test
  void aDamagedObjectThatCannotBeForgottenIsFoundAgain() throws IOException {
    Sample sample = Sample.random(15, 500_000);
    receive(sample);
    damage(sample);
    Path object = store.objectPath(sample.root()).orElseThrow();
    try (ArchiveStore.Reader reader = store.open(sample.root())) {
      journal.close();

      assertThatThrownBy(() -> readAll(reader))
          .isInstanceOf(IOException.class)
          .isNotInstanceOf(SourceChangedException.class);
    }

    assertThat(object).exists();
    reopen();
    assertThatThrownBy(() -> readBack(sample.root())).isInstanceOf(SourceChangedException.class);
    assertThat(store.present(List.of(sample.root()))).isEmpty();
  }
}
