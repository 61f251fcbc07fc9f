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
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes whole archives durable, as many at once as have gathered while the disk was busy with the
/// ones before: one group commit instead of one for each. One platform thread, `publish`.
final class Publisher implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);

  private final ArchiveStore store;
  private final Brought brought;
  private final Runnable mishap;
  private final BlockingQueue<Request> queue = new LinkedBlockingQueue<>(Limits.INBOX_EVENTS_MAX);
  private final Thread thread;
  private volatile boolean closed;

  /// @param isHeld whether the store was asked to keep it for us until it is published
  private record Request(Root root, Consumer<Optional<FaultCode>> then, boolean isHeld) {}

  /// Wakes the thread for its end; it is never carried out.
  private static final Request END =
      new Request(new Root(Digest.of(new byte[Digest.LENGTH_BYTES])), _ -> {}, false);

  /// Records that archives came from members, with their sizes; durable on return. It comes before
  /// they are in the store: otherwise a crash in between leaves some that count for nobody and that
  /// no cleaning finds.
  interface Brought {
    void bring(Map<Root, Long> sizes) throws IOException;
  }

  Publisher(ShellFrame frame) {
    this(
        frame.parts().store(),
        sizes -> frame.parts().journal().archives().bring(sizes),
        frame.mishap());
  }

  /// @param mishap told of a batch that failed by a mistake of ours
  Publisher(ArchiveStore store, Brought brought, Runnable mishap) {
    this.store = store;
    this.brought = brought;
    this.mishap = mishap;
    this.thread = Thread.ofPlatform().daemon().name("publish").start(this::run);
  }

  /// Publishes an archive, then says how it went, on the thread of the publisher: empty means
  /// durable. Whoever has brought the archive may let go of it meanwhile: a link that is lost must
  /// not undo what has come whole.
  void publish(Root root, Consumer<Optional<FaultCode>> then) {
    Request request = new Request(root, then, store.hold(root));
    try {
      queue.put(request);
      if (closed && queue.remove(request)) {
        rest(request);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      rest(request);
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
          commitOrFail(batch);
        }
        batch.forEach(this::rest);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void rest(Request request) {
    if (!request.isHeld()) {
      return;
    }
    try {
      store.rest(request.root());
    } catch (IOException e) {
      LOG.warn("partial archive not closed root={}", request.root(), e);
    } catch (RuntimeException e) {
      LOG.error("archive not let go, by a mistake of ours root={}", request.root(), e);
      mishap.run();
    }
  }

  private void commitOrFail(List<Request> batch) {
    try {
      commit(batch);
    } catch (Throwable e) {
      // Errors as well: without this thread nothing is ever made durable again.
      LOG.error("publishing failed archives={}", batch.size(), e);
      mishap.run();
      tell(batch, _ -> Optional.of(FaultCode.STORE_FAILED));
    }
  }

  /// Everybody hears, also if one of them makes a mistake.
  private void tell(List<Request> batch, Function<Root, Optional<FaultCode>> fault) {
    for (Request request : batch) {
      try {
        request.then().accept(fault.apply(request.root()));
      } catch (RuntimeException e) {
        LOG.error("outcome not taken root={}", request.root(), e);
        mishap.run();
      }
    }
  }

  private void commit(List<Request> batch) {
    Map<Root, FaultCode> failed = new HashMap<>();
    List<Root> roots = batch.stream().map(Request::root).distinct().toList();
    try {
      brought.bring(sizes(roots));
      Published published = store.publish(roots);
      published.failed().forEach((root, cause) -> failed.put(root, fault(root, cause)));
    } catch (IOException e) {
      batch.forEach(request -> failed.put(request.root(), fault(request.root(), e)));
    }
    tell(batch, root -> Optional.ofNullable(failed.get(root)));
  }

  private Map<Root, Long> sizes(List<Root> roots) throws IOException {
    Map<Root, Long> sizes = new HashMap<>();
    for (Root root : roots) {
      store.chunks(root).ifPresent(list -> sizes.put(root, list.sizeBytes()));
    }
    return sizes;
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
    // The store outlives this shell.
    List<Request> left = new ArrayList<>();
    queue.drainTo(left);
    left.forEach(this::rest);
  }
}
