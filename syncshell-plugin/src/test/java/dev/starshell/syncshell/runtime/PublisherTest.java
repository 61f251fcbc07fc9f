package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.contract.Needs;
import dev.starshell.syncshell.protocol.FaultCode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

final class PublisherTest {
  private final AtomicInteger mishaps = new AtomicInteger();

  @Test
  void anErrorFailsItsBatchAndIsToldAndTheNextOneIsPublished() throws Exception {
    OneArchive store =
        new OneArchive(1) {
          private boolean failed;

          @Override
          public Published publish(List<Root> roots) {
            if (!failed) {
              failed = true;
              throw new OutOfMemoryError("as if");
            }
            return super.publish(roots);
          }
        };
    try (Publisher publisher = new Publisher(store, _ -> {}, mishaps::incrementAndGet)) {
      assertThat(publish(publisher)).contains(FaultCode.STORE_FAILED);
      assertThat(mishaps).hasValue(1);

      assertThat(publish(publisher)).isEmpty();
    }
  }

  @Test
  void whatIsInTheStoreIsRecordedAsBroughtAlsoAfterACrash() throws Exception {
    List<String> order = new CopyOnWriteArrayList<>();
    OneArchive store =
        new OneArchive(1) {
          @Override
          public Published publish(List<Root> roots) {
            order.add("publish");
            return super.publish(roots);
          }
        };
    Map<Root, Long> sizes = Map.of(Needs.root(1), (long) OneArchive.CHUNK_BYTES);

    try (Publisher publisher =
        new Publisher(store, brought -> order.add("bring " + brought), () -> {})) {
      assertThat(publish(publisher)).isEmpty();
    }

    assertThat(order).containsExactly("bring " + sizes, "publish");
  }

  @Test
  void whatCannotBeRecordedAsBroughtIsNotPublished() throws Exception {
    OneArchive store =
        new OneArchive(1) {
          @Override
          public Published publish(List<Root> roots) {
            throw new IllegalStateException("published");
          }
        };
    Publisher.Brought full =
        _ -> {
          throw new IOException("no room");
        };

    try (Publisher publisher = new Publisher(store, full, mishaps::incrementAndGet)) {
      assertThat(publish(publisher)).contains(FaultCode.STORE_FAILED);
    }

    assertThat(mishaps).hasValue(0);
  }

  /// A store that lets go of its archive when nobody works on it, as the real one does.
  private static class Counting extends OneArchive {
    private final AtomicInteger users = new AtomicInteger(1);

    Counting() {
      super(1);
    }

    @Override
    public boolean hold(Root root) {
      return users.getAndUpdate(now -> now == 0 ? 0 : now + 1) > 0;
    }

    @Override
    public void rest(Root root) {
      users.decrementAndGet();
    }

    @Override
    public Published publish(List<Root> roots) {
      return users.get() > 0
          ? super.publish(roots)
          : new Published(Set.of(), Map.of(roots.getFirst(), new IOException("was not begun")));
    }
  }

  @Test
  void whatCameWholeIsPublishedThoughItsLinkIsLostBeforeAndIsLetGoAfterwards() throws Exception {
    Counting store = new Counting();
    CountDownLatch linkLost = new CountDownLatch(1);
    Publisher.Brought busy = _ -> await(linkLost);
    CompletableFuture<Optional<FaultCode>> outcome = new CompletableFuture<>();

    try (Publisher publisher = new Publisher(store, busy, mishaps::incrementAndGet)) {
      publisher.publish(Needs.root(1), outcome::complete);
      store.rest(Needs.root(1));
      linkLost.countDown();
      assertThat(outcome.get(10, TimeUnit.SECONDS)).isEmpty();
    }

    assertThat(store.users).hasValue(0);
  }

  @Test
  void whatComesAfterItsShellHasEndedIsLetGo() {
    Counting store = new Counting();
    Publisher publisher = new Publisher(store, _ -> {}, mishaps::incrementAndGet);
    publisher.close();

    publisher.publish(Needs.root(1), _ -> {});

    assertThat(store.users).hasValue(1);
  }

  @Test
  void whatWaitsWhenItsShellEndsIsLetGoAndNotPublished() throws Exception {
    Counting store = new Counting();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    Publisher.Brought busy =
        _ -> {
          begun.countDown();
          await(mayEnd);
        };
    Publisher publisher = new Publisher(store, busy, mishaps::incrementAndGet);
    CompletableFuture<Optional<FaultCode>> first = new CompletableFuture<>();
    CompletableFuture<Optional<FaultCode>> second = new CompletableFuture<>();
    publisher.publish(Needs.root(1), first::complete);
    await(begun);
    publisher.publish(Needs.root(1), second::complete);

    Thread closing = Thread.ofPlatform().start(publisher::close);
    // It waits for the first one, or has given that up, and has said that all ends.
    Awaitility.await().until(() -> waits(closing) || !closing.isAlive());
    mayEnd.countDown();
    closing.join();

    assertThat(first).isDone();
    assertThat(second).isNotDone();
    assertThat(store.users).hasValue(1);
  }

  private static boolean waits(Thread thread) {
    return thread.getState() == Thread.State.TIMED_WAITING;
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new InterruptedIOException();
    }
  }

  /// The end often comes between that the thread has been given the request and that it looks.
  @Test
  void whatIsTakenJustWhenItsShellEndsIsLetGo() throws Exception {
    for (int round = 0; round < 500; round++) {
      Counting store = new Counting();
      Publisher publisher = new Publisher(store, _ -> {}, mishaps::incrementAndGet);
      assertThat(publish(publisher)).isEmpty();

      publisher.publish(Needs.root(1), _ -> {});
      publisher.close();

      assertThat(store.users).hasValue(1);
    }
  }

  private static Optional<FaultCode> publish(Publisher publisher) throws Exception {
    CompletableFuture<Optional<FaultCode>> outcome = new CompletableFuture<>();
    publisher.publish(Needs.root(1), outcome::complete);
    return outcome.get(10, TimeUnit.SECONDS);
  }
}
