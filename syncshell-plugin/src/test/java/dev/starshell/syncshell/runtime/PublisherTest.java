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
    Publisher.Brought busy =
        _ -> {
          try {
            linkLost.await();
          } catch (InterruptedException e) {
            throw new InterruptedIOException();
          }
        };
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
  void whatWaitsWhenItsShellEndsIsLetGo() {
    Counting store = new Counting();
    Publisher publisher = new Publisher(store, _ -> {}, mishaps::incrementAndGet);
    publisher.close();

    publisher.publish(Needs.root(1), _ -> {});

    assertThat(store.users).hasValue(1);
  }

  private static Optional<FaultCode> publish(Publisher publisher) throws Exception {
    CompletableFuture<Optional<FaultCode>> outcome = new CompletableFuture<>();
    publisher.publish(Needs.root(1), outcome::complete);
    return outcome.get(10, TimeUnit.SECONDS);
  }
}
