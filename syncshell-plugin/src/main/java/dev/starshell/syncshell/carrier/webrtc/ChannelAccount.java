package dev.starshell.syncshell.carrier.webrtc;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Counts what was handed to one channel and not yet taken by the network.
///
/// The library never says that its buffer drained, and asking costs a hop between threads. So bytes
/// are counted here as they are handed over, and the library is asked only when it is likely to
/// have drained: after the time that the last measured rate foretells.
///
/// Thread: [#reserve], [#bufferedBytes] any; the rest the bundle's owner thread.
final class ChannelAccount {
  /// Frames that may wait for the owner thread, so that tiny ones are bounded as well.
  static final int FRAMES_WAITING_MAX = 4096;

  private static final long ASK_NANOS_MIN = 1_000_000;
  private static final long ASK_NANOS_MAX = 10_000_000;

  private final long bytesMax;
  private final AtomicLong counted = new AtomicLong();
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicBoolean refused = new AtomicBoolean();

  /// Bytes of each frame that the library has not let go whole, and what it has of the first.
  private final Deque<Integer> held = new ArrayDeque<>();

  private long leftOfFirst;
  private long leftFrames;
  private long lastHeldNanos;

  private long handedOver;
  private long lastAskedNanos;
  private long nextAskNanos;
  private double bytesPerNano = 0.01;

  ChannelAccount(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /// Takes room for a frame.
  ///
  /// @return false if there is none: the channel will be called writable later
  boolean reserve(int bytes) {
    if (take(bytes)) {
      return true;
    }
    refused.set(true);
    // The channel may have drained before the mark was set, with nobody left to tell.
    if (isLow() && take(bytes)) {
      refused.set(false);
      return true;
    }
    return false;
  }

  private boolean take(int bytes) {
    if (waiting.get() >= FRAMES_WAITING_MAX) {
      return false;
    }
    long before = counted.get();
    while (before == 0 || before + bytes <= bytesMax) {
      if (counted.compareAndSet(before, before + bytes)) {
        waiting.incrementAndGet();
        return true;
      }
      before = counted.get();
    }
    return false;
  }

  private boolean isLow() {
    return counted.get() <= bytesMax / 2 && waiting.get() <= FRAMES_WAITING_MAX / 2;
  }

  long bufferedBytes() {
    return counted.get();
  }

  /// Gives back what [#reserve] took: the frame was never queued.
  void release(int bytes) {
    waiting.decrementAndGet();
    counted.addAndGet(-bytes);
  }

  /// A frame was handed to the library.
  void handedOver(int bytes, long nowNanos) {
    waiting.decrementAndGet();
    if (handedOver == 0) {
      lastAskedNanos = nowNanos;
      nextAskNanos = nowNanos + foretold(bytes);
    }
    handedOver += bytes;
    held.add(bytes);
  }

  /// Frames that the library holds nothing of any more, since the channel was opened.
  long leftFrames() {
    return leftFrames;
  }

  /// Whether the library holds bytes as far as is known.
  boolean isUnderway() {
    return handedOver > 0;
  }

  /// When the library is worth asking next; meaningful while [#isUnderway].
  long nextAskNanos() {
    return nextAskNanos;
  }

  /// Takes in what the library still holds.
  ///
  /// @return whether a sender that was refused should try again
  boolean drainedTo(long heldBytes, long nowNanos) {
    // The library counts at most what it was given.
    long kept = Math.min(heldBytes, handedOver);
    long drained = handedOver - kept;
    countLeft(drained);
    long nanos = Math.max(1, nowNanos - lastAskedNanos);
    bytesPerNano = 0.5 * bytesPerNano + 0.5 * drained / nanos;
    handedOver = kept;
    lastHeldNanos = lastAskedNanos;
    counted.addAndGet(-drained);
    lastAskedNanos = nowNanos;
    nextAskNanos = nowNanos + foretold(kept);
    return isLow() && refused.compareAndSet(true, false);
  }

  /// When the library was asked before it was asked last: whatever has left between the two was
  /// held then.
  long lastHeldNanos() {
    return lastHeldNanos;
  }

  private void countLeft(long drained) {
    leftOfFirst += drained;
    while (!held.isEmpty() && held.peek() <= leftOfFirst) {
      leftOfFirst -= held.remove();
      leftFrames++;
    }
  }

  /// How long until the channel is low; for one that is, until it is empty.
  private long foretold(long kept) {
    long surplus = kept > bytesMax / 2 ? kept - bytesMax / 2 : kept;
    double nanos = surplus / Math.max(bytesPerNano, 1e-9);
    return (long) Math.clamp(nanos, ASK_NANOS_MIN, ASK_NANOS_MAX);
  }
}
