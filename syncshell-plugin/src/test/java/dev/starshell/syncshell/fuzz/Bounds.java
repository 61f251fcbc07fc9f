package dev.starshell.syncshell.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/// Holds what a parser may cost, whatever it is given. Counts this thread's own processor time and
/// what it allocates, so that other load on the machine does not matter.
///
/// A first call also pays for loading classes; one that costs too much is made again and judged by
/// that.
public final class Bounds {
  /// Source: the issue, no input may take over a second.
  private static final long NANOS_MAX = 1_000_000_000;

  private static final long BYTES_MAX = 64L << 20;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Bounds() {}

  /// What is measured.
  public interface Work {
    /// Parses.
    void run() throws Exception;
  }

  /// Runs it.
  public static void hold(Work work) throws Exception {
    if (isTooMuch(work)) {
      long allocated = THREADS.getCurrentThreadAllocatedBytes();
      long began = THREADS.getCurrentThreadCpuTime();
      work.run();
      assertThat(THREADS.getCurrentThreadCpuTime() - began).as("ns").isLessThan(NANOS_MAX);
      assertThat(THREADS.getCurrentThreadAllocatedBytes() - allocated)
          .as("bytes allocated")
          .isLessThan(BYTES_MAX);
    }
  }

  private static boolean isTooMuch(Work work) throws Exception {
    long allocated = THREADS.getCurrentThreadAllocatedBytes();
    long began = THREADS.getCurrentThreadCpuTime();
    work.run();
    return THREADS.getCurrentThreadCpuTime() - began >= NANOS_MAX
        || THREADS.getCurrentThreadAllocatedBytes() - allocated >= BYTES_MAX;
  }
}
