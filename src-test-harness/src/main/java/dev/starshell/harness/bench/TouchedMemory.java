package dev.starshell.harness.bench;

import com.sun.management.OperatingSystemMXBean;
import java.lang.foreign.Arena;
import java.lang.management.ManagementFactory;

/// Touches the memory that a benchmark's files will go through. A virtual machine gets each page
/// from its host when it is first touched, for more than a write of that page costs afterwards:
/// what is measured is not to be the machine below.
final class TouchedMemory {
  private static final long PIECE_BYTES = 256L << 20;

  private TouchedMemory() {}

  /// Takes memory, up to half of what is free, writes to it, and gives it back.
  static void prepare(long wantedBytes) {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    long bytes = Math.min(wantedBytes, system.getFreeMemorySize() / 2);
    try (Arena arena = Arena.ofConfined()) {
      for (long done = 0; done + PIECE_BYTES <= bytes; done += PIECE_BYTES) {
        // It comes filled with zeros, and so touched.
        arena.allocate(PIECE_BYTES);
      }
    }
  }
}
