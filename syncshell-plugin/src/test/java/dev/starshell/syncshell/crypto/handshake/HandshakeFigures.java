package dev.starshell.syncshell.crypto.handshake;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;

/// Prints the CPU time of whole handshakes, both sides together. Run by hand.
public final class HandshakeFigures {
  private static final int RUNS = 400;

  private HandshakeFigures() {}

  /// Arguments: none.
  public static void main(String[] args) {
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    Couple two = new Couple();
    long[] nanos = new long[RUNS];
    for (int i = 0; i < RUNS; i++) {
      long start = threads.getCurrentThreadCpuTime();
      two.shakeHands(i + 1);
      nanos[i] = threads.getCurrentThreadCpuTime() - start;
    }
    System.out.printf(Locale.ROOT, "first %.2f ms%n", nanos[0] / 1e6);
    long[] warm = Arrays.copyOfRange(nanos, RUNS / 2, RUNS);
    Arrays.sort(warm);
    System.out.printf(
        Locale.ROOT,
        "warm: median %.2f ms, 99 %% %.2f ms%n",
        warm[warm.length / 2] / 1e6,
        warm[warm.length * 99 / 100] / 1e6);
  }
}
