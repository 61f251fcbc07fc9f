package dev.starshell.host.plugins;

import dev.starshell.api.PluginFailure;
import dev.starshell.api.SyncPlugin;
import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One plugin in memory: its classes, its instance, its thread `plugin-ID` and what it was given.
///
/// The thread is a platform thread, because `start` may load native code. Thread: `plugins`.
final class LoadedPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(LoadedPlugin.class);

  /// What threads get to end after `stop` has returned, even when it took all the time it had.
  private static final Duration THREADS_END_MIN = Duration.ofMillis(200);

  private final String id;
  private final Path copy;
  private final Grants grants;
  private final ExecutorService thread;
  private final ReferenceQueue<PluginClassLoader> queue = new ReferenceQueue<>();
  private final WeakReference<PluginClassLoader> unloaded;

  private @Nullable PluginClassLoader loader;
  private @Nullable SyncPlugin plugin;

  /// @param copy the private copy of the JAR, deleted at the end
  LoadedPlugin(PluginJar jar, Path copy, PluginClassLoader loader, Grants grants) {
    this.id = jar.id();
    this.copy = copy;
    this.loader = loader;
    this.grants = grants;
    this.unloaded = new WeakReference<>(loader, queue);
    this.thread =
        Executors.newSingleThreadExecutor(task -> {
          Thread made = Thread.ofPlatform().name("plugin-" + id).unstarted(task);
          made.setContextClassLoader(loader());
          return made;
        });
  }

  /// Makes the instance and calls `start`.
  ///
  /// @throws PluginFailure what the plugin said, `PLUGIN_START_FAILED` or `PLUGIN_START_TIMEOUT`
  void start(String entryPoint, Duration timeout) throws PluginFailure, InterruptedException {
    try {
      run(
          () -> {
            Class<?> type = Class.forName(entryPoint, true, loader());
            plugin = type.asSubclass(SyncPlugin.class).getConstructor().newInstance();
            plugin.start(grants);
            return true;
          },
          timeout);
    } catch (ExecutionException e) {
      LOG.error("A plugin did not start plugin={}", id, e.getCause());
      if (e.getCause() instanceof PluginFailure said) {
        // A copy: the cause kept in it may be of the plugin's own classes.
        throw new PluginFailure(said.code(), String.valueOf(said.getMessage()));
      }
      throw new PluginFailure(
          "PLUGIN_START_FAILED",
          "%s could not start (%s); logs/host.log says where.".formatted(id, shown(e.getCause())));
    } catch (TimeoutException _) {
      throw new PluginFailure(
          "PLUGIN_START_TIMEOUT",
          "%s has not started within %d s; it is stopped.".formatted(id, timeout.toSeconds()));
    }
  }

  /// Removes the commands, calls `stop`, takes everything back and closes the class loader.
  ///
  /// @throws PluginFailure `PLUGIN_STOP_TIMEOUT` or `PLUGIN_THREADS_LEFT`; classes stay loaded
  void stop(Duration timeout) throws PluginFailure, InterruptedException {
    grants.closeCommands();
    long deadline = System.nanoTime() + timeout.toNanos();
    try {
      if (plugin != null) {
        SyncPlugin ending = plugin;
        run(
            () -> {
              ending.stop();
              return true;
            },
            timeout);
      }
    } catch (ExecutionException e) {
      // What counts is whether threads are left; that is looked at next.
      LOG.error("A plugin failed while it stopped plugin={}", id, e.getCause());
    } catch (TimeoutException _) {
      thread.shutdownNow();
      grants.close();
      throw new PluginFailure(
          "PLUGIN_STOP_TIMEOUT",
          "%s has not stopped within %d ms.".formatted(id, timeout.toMillis()));
    }
    grants.close();
    thread.shutdown();
    long restNanos = Math.max(THREADS_END_MIN.toNanos(), deadline - System.nanoTime());
    Duration rest = Duration.ofNanos(restNanos);
    List<String> left = Leftovers.threads(loader(), rest);
    if (!left.isEmpty()) {
      throw new PluginFailure(
          "PLUGIN_THREADS_LEFT",
          id + " has stopped but left threads running: " + String.join(", ", left) + ".");
    }
    forget();
  }

  /// Whether the class loader is gone from memory. Only after [#stop] has returned.
  boolean isCollected(Duration timeout) throws InterruptedException {
    return Leftovers.isCollected(unloaded, queue, timeout);
  }

  private void forget() {
    try {
      loader().close();
      Files.deleteIfExists(copy);
    } catch (IOException e) {
      // Windows keeps a mapped file for a while; the folder is emptied at the next start.
      LOG.warn("A plugin's copy stays on disk plugin={}", id, e);
    }
    plugin = null;
    loader = null;
  }

  private void run(Callable<Boolean> work, Duration timeout)
      throws ExecutionException, TimeoutException, InterruptedException {
    Future<Boolean> running = thread.submit(work);
    try {
      var _ = running.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      // An interrupt means stop; one that listens frees the thread for what comes next.
      running.cancel(true);
      throw e;
    }
  }

  private PluginClassLoader loader() {
    if (loader == null) {
      throw new IllegalStateException("plugin=" + id + " is unloaded");
    }
    return loader;
  }

  private static String shown(@Nullable Throwable cause) {
    return cause == null ? "unknown" : cause.toString();
  }
}
