package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.link.Allowance;
import dev.starshell.syncshell.machine.Moment;
import java.time.Duration;
import java.util.List;
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

  /// How long a message may take to come whole, beside the time that its bytes take on the slowest
  /// connection.
  static final Duration MESSAGE_SPAN = Duration.ofSeconds(60);

  /// The slowest connection: half a megabit. Unit: bytes a second.
  static final long SLOWEST_BYTES = 64L * 1024;

  private final ControlRoom room;
  private final Runnable crowdedOut;

  /// The room's; guards the fields below.
  private final ReentrantLock lock;

  private int frames;
  private long bytes;
  private boolean closed;
  private Allowance pace;

  /// Since when something is held that is not whole.
  private Moment since;

  /// Whether a frame may be held.
  enum Room {
    /// It is held.
    TAKEN,
    /// This link holds too much: its peer sends faster than it may.
    LINK_FULL,
    /// This link's peer sends more frames a second than it may.
    TOO_FAST,
    /// All links together do, and this one most of all; it is closed now.
    ALL_FULL,
    /// A message has not come whole in time.
    OVERDUE,
    /// The link has ended.
    CLOSED
  }

  /// @param crowdedOut told once if this link must go because it holds most while all are full; it
  ///   is closed then. Runs on another link's thread
  ControlShare(ControlRoom room, Moment now, Runnable crowdedOut) {
    this.room = room;
    this.lock = room.lock();
    this.since = now;
    this.pace = Allowance.full(PACE, now);
    this.crowdedOut = crowdedOut;
  }

  Room take(int frameBytes, Moment now) {
    List<ControlShare> gone = List.of();
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
      if (isLate(now)) {
        return Room.OVERDUE;
      }
      gone = room.makeRoom(this, frameBytes);
      if (closed) {
        return Room.ALL_FULL;
      }
      since = frames == 0 ? now : since;
      frames++;
      bytes += frameBytes;
      room.add(this, frameBytes);
      return Room.TAKEN;
    } finally {
      lock.unlock();
      gone.stream().filter(share -> share != this).forEach(share -> share.crowdedOut.run());
    }
  }

  /// Whether a message has not come whole in time.
  boolean isOverdue(Moment now) {
    lock.lock();
    try {
      return isLate(now);
    } finally {
      lock.unlock();
    }
  }

  private boolean isLate(Moment now) {
    return !closed
        && frames > 0
        && now.isAfter(since.plus(MESSAGE_SPAN.plusSeconds(bytes / SLOWEST_BYTES)));
  }

  /// A whole message was handled, or its frames were let go.
  void give(int ofFrames, long ofBytes, Moment now) {
    lock.lock();
    try {
      if (!closed) {
        frames -= ofFrames;
        bytes -= ofBytes;
        since = now;
        room.add(this, -ofBytes);
      }
    } finally {
      lock.unlock();
    }
  }

  /// What is held. The caller holds the room's lock.
  long heldBytes() {
    return bytes;
  }

  /// Gives everything back; nothing is taken any more. The caller holds the room's lock.
  void shut() {
    closed = true;
    long held = bytes;
    bytes = 0;
    room.add(this, -held);
  }

  /// Gives everything back; nothing is taken any more.
  @Override
  public void close() {
    lock.lock();
    try {
      if (!closed) {
        shut();
      }
    } finally {
      lock.unlock();
    }
  }
}
