package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.limits.Limits;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// What all links of a shell together may hold in memory because of their peers, whatever each of
/// them may hold alone. Every bound is below the smallest heap that a host is started with.
///
/// Thread: any.
final class LinkMemory {
  /// Control messages that are not whole or not handled yet; see [ControlShare]. Unit: bytes.
  static final long CONTROL_BYTES_MAX = 40L * 1024 * 1024;

  /// Data frames that wait to be verified and written. Unit: bytes.
  static final long DATA_BYTES_MAX = 32L * 1024 * 1024;

  /// Control messages that peers have not taken yet. Unit: bytes.
  static final long OUTBOX_BYTES_MAX = 48L * 1024 * 1024;

  /// Chunk lists of archives that are on their way. Unit: bytes.
  static final long LIST_BYTES_MAX = 32L * 1024 * 1024;

  /// What each link may hold of chunk lists whatever the others hold: those of some 450 MB in
  /// average chunks. Unit: bytes.
  static final long LIST_BYTES_FREE = 256L * 1024;

  /// Smallest window of a data channel: while one chunk is written the next is on its way. Unit:
  /// bytes.
  static final long WINDOW_BYTES_MIN = 2L * Limits.CHUNK_BYTES_MAX;

  private final AtomicLong controlBytes = new AtomicLong();
  private final AtomicLong dataBytes = new AtomicLong();
  private final AtomicLong outboxBytes = new AtomicLong();
  private final AtomicLong listBytes = new AtomicLong();
  private final AtomicInteger receiving = new AtomicInteger();

  /// What all links hold of control messages. Unit: bytes.
  AtomicLong controlBytes() {
    return controlBytes;
  }

  /// What waits for all peers. Unit: bytes.
  AtomicLong outboxBytes() {
    return outboxBytes;
  }

  /// Holds a data frame. The only waiting frame of a link always has room, so that nobody can keep
  /// another member's link from moving.
  ///
  /// @param only whether the link has no other frame waiting
  boolean takeData(int frameBytes, boolean only) {
    if (dataBytes.addAndGet(frameBytes) <= DATA_BYTES_MAX || only) {
      return true;
    }
    dataBytes.addAndGet(-frameBytes);
    return false;
  }

  /// Frames were written, or let go.
  void giveData(long bytes) {
    dataBytes.addAndGet(-bytes);
  }

  /// Holds a chunk list.
  ///
  /// @param held what the link holds of lists without it
  boolean takeList(long bytes, long held) {
    if (listBytes.addAndGet(bytes) <= LIST_BYTES_MAX || held + bytes <= LIST_BYTES_FREE) {
      return true;
    }
    listBytes.addAndGet(-bytes);
    return false;
  }

  void giveLists(long bytes) {
    listBytes.addAndGet(-bytes);
  }

  /// A link begins to receive.
  void receiving() {
    receiving.incrementAndGet();
  }

  /// A link receives nothing any more.
  void received() {
    receiving.decrementAndGet();
  }

  /// What a link's peer may have under way on each data channel: all windows together fit what may
  /// wait, as far as that leaves each channel its smallest one. Unit: bytes.
  ///
  /// @param dataChannels of the link, 1 or more
  long windowBytes(int dataChannels) {
    long link = Math.min(Limits.LINK_WINDOW_BYTES, DATA_BYTES_MAX / Math.max(1, receiving.get()));
    return Math.max(WINDOW_BYTES_MIN, link / dataChannels);
  }
}
