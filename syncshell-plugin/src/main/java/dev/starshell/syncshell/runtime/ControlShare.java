package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.limits.Limits;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/// What one link holds of control messages that are not whole or not handled yet, as a share of
/// what all links together may hold. Thread: any.
final class ControlShare implements AutoCloseable {
  /// Frames of one link. The largest message has 257.
  static final int FRAMES_MAX = 8_192;

  /// Two of the largest messages of one link. Unit: bytes.
  static final long LINK_BYTES_MAX = 2L * Limits.CONTROL_BYTES_MAX;

  /// All links of a shell together; a third of the smallest heap that a host is started with. Unit:
  /// bytes.
  static final long ALL_BYTES_MAX = 40L * 1024 * 1024;

  private final AtomicLong allBytes;

  /// Guards the fields below.
  private final ReentrantLock lock = new ReentrantLock();

  private int frames;
  private long bytes;
  private boolean closed;

  /// Whether a frame may be held.
  enum Room {
    /// It is held.
    TAKEN,
    /// This link holds too much: its peer sends faster than it may.
    LINK_FULL,
    /// All links together do.
    ALL_FULL,
    /// The link has ended.
    CLOSED
  }

  /// @param allBytes what all links hold
  ControlShare(AtomicLong allBytes) {
    this.allBytes = allBytes;
  }

  Room take(int frameBytes) {
    lock.lock();
    try {
      if (closed) {
        return Room.CLOSED;
      }
      if (frames >= FRAMES_MAX || bytes + frameBytes > LINK_BYTES_MAX) {
        return Room.LINK_FULL;
      }
      if (allBytes.addAndGet(frameBytes) > ALL_BYTES_MAX) {
        allBytes.addAndGet(-frameBytes);
        return Room.ALL_FULL;
      }
      frames++;
      bytes += frameBytes;
      return Room.TAKEN;
    } finally {
      lock.unlock();
    }
  }

  /// A whole message was handled, or its frames were let go.
  void give(int ofFrames, long ofBytes) {
    lock.lock();
    try {
      if (!closed) {
        frames -= ofFrames;
        bytes -= ofBytes;
        allBytes.addAndGet(-ofBytes);
      }
    } finally {
      lock.unlock();
    }
  }

  /// Gives everything back; nothing is taken any more.
  @Override
  public void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        allBytes.addAndGet(-bytes);
      }
    } finally {
      lock.unlock();
    }
  }
}
