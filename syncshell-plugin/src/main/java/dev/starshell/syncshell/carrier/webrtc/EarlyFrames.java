package dev.starshell.syncshell.carrier.webrtc;

import dev.starshell.syncshell.carrier.CarrierFactory.BundleListener;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.locks.ReentrantLock;

/// Keeps the frames that come before the bundle is open, so that the listener never hears an
/// unverified peer and loses nothing of a verified one.
///
/// Thread: [#received] the library's threads; [#release] whichever opens the bundle.
final class EarlyFrames {
  /// A correct peer sends nothing until this side has said that it is verified.
  static final int UNVERIFIED_BYTES_MAX = 256 * 1024;

  /// From then on it may send, while the thread that opens this side has not come to it. All native
  /// buffers of a bundle at their default size are less.
  static final int VERIFIED_BYTES_MAX = 32 * 1024 * 1024;

  /// Cost of a kept frame beside its bytes, so that empty ones are bounded as well.
  private static final int FRAME_BYTES = 64;

  private final BundleListener listener;

  /// Guards `kept` and `keptBytes`; never held while the listener is told.
  private final ReentrantLock lock = new ReentrantLock();

  private final Queue<Early> kept = new ArrayDeque<>();
  private long keptBytes;
  private volatile int bytesMax = UNVERIFIED_BYTES_MAX;
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

  /// Lends a frame to the listener, or keeps a copy.
  ///
  /// @return false if too much is kept already
  boolean received(int channel, byte[] array, int lengthBytes) {
    if (!released) {
      lock.lock();
      try {
        if (!released) {
          keptBytes += lengthBytes + FRAME_BYTES;
          return keptBytes <= bytesMax
              && kept.add(new Early(channel, Arrays.copyOf(array, lengthBytes)));
        }
      } finally {
        lock.unlock();
      }
    }
    listener.lent(channel, array, lengthBytes);
    return true;
  }

  /// The peer is who it should be: it may send as soon as it hears so.
  void verified() {
    bytesMax = VERIFIED_BYTES_MAX;
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
