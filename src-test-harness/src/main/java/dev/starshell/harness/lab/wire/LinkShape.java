package dev.starshell.harness.lab.wire;

import java.util.concurrent.TimeUnit;

/// What one direction of a link does to packets. Every change is a new shape.
///
/// @param delayNanos that each packet takes
/// @param jitterNanos that it may take longer, evenly spread; the order is kept
/// @param rateBits per second through the narrow place; 0 for no bound
/// @param queueNanos of traffic that may wait before the narrow place; more is dropped
/// @param seed of all that is left to chance
public record LinkShape(
    long delayNanos,
    long jitterNanos,
    long rateBits,
    long queueNanos,
    Chances chances,
    Burst burst,
    long seed) {
  private static final long QUEUE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);
  private static final double NANOS_PER_MILLI = 1e6;

  /// A link that does nothing.
  public static final LinkShape CLEAR =
      new LinkShape(0, 0, 0, QUEUE_NANOS, Chances.NONE, Burst.NONE, 1);

  public LinkShape {
    if (delayNanos < 0 || jitterNanos < 0 || rateBits < 0 || queueNanos < 1) {
      throw new IllegalArgumentException(
          "delayNanos="
              + delayNanos
              + " jitterNanos="
              + jitterNanos
              + " rateBits="
              + rateBits
              + " queueNanos="
              + queueNanos);
    }
  }

  /// Chances of a single packet, each from 0 to 1.
  public record Chances(double loss, double reorder, double duplicate, double corrupt) {
    static final Chances NONE = new Chances(0, 0, 0, 0);

    public Chances {
      requireChance("loss", loss);
      requireChance("reorder", reorder);
      requireChance("duplicate", duplicate);
      requireChance("corrupt", corrupt);
    }
  }

  /// Losses that come together: in bad times every packet is lost (Gilbert's model).
  ///
  /// @param enter chance that bad times begin with a packet
  /// @param leave chance that they end with it
  public record Burst(double enter, double leave) {
    static final Burst NONE = new Burst(0, 1);

    public Burst {
      requireChance("enter", enter);
      requireChance("leave", leave);
    }
  }

  private static void requireChance(String name, double value) {
    if (!(value >= 0 && value <= 1)) {
      throw new IllegalArgumentException(name + "=" + value + " outside 0..1");
    }
  }

  /// With this round-trip time, half of it in each direction. Unit: milliseconds.
  public LinkShape rtt(double millis) {
    return new LinkShape(
        (long) (millis * NANOS_PER_MILLI / 2),
        jitterNanos,
        rateBits,
        queueNanos,
        chances,
        burst,
        seed);
  }

  /// With up to so much more delay for a packet. Unit: milliseconds.
  public LinkShape jitter(double millis) {
    return new LinkShape(
        delayNanos, (long) (millis * NANOS_PER_MILLI), rateBits, queueNanos, chances, burst, seed);
  }

  /// With so many of a hundred packets lost, each by itself.
  public LinkShape loss(double percent) {
    return with(
        new Chances(percent / 100, chances.reorder(), chances.duplicate(), chances.corrupt()));
  }

  /// With so many of a hundred packets lost, in groups of this mean length.
  public LinkShape burstLoss(double percent, double meanLength) {
    double leave = 1 / meanLength;
    double part = percent / 100;
    return with(new Burst(part * leave / (1 - part), leave));
  }

  /// With so many of a hundred packets that overtake others.
  public LinkShape reorder(double percent) {
    return with(new Chances(chances.loss(), percent / 100, chances.duplicate(), chances.corrupt()));
  }

  /// With so many of a hundred packets that come twice.
  public LinkShape duplicate(double percent) {
    return with(new Chances(chances.loss(), chances.reorder(), percent / 100, chances.corrupt()));
  }

  /// With a bit turned over in so many of a hundred packets.
  public LinkShape corrupt(double percent) {
    return with(new Chances(chances.loss(), chances.reorder(), chances.duplicate(), percent / 100));
  }

  /// With a narrow place. Unit: Mbit/s.
  public LinkShape rate(double megabits) {
    return new LinkShape(
        delayNanos, jitterNanos, (long) (megabits * 1e6), queueNanos, chances, burst, seed);
  }

  /// With so much room before the narrow place. Unit: milliseconds of traffic.
  public LinkShape queueMs(double millis) {
    return new LinkShape(
        delayNanos, jitterNanos, rateBits, (long) (millis * NANOS_PER_MILLI), chances, burst, seed);
  }

  /// With another seed: the same packets meet other fates.
  public LinkShape seed(long changed) {
    return new LinkShape(delayNanos, jitterNanos, rateBits, queueNanos, chances, burst, changed);
  }

  private LinkShape with(Chances changed) {
    return new LinkShape(delayNanos, jitterNanos, rateBits, queueNanos, changed, burst, seed);
  }

  private LinkShape with(Burst changed) {
    return new LinkShape(delayNanos, jitterNanos, rateBits, queueNanos, chances, changed, seed);
  }
}
