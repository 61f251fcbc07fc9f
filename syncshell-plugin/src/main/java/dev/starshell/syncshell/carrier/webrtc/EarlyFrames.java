package dev.starshell.syncshell.carrier.webrtc;

import dev.starshell.syncshell.carrier.CarrierFactory.BundleListener;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps the frames that come before the bundle was verified, so that the listener never hears an
/// unverified peer and loses nothing of a verified one.
///
/// Thread: [#received] the library's threads; [#release] the owner thread.
final class EarlyFrames {
  private static final int BYTES_MAX = 4 * 1024 * 1024;

  /// Cost of a kept frame beside its bytes, so that empty ones are bounded as well.
  private static final int FRAME_BYTES = 64;

  private final BundleListener listener;

  /// Guards `kept` and `keptBytes`; never held while the listener is told.
  private final ReentrantLock lock = new ReentrantLock();

  private final Queue<Early> kept = new ArrayDeque<>();
  private long keptBytes;
  private volatile boolean released;

  EarlyFrames(BundleListener listener) {
    this.listener = listener;
  }

  private static final class Early {
    private final int channel;
    private final byte[] frame;

    Early(int channel, byte[] frame) {
      this.channel = channel;
      this.frame = frame;
    }
  }

  /// Passes a frame on, or keeps it.
  ///
  /// @return false if too much is kept already
  boolean received(int channel, byte[] frame) {
    if (!released) {
      lock.lock();
      try {
        if (!released) {
          keptBytes += frame.length + FRAME_BYTES;
          return keptBytes <= BYTES_MAX && kept.add(new Early(channel, frame));
        }
      } finally {
        lock.unlock();
      }
    }
    listener.received(channel, frame);
    return true;
  }

  /// Tells the listener what was kept; from then on frames pass.
  void release() {
    while (true) {
      Early next;
      lock.lock();
      try {
        next = kept.poll();
        if (next == null) {
          released = true;
          return;
        }
      } finally {
        lock.unlock();
      }
      listener.received(next.channel, next.frame);
    }
  }
}
