package dev.starshell.harness.lab.wire;

import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One device of the shuttle, with the thread that takes what its namespace sends, and the thread
/// that hands it what is due.
final class Port {
  private static final int WAIT_MILLIS = 50;
  private static final int BATCH = 64;
  private static final long FAR_NANOS = 50_000_000L;

  private final Namespace namespace;
  private final TunDevice device;
  private final Shuttle shuttle;
  private final PacketPool pool;
  private final Thread reader;
  private final Thread writer;
  private final LongAdder refused = new LongAdder();
  private final Spans lateness = new Spans();
  private volatile boolean closing;
  private volatile @Nullable SymmetricNat nat;

  /// Guards the queue and what belongs to each packet in it.
  private final ReentrantLock lock = new ReentrantLock();

  private final Condition earlier = lock.newCondition();
  private final DueQueue queue = new DueQueue();
  private final long[] cameNanos;
  private final long[] dueNanos;
  private final Wire[] wires;

  Port(Namespace namespace, TunDevice device, Shuttle shuttle, PacketPool pool, int packets) {
    this.namespace = namespace;
    this.device = device;
    this.shuttle = shuttle;
    this.pool = pool;
    this.cameNanos = new long[packets];
    this.dueNanos = new long[packets];
    this.wires = new Wire[packets];
    this.reader =
        Thread.ofPlatform().daemon().name("read-" + namespace.name()).unstarted(this::read);
    this.writer =
        Thread.ofPlatform().daemon().name("write-" + namespace.name()).unstarted(this::write);
  }

  void start() {
    reader.start();
    writer.start();
  }

  Namespace namespace() {
    return namespace;
  }

  TunDevice device() {
    return device;
  }

  /// Puts a router before it.
  void nat(SymmetricNat router) {
    nat = router;
  }

  /// The router before it; null if there is none.
  @Nullable SymmetricNat nat() {
    return nat;
  }

  /// How much later than due packets left.
  Spans lateness() {
    return lateness;
  }

  /// Packets that the system did not take.
  long refused() {
    return refused.sum();
  }

  private void read() {
    try (Posix posix = new Posix()) {
      while (!closing) {
        int number = pool.take();
        if (number < 0) {
          shuttle.overloaded();
          Thread.onSpinWait();
          continue;
        }
        int sizeBytes = 0;
        while (sizeBytes == 0 && !closing) {
          sizeBytes = device.read(posix, pool.room(number), WAIT_MILLIS);
        }
        pool.size(number, sizeBytes);
        if (sizeBytes == 0) {
          pool.giveBack(number);
        } else {
          shuttle.route(this, number, sizeBytes, System.nanoTime());
        }
      }
    } catch (IOException e) {
      shuttle.broke(e);
    }
  }

  /// Hands a packet over that is due some time; its room comes back when it has left.
  void send(int number, Wire wire, long nowNanos, long due) {
    lock.lock();
    try {
      cameNanos[number] = nowNanos;
      dueNanos[number] = due;
      wires[number] = wire;
      if (queue.add(due, number)) {
        earlier.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  private void write() {
    int[] batch = new int[BATCH];
    try (Posix posix = new Posix()) {
      while (!closing) {
        int count = due(batch);
        for (int i = 0; i < count; i++) {
          write(posix, batch[i]);
        }
      }
    } catch (IOException e) {
      shuttle.broke(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(Posix posix, int number) throws IOException {
    long now = System.nanoTime();
    lateness.add(now - dueNanos[number]);
    wires[number].left(now - cameNanos[number]);
    if (!device.write(posix, pool.room(number), pool.sizeBytes(number))) {
      refused.increment();
    }
    pool.giveBack(number);
  }

  /// Takes what is due, or waits for it a little.
  private int due(int[] batch) throws InterruptedException {
    int count = 0;
    lock.lock();
    try {
      long now = System.nanoTime();
      while (count < BATCH && !queue.isEmpty() && queue.firstDue() <= now) {
        batch[count++] = queue.take();
      }
      if (count == 0) {
        long wait = queue.isEmpty() ? FAR_NANOS : Math.min(FAR_NANOS, queue.firstDue() - now);
        // Woken early or late: the loop looks again.
        var _ = earlier.awaitNanos(wait);
      }
      return count;
    } finally {
      lock.unlock();
    }
  }

  /// Ends both threads and the device.
  void close() throws IOException, InterruptedException {
    closing = true;
    writer.interrupt();
    reader.join();
    writer.join();
    device.closed();
  }
}
