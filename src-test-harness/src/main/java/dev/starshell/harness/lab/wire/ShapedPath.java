package dev.starshell.harness.lab.wire;

import java.util.SplittableRandom;

/// Decides on each packet of one direction of a link: whether it goes on, and when. The same shape
/// and packets at the same times give the same decisions: every packet takes the same number of
/// draws, so that one kind of chance does not move another.
///
/// Thread: one.
final class ShapedPath {
  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final LinkShape shape;
  private final SplittableRandom chance;
  private boolean inBadTimes;

  /// When the narrow place has passed all that was let in.
  private long freeNanos = Long.MIN_VALUE;

  /// When the last packet that kept its place is due.
  private long lastDueNanos = Long.MIN_VALUE;

  private long dueNanos;

  /// @param salt tells the directions of a link apart
  ShapedPath(LinkShape shape, long salt) {
    this.shape = shape;
    this.chance = new SplittableRandom(shape.seed() * 0x9e3779b97f4a7c15L + salt);
  }

  /// Decides on the next packet.
  ///
  /// @param nowNanos when it came, never less than before
  Fate next(long nowNanos, int sizeBytes) {
    boolean isLost = chance.nextDouble() < shape.chances().loss();
    boolean isOvertaking = chance.nextDouble() < shape.chances().reorder();
    boolean isDoubled = chance.nextDouble() < shape.chances().duplicate();
    boolean isAltered = chance.nextDouble() < shape.chances().corrupt();
    long jitter = (long) (chance.nextDouble() * shape.jitterNanos());
    if (turn(chance.nextDouble())) {
      return Fate.LOST_IN_BURST;
    }
    if (isLost) {
      return Fate.LOST;
    }
    long through = through(nowNanos, sizeBytes);
    if (through == Long.MAX_VALUE) {
      return Fate.QUEUE_FULL;
    }
    if (isOvertaking) {
      dueNanos = through;
      return Fate.REORDERED;
    }
    dueNanos = Math.max(through + shape.delayNanos() + jitter, lastDueNanos);
    lastDueNanos = dueNanos;
    if (isDoubled) {
      return Fate.DUPLICATED;
    }
    return isAltered ? Fate.CORRUPTED : Fate.PASSED;
  }

  /// When the packet of the last decision is due, if it goes on.
  long dueNanos() {
    return dueNanos;
  }

  /// Times may turn with every packet.
  ///
  /// @return whether they are bad for this one
  private boolean turn(double drawn) {
    inBadTimes = inBadTimes ? drawn >= shape.burst().leave() : drawn < shape.burst().enter();
    return inBadTimes;
  }

  /// When the narrow place has passed a packet; never, when its queue is full.
  private long through(long nowNanos, int sizeBytes) {
    if (shape.rateBits() == 0) {
      return nowNanos;
    }
    long start = Math.max(nowNanos, freeNanos);
    if (start - nowNanos > shape.queueNanos()) {
      return Long.MAX_VALUE;
    }
    freeNanos = start + sizeBytes * 8L * NANOS_PER_SECOND / shape.rateBits();
    return freeNanos;
  }
}
