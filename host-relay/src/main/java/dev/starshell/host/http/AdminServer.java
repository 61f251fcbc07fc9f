package dev.starshell.host.http;

import io.javalin.Javalin;
import io.javalin.util.JavalinBindException;
import io.javalin.util.JavalinLogger;
import java.net.BindException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What programs that watch this host read: `/metrics`, `/livez` and `/readyz`, without TLS and
/// without a password, so for this machine alone unless the admin says otherwise.
public final class AdminServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";
  private static final int THREADS_MAX = 6;
  private static final int THREADS_MIN = 2;

  private final Javalin javalin;

  private AdminServer(Javalin javalin) {
    this.javalin = javalin;
  }

  /// Opens the port.
  ///
  /// @param port 0 for any free one
  /// @param scrape what `/metrics` answers
  /// @param isReady whether `/readyz` answers 200 rather than 503
  /// @throws BindException if the port is taken or the address is none of this machine
  /// @throws IllegalStateException if the server does not start for another reason
  public static AdminServer open(
      String bind, int port, Supplier<String> scrape, BooleanSupplier isReady)
      throws BindException {
    try {
      return new AdminServer(
          RelayThreads.withHostLoader(() -> routes(scrape, isReady).start(bind, port)));
    } catch (Exception failed) {
      if (!isOfThePort(failed)) {
        throw new IllegalStateException("the server of figures does not start", failed);
      }
      BindException refused = new BindException(String.valueOf(failed.getMessage()));
      refused.initCause(failed);
      throw refused;
    }
  }

  /// Whether a port could not be opened: taken, not allowed, or at an address that is unknown.
  private static boolean isOfThePort(Throwable failed) {
    for (Throwable one = failed; one != null; one = one.getCause()) {
      if (one instanceof BindException || one instanceof JavalinBindException) {
        return true;
      }
    }
    return false;
  }

  private static Javalin routes(Supplier<String> scrape, BooleanSupplier isReady) {
    JavalinLogger.startupInfo = false;
    return Javalin.create(config -> {
      config.startup.showJavalinBanner = false;
      config.startup.showOldJavalinVersionWarning = false;
      config.startup.startupWatcherEnabled = false;
      QueuedThreadPool threads = new QueuedThreadPool(THREADS_MAX, THREADS_MIN);
      threads.setName("admin-http");
      threads.setReservedThreads(1);
      config.jetty.threadPool = threads;
      config.routes.get(
          "/metrics", asked -> asked.contentType(PROMETHEUS_TEXT).result(scrape.get()));
      config.routes.get("/livez", asked -> asked.result("alive\n"));
      config.routes.get(
          "/readyz",
          asked -> {
            boolean ready = isReady.getAsBoolean();
            asked.status(ready ? 200 : 503).result(ready ? "ready\n" : "starting\n");
          });
    });
  }

  /// The port.
  public int port() {
    return javalin.port();
  }

  @Override
  public void close() {
    javalin.stop();
    LOG.debug("admin port closed");
  }
}
