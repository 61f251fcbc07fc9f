package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.limits.Limits;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;

/// Frames for the control channel of one generation, in order and whole messages at a time.
///
/// Thread: any. The lock guards `waiting`, `waitingBytes`, `overflown` and the order of frames; the
/// send under it only hands bytes over.
final class ControlOutbox {
  static final int CHANNEL = 0;

  /// Two of the largest messages. A peer that lets more pile up does not read.
  private static final long WAITING_BYTES_MAX = 2L * Limits.CONTROL_BYTES_MAX;

  private final Bundle bundle;
  private final LinkMeter meter;
  private final ReentrantLock lock = new ReentrantLock();
  private final Queue<byte[]> waiting = new ArrayDeque<>();
  private long waitingBytes;
  private boolean overflown;

  ControlOutbox(Bundle bundle, LinkMeter meter) {
    this.bundle = bundle;
    this.meter = meter;
  }

  /// Sends the frames of one message, or queues them.
  ///
  /// @return false if the peer has let too much pile up; nothing is sent any more then
  boolean send(List<byte[]> frames) {
    lock.lock();
    try {
      if (overflown) {
        return false;
      }
      for (byte[] frame : frames) {
        waiting.add(frame);
        waitingBytes += frame.length;
      }
      drain();
      overflown = waitingBytes > WAITING_BYTES_MAX;
      if (overflown) {
        waiting.clear();
      }
      return !overflown;
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
      waitingBytes -= frame.length;
      waiting.remove();
    }
  }
}
