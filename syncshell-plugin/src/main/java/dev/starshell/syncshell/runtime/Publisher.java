package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.store.ArchiveStore;
import dev.starshell.syncshell.store.ArchiveStore.Published;
import dev.starshell.syncshell.store.StoreFullException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes whole archives durable, as many at once as have gathered while the disk was busy with the
/// ones before: one group commit instead of one for each. One platform thread, `publish`.
final class Publisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

  private final ArchiveStore store;
  private final BlockingQueue<Request> queue = new LinkedBlockingQueue<>(Limits.INBOX_EVENTS_MAX);
  private final Thread thread;
  private volatile boolean closed;

  private record Request(Root root, Consumer<Optional<FaultCode>> then) {}

  /// Wakes the thread for its end; it is never carried out.
  private static final Request END =
      new Request(new Root(Digest.of(new byte[Digest.LENGTH_BYTES])), _ -> {});

  Publisher(ArchiveStore store) {
    this.store = store;
    this.thread = Thread.ofPlatform().daemon().name("publish").start(this::run);
  }

  /// Publishes an archive, then says how it went, on the thread of the publisher: empty means
  /// durable.
  void publish(Root root, Consumer<Optional<FaultCode>> then) {
    try {
      queue.put(new Request(root, then));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    List<Request> batch = new ArrayList<>();
    while (!closed) {
      try {
        batch.clear();
        batch.add(queue.take());
        queue.drainTo(batch, Limits.PUBLISH_BATCH_MAX - 1);
        batch.removeIf(request -> request == END);
        if (!closed) {
          commit(batch);
        }
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        LOG.error("publishing failed archives={}", batch.size(), e);
        batch.forEach(request -> request.then().accept(Optional.of(FaultCode.STORE_FAILED)));
      }
    }
  }

  private void commit(List<Request> batch) {
    Map<Root, FaultCode> failed = new HashMap<>();
    try {
      Published published = store.publish(batch.stream().map(Request::root).distinct().toList());
      published.failed().forEach((root, cause) -> failed.put(root, fault(root, cause)));
    } catch (IOException e) {
      batch.forEach(request -> failed.put(request.root(), fault(request.root(), e)));
    }
    for (Request request : batch) {
      request.then().accept(Optional.ofNullable(failed.get(request.root())));
    }
  }

  /// What a failure of the store means for the other side.
  static FaultCode fault(Root root, IOException cause) {
    if (cause instanceof StoreFullException) {
      LOG.warn("store full root={}", root, cause);
      return FaultCode.DISK_FULL;
    }
    LOG.error("store failed root={}", root, cause);
    return FaultCode.STORE_FAILED;
  }

  @Override
  public void close() {
    closed = true;
    queue.offer(END);
    try {
      // An interrupt would break off the batch that is being made durable.
      if (!thread.join(Duration.ofSeconds(2))) {
        thread.interrupt();
        thread.join(Duration.ofSeconds(2));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
