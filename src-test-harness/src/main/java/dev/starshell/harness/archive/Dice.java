package dev.starshell.harness.archive;

/// A stream of pseudo-random numbers and bytes. The same seed gives the same stream on every
/// machine and Java release, fast enough to fill libraries of gigabytes (xorshift64*).
///
/// Thread: one.
public final class Dice {
  private long state;

  /// Starts a stream.
  public Dice(long seed) {
    long mixed = (seed ^ (seed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    state = mixed ^ (mixed >>> 31) ^ 0x9e3779b97f4a7c15L;
    if (state == 0) {
      state = 1;
    }
  }

  /// A stream of its own for one part of a whole.
  public static Dice of(long seed, long part) {
    return new Dice(seed * 0x9e3779b97f4a7c15L + new Dice(part).nextLong());
  }

  /// The next 64 bits.
  public long nextLong() {
    long x = state;
    x ^= x >>> 12;
    x ^= x << 25;
    x ^= x >>> 27;
    state = x;
    return x * 0x2545f4914f6cdd1dL;
  }

  /// A number from 0 to one below the bound.
  public int nextInt(int bound) {
    if (bound < 1) {
      throw new IllegalArgumentException("bound=" + bound + " below 1");
    }
    return (int) Math.floorMod(nextLong() >>> 1, (long) bound);
  }

  /// A number from 0 up to and without 1.
  public double nextDouble() {
    return (nextLong() >>> 11) * 0x1.0p-53;
  }

  /// A number of the standard normal distribution (Box–Muller).
  public double nextNormal() {
    double radius = Math.sqrt(-2 * StrictMath.log(1 - nextDouble()));
    return radius * StrictMath.cos(2 * Math.PI * nextDouble());
  }

  /// One of the choices.
  @SafeVarargs
  public final <T> T pick(T... choices) {
    return choices[nextInt(choices.length)];
  }

  /// Fills a part of an array.
  public void fill(byte[] target, int offsetBytes, int sizeBytes) {
    int end = offsetBytes + sizeBytes;
    int at = offsetBytes;
    while (at < end) {
      long word = nextLong();
      for (int i = 0; i < Long.BYTES && at < end; i++) {
        target[at++] = (byte) word;
        word >>>= 8;
      }
    }
  }

  /// New bytes.
  public byte[] bytes(int sizeBytes) {
    byte[] made = new byte[sizeBytes];
    fill(made, 0, sizeBytes);
    return made;
  }
}
