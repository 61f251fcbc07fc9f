package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.limits.Limits;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/// Frames for the control channel of one generation, in order and whole messages at a time.
///
/// Thread: any. The lock guards `waiting`, `waitingBytes`, `overflown`, `closed`, `movedNanos` and
/// the order of frames; the send under it only hands bytes over.
final class ControlOutbox {
  static final int CHANNEL = 0;

  /// Two of the largest messages. A peer that lets more pile up does not read.
  private static final long WAITING_BYTES_MAX = 2L * Limits.CONTROL_BYTES_MAX;

  private final Bundle bundle;
  private final LinkMeter meter;
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<byte[]> waiting = new ArrayDeque<>();
  private final LinkMemory memory;
  private final LongSupplier nanoTime;
  private long waitingBytes;
  private boolean overflown;
  private boolean closed;

  /// When the peer last took a frame, or had none to take.
  private long movedNanos;

  ControlOutbox(Bundle bundle, LinkMeter meter, LinkMemory memory, LongSupplier nanoTime) {
    this.bundle = bundle;
    this.meter = meter;
    this.memory = memory;
    this.nanoTime = nanoTime;
    this.movedNanos = nanoTime.getAsLong();
  }

  /// Sends the frames of one message, or queues them.
  ///
  /// @return false if the peer has let too much pile up; nothing is sent any more then. After
  ///   [#close] frames go nowhere, and that is no news
  boolean send(List<byte[]> frames) {
    lock.lock();
    try {
      if (overflown || closed) {
        return closed;
      }
      if (waiting.isEmpty()) {
        movedNanos = nanoTime.getAsLong();
      }
      for (byte[] frame : frames) {
        waiting.add(frame);
        add(frame.length);
      }
      drain();
      if (isTooMuch()) {
        overflown = true;
        clear();
      }
      return !overflown;
    } finally {
      lock.unlock();
    }
  }

  private void add(long bytes) {
    waitingBytes += bytes;
    memory.answerBytes().addAndGet(bytes);
  }

  private boolean isTooMuch() {
    return waitingBytes > WAITING_BYTES_MAX
        || (waitingBytes > LinkMemory.FREE_BYTES
            && memory.answerBytes().get() > memory.answerBytesMax())
        || (!waiting.isEmpty()
            && nanoTime.getAsLong() - movedNanos > Limits.TRANSFER_STALL.toNanos());
  }

  private void clear() {
    waiting.clear();
    add(-waitingBytes);
  }

  /// The link has ended: nothing waits any more.
  void close() {
    lock.lock();
    try {
      closed = true;
      clear();
    } finally {
      lock.unlock();
    }
  }

  /// The channel may take more.
  void writable() {
    lock.lock();
    try {
      drain();
    } finally {
      lock.unlock();
    }
  }

  private void drain() {
    for (byte[] frame = waiting.peek(); frame != null; frame = waiting.peek()) {
      if (!bundle.send(CHANNEL, frame)) {
        return;
      }
      meter.sent(CHANNEL, frame.length);
      movedNanos = nanoTime.getAsLong();
      add(-frame.length);
      waiting.remove();
    }
  }
}
