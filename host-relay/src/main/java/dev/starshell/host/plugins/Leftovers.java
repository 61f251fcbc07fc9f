package dev.starshell.host.plugins;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;

/// Looks for what a plugin left behind.
final class Leftovers {
  private static final Duration STEP = Duration.ofMillis(50);

  private Leftovers() {}

  /// Names of platform threads that still belong to a plugin: by their class, their context class
  /// loader, or code of the plugin on their stack. Virtual threads cannot be listed; one that still
  /// runs keeps the loader reachable, which [#isCollected] finds.
  ///
  /// @param timeout how long they may take to end
  static List<String> threads(PluginClassLoader loader, Duration timeout)
      throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      List<Thread> left =
          Thread.getAllStackTraces().entrySet().stream()
              .filter(entry -> isOf(loader, entry.getKey(), entry.getValue()))
              .map(entry -> entry.getKey())
              .toList();
      long restNanos = deadline - System.nanoTime();
      if (left.isEmpty() || restNanos <= 0) {
        return left.stream().map(Thread::getName).sorted().toList();
      }
      // The first one's end is a good moment to look again.
      left.getFirst().join(Duration.ofNanos(Math.min(restNanos, STEP.toNanos())));
    }
  }

  private static boolean isOf(PluginClassLoader loader, Thread thread, StackTraceElement[] stack) {
    if (thread.equals(Thread.currentThread())) {
      return false;
    }
    if (thread.getContextClassLoader() == loader || thread.getClass().getClassLoader() == loader) {
      return true;
    }
    String name = loader.getName();
    for (StackTraceElement frame : stack) {
      if (name != null && name.equals(frame.getClassLoaderName())) {
        return true;
      }
    }
    return false;
  }

  /// Whether a closed class loader becomes unreachable. Soft references count until the JVM gives
  /// them up, which config/host.options makes it do soon (decisions/0001). Asks the JVM to collect
  /// garbage, which an admin's unload may cost and nothing else does.
  ///
  /// @param queue the one the reference was made with
  static boolean isCollected(
      WeakReference<PluginClassLoader> loader,
      ReferenceQueue<PluginClassLoader> queue,
      Duration timeout)
      throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    do {
      System.gc();
      Reference<? extends PluginClassLoader> cleared = queue.remove(STEP.toMillis());
      if (cleared != null || loader.refersTo(null)) {
        return true;
      }
    } while (System.nanoTime() < deadline);
    return false;
  }
}
