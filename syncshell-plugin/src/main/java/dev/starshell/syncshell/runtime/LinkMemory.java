package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.limits.Limits;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// What all shells of a home together may hold in memory because of other members, whatever each
/// member or link may hold alone. The bounds are shares of the heap, together 70 % of it; on the
/// smallest heap that a host is started with the largest legal single thing of each kind still
/// fits.
///
/// Thread: any.
final class LinkMemory {
  /// The largest message in its frames, and as much again of small ones as a few links may have.
  /// Unit: bytes.
  private static final long MESSAGE_FLOOR = Limits.CONTROL_BYTES_MAX + 1024L * 1024;

  private static final long DATA_FLOOR = Limits.LINK_WINDOW_BYTES;

  /// The largest manifest: 20,000 paths of 240 bytes. Unit: bytes.
  private static final long MANIFEST_FLOOR = 22L * 1024 * 1024;

  private static final int CONTROL_PERCENT = 16;
  private static final int DATA_PERCENT = 14;
  private static final int ANSWER_PERCENT = 17;
  private static final int MANIFEST_PERCENT = 23;

  /// What each link may hold of chunk lists, and of NEEDs, whatever the others hold: the lists of
  /// some 450 MB in average chunks. Unit: bytes.
  static final long FREE_BYTES = 256L * 1024;

  /// Smallest window of a data channel: while one chunk is written the next is on its way. Unit:
  /// bytes.
  static final long WINDOW_BYTES_MIN = 2L * Limits.CHUNK_BYTES_MAX;

  private final long dataBytesMax;
  private final long answerBytesMax;
  private final long manifestBytesMax;
  private final ControlRoom control;
  private final AtomicLong dataBytes = new AtomicLong();
  private final AtomicLong answerBytes = new AtomicLong();
  private final AtomicLong manifestBytes = new AtomicLong();
  private final AtomicInteger receiving = new AtomicInteger();

  /// For the heap of this process.
  LinkMemory() {
    this(Runtime.getRuntime().maxMemory());
  }

  /// @param heapBytes the largest that the heap may grow
  LinkMemory(long heapBytes) {
    control = new ControlRoom(share(heapBytes, CONTROL_PERCENT, MESSAGE_FLOOR));
    dataBytesMax = share(heapBytes, DATA_PERCENT, DATA_FLOOR);
    answerBytesMax = share(heapBytes, ANSWER_PERCENT, MESSAGE_FLOOR);
    manifestBytesMax = share(heapBytes, MANIFEST_PERCENT, MANIFEST_FLOOR);
  }

  private static long share(long heapBytes, int percent, long floorBytes) {
    return Math.max(floorBytes, heapBytes / 100 * percent);
  }

  /// Control messages that are not whole or not handled yet.
  ControlRoom control() {
    return control;
  }

  /// Data frames that wait to be verified and written. Unit: bytes.
  long dataBytesMax() {
    return dataBytesMax;
  }

  /// What this side has to say or to plan: control messages that peers have not taken yet, chunk
  /// lists of archives that are on their way, NEEDs of peers. Unit: bytes.
  long answerBytesMax() {
    return answerBytesMax;
  }

  /// The manifests of the others, and what is known of their archives. Unit: bytes.
  long manifestBytesMax() {
    return manifestBytesMax;
  }

  /// What is held of [#answerBytesMax]. Unit: bytes.
  AtomicLong answerBytes() {
    return answerBytes;
  }

  /// Holds a data frame. The only waiting frame of a link always has room, so that nobody can keep
  /// another member's link from moving.
  ///
  /// @param only whether the link has no other frame waiting
  boolean takeData(int frameBytes, boolean only) {
    if (dataBytes.addAndGet(frameBytes) <= dataBytesMax || only) {
      return true;
    }
    dataBytes.addAndGet(-frameBytes);
    return false;
  }

  /// Frames were written, or let go.
  void giveData(long bytes) {
    dataBytes.addAndGet(-bytes);
  }

  /// Holds a chunk list, or a NEED.
  ///
  /// @param held what the link holds of its kind without it
  boolean takeAnswer(long bytes, long held) {
    if (answerBytes.addAndGet(bytes) <= answerBytesMax || held + bytes <= FREE_BYTES) {
      return true;
    }
    answerBytes.addAndGet(-bytes);
    return false;
  }

  void giveAnswer(long bytes) {
    answerBytes.addAndGet(-bytes);
  }

  /// Holds a manifest. While it is read the one before it is held as well: one such pair at a time
  /// may be more than the bound, if what stays afterwards is not.
  ///
  /// @param former what the manifest before it takes
  boolean takeManifest(long bytes, long former) {
    while (true) {
      long held = manifestBytes.get();
      boolean fits =
          held + bytes <= manifestBytesMax
              || (held <= manifestBytesMax && held - former + bytes <= manifestBytesMax);
      if (!fits) {
        return false;
      }
      if (manifestBytes.compareAndSet(held, held + bytes)) {
        return true;
      }
    }
  }

  void giveManifest(long bytes) {
    manifestBytes.addAndGet(-bytes);
  }

  /// What is held of manifests. Unit: bytes.
  long manifestBytes() {
    return manifestBytes.get();
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
    long link = Math.min(Limits.LINK_WINDOW_BYTES, dataBytesMax / Math.max(1, receiving.get()));
    return windowBytes(link, dataChannels);
  }

  /// The largest that a window ever is. Unit: bytes.
  ///
  /// @param dataChannels of the link, 1 or more
  static long windowBytesMax(int dataChannels) {
    return windowBytes(Limits.LINK_WINDOW_BYTES, dataChannels);
  }

  private static long windowBytes(long linkBytes, int dataChannels) {
    return Math.max(WINDOW_BYTES_MIN, linkBytes / dataChannels);
  }
}
