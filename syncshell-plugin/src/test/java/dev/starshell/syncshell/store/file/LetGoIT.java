package dev.starshell.syncshell.store.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.journal.sqlite.SqliteJournal;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is begun and not worked on any more, and which folders are forced to the disk.
final class LetGoIT {
  @TempDir private Path home;

  private final List<Path> forced = new CopyOnWriteArrayList<>();
  private volatile Runnable onForce = () -> {};
  private SqliteJournal journal;
  private FileArchiveStore store;

  @BeforeEach
  void open() throws IOException {
    journal = SqliteJournal.open(home.resolve("journal.db"));
    store =
        FileArchiveStore.open(
            new StoreSettings(home.resolve("store"), 0),
            journal.index(),
            folder -> {
              forced.add(folder);
              onForce.run();
            });
  }

  @AfterEach
  void close() throws IOException {
    store.close();
    journal.close();
  }

  private Path part(Sample sample) {
    return home.resolve("store/incoming").resolve(sample.root().toHex() + ".part");
  }

  @Test
  void theListOfWhatNobodyWorksOnIsNotHeldInMemory() throws IOException {
    WeakReference<ChunkList> list = beginAndRest(Sample.random(1, 20_000_000));
    // Whatever the journal still had to do with it is done.
    journal.index().partials();

    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (list.get() != null && System.nanoTime() < end) {
      System.gc();
      LockSupport.parkNanos(10_000_000);
    }
    assertThat(list.get()).isNull();
  }

  private WeakReference<ChunkList> beginAndRest(Sample sample) throws IOException {
    ChunkList list = ChunkList.of(sample.chunks().toBytes());
    store.begin(sample.root(), list);
    store.rest(sample.root());
    return new WeakReference<>(list);
  }

  @Test
  void whatCameBeforeItWasLetGoNeedNotBeReadAgain() throws IOException {
    Sample sample = Sample.random(2, 400_000);
    store.begin(sample.root(), sample.chunks());
    store.write(sample.root(), 0, sample.chunk(0));
    store.rest(sample.root());
    assertThat(store.missing(sample.root()))
        .contains(List.of(new ChunkRange(1, sample.chunks().count())));
    // It is not looked at: otherwise this would be found out here, and not when it is read.
    try (RandomAccessFile file = new RandomAccessFile(part(sample).toFile(), "rw")) {
      file.write(~sample.bytes()[0]);
    }

    assertThat(store.begin(sample.root(), sample.chunks()).getFirst().from()).isEqualTo(1);
  }

  @Test
  void anArchiveThatTwoWorkOnIsLetGoWithTheSecond() throws IOException {
    Sample sample = Sample.random(3, 400_000);
    store.begin(sample.root(), sample.chunks());
    store.begin(sample.root(), sample.chunks());

    store.rest(sample.root());
    assertThat(store.write(sample.root(), 0, sample.chunk(0))).isTrue();
    store.rest(sample.root());

    assertThatThrownBy(() -> store.write(sample.root(), 1, sample.chunk(1)))
        .isInstanceOf(IOException.class);
    store.rest(sample.root());
    assertThat(store.begin(sample.root(), sample.chunks()).getFirst().from()).isEqualTo(1);
  }

  @Test
  void whatIsDroppedLeavesNoRowsAndCanBeBegunAnew() throws IOException {
    Sample sample = Sample.random(4, 400_000);
    beginAndRest(sample);
    assertThat(journal.index().partials()).containsExactly(sample.root());

    store.dropPartialExcept(Set.of());

    assertThat(journal.index().partials()).isEmpty();
    assertThat(part(sample)).doesNotExist();
    assertThat(store.begin(sample.root(), sample.chunks())).isNotEmpty();
    assertThat(journal.index().partials()).containsExactly(sample.root());
  }

  @Test
  void anObjectThatAKillLeftOutOfTheIndexHasItsNameForcedBeforeItIsTakenIn() throws IOException {
    Sample sample = Sample.random(5, 1_000);
    store.begin(sample.root(), sample.chunks());
    store.write(sample.root(), 0, sample.chunk(0));
    store.publish(List.of(sample.root()));
    Path leaf = Objects.requireNonNull(store.objectPath(sample.root()).orElseThrow().getParent());
    journal.index().forgetObjects(List.of(sample.root()));
    close();
    forced.clear();

    open();

    assertThat(store.present(List.of(sample.root()))).containsExactly(sample.root());
    assertThat(forced).contains(leaf);
  }

