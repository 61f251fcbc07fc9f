package dev.starshell.host.http;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// How this package makes threads. None inherits anything of the plugin that happened to call: a
/// thread that kept a plugin's class loader would keep the plugin.
final class RelayThreads {
  private RelayThreads() {}

  static Thread start(String name, Runnable work) {
    return Thread.ofVirtual().name(name).inheritInheritableThreadLocals(false).start(work);
  }

  /// A new virtual thread for each task.
  static ExecutorService perTask(String prefix) {
    return Executors.newThreadPerTaskExecutor(
        Thread.ofVirtual().name(prefix, 0).inheritInheritableThreadLocals(false).factory());
  }

  /// Calls with the host's class loader as the thread's own.
  static <T> T withHostLoader(Callable<T> call) throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(RelayThreads.class.getClassLoader());
    try {
      return call.call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
