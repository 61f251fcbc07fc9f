package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Needs;
import dev.starshell.syncshell.transfer.NeedEvent;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class HeldListsTest {
  private static final Root A = Needs.root(1);
  private static final Root B = Needs.root(2);
  private static final ChunkList LIST = Needs.chunks(20_000, 20_000, 1);
  private static final long LIST_BYTES = 3L * ChunkList.ENTRY_BYTES;

  private final LinkMemory memory = new LinkMemory(256L * 1024 * 1024);
  private final Workers disk = new Workers("disk-test", 1, () -> {});
  private final List<String> told = new CopyOnWriteArrayList<>();
  private final HeldLists lists = new HeldLists(memory, new Recorder(), disk);

  private final class Recorder extends OneArchive {
    Recorder() {
      super(1);
    }

    @Override
    public List<ChunkRange> begin(Root root, ChunkList chunks) {
      told.add("begin " + root);
      if (root.equals(B)) {
        throw new IllegalStateException("a mistake");
      }
      return List.of(new ChunkRange(0, 1));
    }

    @Override
    public void rest(Root root) {
      told.add("rest " + root + " while " + memory.answerBytes().get() + " are held");
    }
  }

  @AfterEach
  void end() {
    disk.close();
  }

  private void settle() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    disk.post(0, done::countDown);
    done.await();
  }

  private void begin(Root root) {
    assertThat(lists.take(root, LIST)).isPresent();
    lists.begin(root, LIST, _ -> {}, answer -> told.add(answer.getClass().getSimpleName()));
  }

  @Test
  void aListCountsUntilTheStoreHasLetGoOfItsArchive() throws InterruptedException {
    begin(A);
    settle();
    assertThat(memory.answerBytes().get()).isEqualTo(LIST_BYTES);

    lists.clear();
    settle();

    assertThat(told)
        .containsExactly(
            "begin " + A,
            NeedEvent.Prepared.class.getSimpleName(),
            "rest " + A + " while " + LIST_BYTES + " are held");
    assertThat(memory.answerBytes().get()).isZero();
    assertThat(lists.all()).isEmpty();
  }

  @Test
  void whatWaitsForTheDiskWhenTheRoundEndsIsNotBegun() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    disk.post(0, () -> awaitQuietly(busy));
    begin(A);

    lists.clear();
    assertThat(memory.answerBytes().get()).isEqualTo(LIST_BYTES);
    busy.countDown();
    settle();

    assertThat(told).isEmpty();
    assertThat(memory.answerBytes().get()).isZero();
  }

  @Test
  void whatIsHeldIsGivenBackAlsoIfTheDiskThreadsEndBefore() throws InterruptedException {
    begin(A);
    settle();
    CountDownLatch busy = new CountDownLatch(1);
    disk.post(0, () -> awaitQuietly(busy));
    lists.clear();
    Thread closing = Thread.ofPlatform().start(disk::close);
    while (closing.getState() != Thread.State.TIMED_WAITING) {
      Thread.onSpinWait();
    }

    busy.countDown();
    closing.join();

    assertThat(memory.answerBytes().get()).isZero();
    assertThat(told.getLast()).startsWith("rest " + A);
  }

  @Test
  void whatIsHeldIsGivenBackAlsoAfterTheDiskThreadsHaveEnded() throws InterruptedException {
    begin(A);
    settle();
    disk.close();

    lists.clear();

    assertThat(memory.answerBytes().get()).isZero();
    assertThat(told.getLast()).startsWith("rest " + A);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aMistakeIsAnAnswerToo() throws InterruptedException {
    begin(B);
    settle();
    lists.clear();
    settle();

    assertThat(told).containsExactly("begin " + B, NeedEvent.PrepareFailed.class.getSimpleName());
    assertThat(memory.answerBytes().get()).isZero();
  }

  @Test
  void aListOfNoUseGivesItsRoomBackOnce() {
    HeldLists.Held held = lists.take(A, LIST).orElseThrow();

    assertThat(lists.holds(held)).isTrue();
    lists.drop(held);
    lists.drop(held);
    lists.clear();

    assertThat(lists.holds(held)).isFalse();
    assertThat(memory.answerBytes().get()).isZero();
  }
}