  @Test
  void theNameOfAPartialFileIsForcedOnceBeforeAReceiptForAPartOfIt() throws IOException {
    Sample sample = Sample.random(6, 400_000);
    store.begin(sample.root(), sample.chunks());
    store.write(sample.root(), 0, sample.chunk(0));
    forced.clear();

    store.flush(sample.root());
    store.flush(sample.root());

    assertThat(forced).containsExactly(home.resolve("store/incoming"));
  }

  @Test
  void anArchiveWhosePublicationBreaksOffIsLetGoToo() throws IOException {
    Sample sample = Sample.random(7, 1_000);
    Thread publishing = Thread.currentThread();
    List<Runnable> ends =
        List.of(
            publishing::interrupt,
            () -> {
              throw new IllegalStateException("a mistake");
            });
    for (Runnable end : ends) {
      store.begin(sample.root(), sample.chunks());
      store.write(sample.root(), 0, sample.chunk(0));
      AtomicBoolean isFirst = new AtomicBoolean(true);
      onForce =
          () -> {
            if (isFirst.getAndSet(false)) {
              rest(sample.root());
              end.run();
            }
          };

      assertThatThrownBy(() -> store.publish(List.of(sample.root())))
          .isInstanceOfAny(InterruptedIOException.class, IllegalStateException.class);
      boolean _ = Thread.interrupted();
      onForce = () -> {};

      assertThat(store.missing(sample.root())).isEmpty();
    }
    store.begin(sample.root(), sample.chunks());
    store.write(sample.root(), 0, sample.chunk(0));
    assertThat(store.publish(List.of(sample.root())).durable()).containsExactly(sample.root());
  }

  @Test
  void whatIsHeldForItsPublicationIsPublishedThoughNobodyElseWorksOnIt() throws IOException {
    Sample sample = Sample.random(11, 1_000);
    assertThat(store.hold(sample.root())).isFalse();
    store.begin(sample.root(), sample.chunks());
    store.write(sample.root(), 0, sample.chunk(0));
    assertThat(store.hold(sample.root())).isTrue();
    store.rest(sample.root());

    assertThat(store.publish(List.of(sample.root())).durable()).containsExactly(sample.root());

    store.rest(sample.root());
    assertThat(store.hold(sample.root())).isFalse();
  }

  private void rest(Root root) {
    try {
      store.rest(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void aPartialFileThatSomebodyDeletedIsBegunAnew() throws IOException {
    for (boolean known : new boolean[] {true, false}) {
      Sample sample = Sample.random(known ? 8 : 9, 400_000);
      store.begin(sample.root(), sample.chunks());
      store.write(sample.root(), 0, sample.chunk(0));
      store.rest(sample.root());
      if (!known) {
        close();
        open();
      }

      Files.delete(part(sample));

      assertThat(store.begin(sample.root(), sample.chunks()))
          .containsExactly(new ChunkRange(0, sample.chunks().count()));
    }
  }

  @Test
  void whatIsDiscardedDoesNotComeBackWithAPowerLoss() throws IOException {
    Sample sample = Sample.random(10, 1_000);
    store.begin(sample.root(), sample.chunks());
    store.write(sample.root(), 0, sample.chunk(0));
    store.publish(List.of(sample.root()));
    Path leaf = Objects.requireNonNull(store.objectPath(sample.root()).orElseThrow().getParent());
    forced.clear();

    assertThat(store.discard(List.of(sample.root()))).isEqualTo(1_000);

    assertThat(forced).contains(leaf);
  }

  @Test
  void aFolderThatGrewWhileAnotherThreadForcedItIsForcedAgain() throws IOException {
    ObjectTree tree = new ObjectTree(home.resolve("tree"), _ -> {});
    promote(tree, 0);
    var others = tree.grown();
    // Between the other thread's look at the folders and the end of its forcing them.
    promote(tree, 1);

    tree.settled(others);

    assertThat(tree.grown()).containsKey(home.resolve("tree/objects"));
    tree.settled(tree.grown());
    assertThat(tree.grown()).isEmpty();
  }

  private void promote(ObjectTree tree, int seed) throws IOException {
    Root root = Sample.random(100 + seed, 10).root();
    Files.createFile(tree.part(root));
    tree.promote(root, tree.part(root));
  }
}
