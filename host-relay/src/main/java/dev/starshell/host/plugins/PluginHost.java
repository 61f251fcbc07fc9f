package dev.starshell.host.plugins;

import dev.starshell.api.PluginFailure;
import dev.starshell.api.command.Reply;
import dev.starshell.api.notice.Notice;
import dev.starshell.host.home.HomeDirectory;
import dev.starshell.host.home.HomeFailure;
import dev.starshell.host.lifecycle.PluginRefusal;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The plugins of one host: starts them in order, and loads, unloads and reloads single ones.
///
/// All of its state belongs to one platform thread, `plugins`; callers of any thread wait for it.
public final class PluginHost implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PluginHost.class);

  /// Longest wait of an admin for one plugin: a stop, a start, and the look for leftovers.
  private static final Duration ANSWER_MAX = Duration.ofSeconds(50);

  private static final Duration CLOSE_MAX = Duration.ofMillis(2_000);

  private final PluginRoom room;
  private final PluginServices services;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(Thread.ofPlatform().name("plugins").factory());

  /// Loads nothing yet.
  public PluginHost(HomeDirectory home, PluginServices services) {
    this.services = services;
    this.room = new PluginRoom(home, services);
  }

  /// Starts everything that was found, dependencies first. What cannot run is told as a notice, and
  /// the others run.
  ///
  /// @throws IOException if the private folders cannot be made
  /// @throws HomeFailure if they are open to others
  public void startAll(PluginFinds finds) throws IOException, HomeFailure {
    room.prepare();
    List<PluginRefusal> refusals = ask(() -> room.startAll(finds));
    for (PluginRefusal refusal : refusals) {
      LOG.warn("A plugin is not running file={} code={}", refusal.file(), refusal.code());
      services.notices().post(new Notice(Notice.Level.ERROR, refusal.code(), refusal.sentence()));
    }
  }

  /// All plugins, those refused included.
  public Reply list() {
    return answer(room::list);
  }

  /// Loads and starts the plugin of this id or file name, from its JAR as it is now.
  public Reply load(String name) {
    return answer(() -> room.load(name));
  }

  /// Stops and unloads a plugin.
  public Reply unload(String name) {
    return answer(() -> room.unload(name));
  }

  /// Stops a plugin and starts it again, from its JAR and the settings as they are now.
  public Reply reload(String name) {
    return answer(() -> room.reload(name));
  }

  /// `syncshell 0.1.0` for each plugin that runs.
  public List<String> running() {
    return ask(room::running);
  }

  /// Stops all plugins, last started first, within 2 s. One that does not end is left: the process
  /// is about to.
  @Override
  public void close() {
    long deadline = System.nanoTime() + CLOSE_MAX.toNanos();
    try {
      var closing = thread.submit(() -> room.stopAll(deadline));
      thread.shutdown();
      closing.get(CLOSE_MAX.toMillis() + 200, TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (RejectedExecutionException _) {
      LOG.debug("The plugins are closed already");
    } catch (ExecutionException | TimeoutException e) {
      LOG.error("Not all plugins have stopped", e);
    }
    thread.shutdownNow();
  }

  private Reply answer(Callable<Reply> question) {
    try {
      return thread.submit(question).get(ANSWER_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return Reply.failed("HOST_STOPPING", "The host is stopping.");
    } catch (RejectedExecutionException _) {
      return Reply.failed("HOST_STOPPING", "The host is stopping.");
    } catch (TimeoutException _) {
      return Reply.failed(
          "PLUGIN_BUSY", "A plugin is still starting or stopping; see plugins list in a moment.");
    } catch (ExecutionException e) {
      return switch (e.getCause()) {
        case PluginFailure said -> Reply.failed(said.code(), String.valueOf(said.getMessage()));
        case IOException failed ->
            Reply.failed("PLUGIN_BROKEN", "The plugin folder cannot be read (" + failed + ").");
        case null, default -> throw new IllegalStateException(e.getCause());
      };
    }
  }

  private <T> T ask(Callable<T> question) {
    try {
      return thread.submit(question).get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while plugins start", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
