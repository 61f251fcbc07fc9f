package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.link.Allowance;
import dev.starshell.syncshell.machine.Moment;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/// What one link holds of control messages that are not whole or not handled yet, as a share of
/// what all links together may hold. Thread: any.
final class ControlShare implements AutoCloseable {
  /// Frames of one link. The largest message has 257.
  static final int FRAMES_MAX = 8_192;

  /// Two of the largest messages of one link. Unit: bytes.
  static final long LINK_BYTES_MAX = 2L * Limits.CONTROL_BYTES_MAX;

  /// How fast a peer may send control frames. A link at 2 GB/s has 3,400 grants of credit a second,
  /// and the lists and receipts of small archives come in thousands at once. Source:
  /// docs/LIMITS.md.
  static final Allowance.Rate PACE = new Allowance.Rate(32_768, 8_192);

  private final AtomicLong allBytes;

  /// Guards the fields below.
  private final ReentrantLock lock = new ReentrantLock();

  private int frames;
  private long bytes;
  private boolean closed;
  private Allowance pace;

  /// Whether a frame may be held.
  enum Room {
    /// It is held.
    TAKEN,
    /// This link holds too much: its peer sends faster than it may.
    LINK_FULL,
    /// This link's peer sends more frames a second than it may.
    TOO_FAST,
    /// All links together do.
    ALL_FULL,
    /// The link has ended.
    CLOSED
  }

  /// @param allBytes what all links hold
  ControlShare(AtomicLong allBytes, Moment now) {
    this.allBytes = allBytes;
    this.pace = Allowance.full(PACE, now);
  }

  Room take(int frameBytes, Moment now) {
    lock.lock();
    try {
      if (closed) {
        return Room.CLOSED;
      }
      pace = pace.taken(now);
      if (pace.isOverdrawn()) {
        return Room.TOO_FAST;
      }
      if (frames >= FRAMES_MAX || bytes + frameBytes > LINK_BYTES_MAX) {
        return Room.LINK_FULL;
      }
      if (allBytes.addAndGet(frameBytes) > LinkMemory.CONTROL_BYTES_MAX) {
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
