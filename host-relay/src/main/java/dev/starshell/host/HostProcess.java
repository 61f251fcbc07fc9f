package dev.starshell.host;

import dev.starshell.api.PluginFailure;
import dev.starshell.api.command.Command;
import dev.starshell.api.command.Commands;
import dev.starshell.api.command.Reply;
import dev.starshell.api.metrics.Metrics;
import dev.starshell.api.notice.Notice;
import dev.starshell.api.notice.Notices;
import dev.starshell.api.settings.Settings;
import dev.starshell.api.signal.Signalling;
import dev.starshell.host.bridge.BridgeServer;
import dev.starshell.host.console.Console;
import dev.starshell.host.home.HomeFailure;
import dev.starshell.host.http.AdminServer;
import dev.starshell.host.metrics.MetricsBoard;
import dev.starshell.host.plugins.PluginCommands;
import dev.starshell.host.plugins.PluginHost;
import dev.starshell.host.plugins.PluginJar;
import dev.starshell.host.plugins.PluginServices;
import dev.starshell.host.runtime.CommandTree;
import dev.starshell.host.runtime.HostLog;
import dev.starshell.host.runtime.NoticeBoard;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One running host: wires config, commands, relay, plugins, bridge and console, and ends them.
///
/// Thread: any. What it starts and how that ends: the classes it wires.
public final class HostProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HostProcess.class);

  /// What the relay gets to close. The whole end takes less than 3 s: plugins 2.2, relay 0.3 and
  /// the bridge's answers, which come in at the same time as the plugins stop.
  private static final Duration RELAY_CLOSE_MAX = Duration.ofMillis(300);

  private static final Duration BRIDGE_CLOSE_MAX = Duration.ofMillis(600);

  private final HostFoundation foundation;
  private final HostLog log;
  private final NoticeBoard notices = new NoticeBoard();
  private final CommandTree commands = new CommandTree();
  private final SignallingFactory.Opened relay;
  private final PluginHost plugins;
  private final CountDownLatch isStopAsked = new CountDownLatch(1);
  private final AtomicBoolean isClosing = new AtomicBoolean();
  private final CountDownLatch isClosed = new CountDownLatch(1);
  private final Console console;
  private final MetricsBoard metrics = new MetricsBoard();
  private volatile boolean isReady;

  private volatile @Nullable AdminServer admin;

  private volatile @Nullable BridgeServer bridge;

  private HostProcess(
      HostFoundation foundation, SignallingFactory relays, InputStream in, PrintStream out) {
    this.foundation = foundation;
    Settings settings = foundation.reading().host();
    log = HostLog.open(foundation.home().logs(), settings.text("log.level"));
    console = Console.open(commands, this::askStop, in, out);
    notices.addReader(HostProcess::logged);
    notices.addReader(console::show);
    relay = relays.open(settings, foundation.home().hostData());
    plugins = new PluginHost(foundation.home(), new Services());
    PluginCommands.register(commands.commandsOf("host"), plugins);
    commands
        .commandsOf("host")
        .register(new Command(List.of("stop"), "", "ends this host", _ -> stopReply()));
  }

  /// Takes the home and checks everything that can be checked. Nothing runs yet: [#begin] follows,
  /// or [#close].
  ///
  /// @param in where the console reads when it is no terminal
  /// @throws HostStartFailure if the host cannot run; nothing is held any more
  public static HostProcess open(
      HostOptions options, SignallingFactory relays, InputStream in, PrintStream out)
      throws HostStartFailure {
    return new HostProcess(HostFoundation.lay(options), relays, in, out);
  }

  /// Starts plugins, bridge and console, and returns when commands can be used.
  ///
  /// @throws HostStartFailure if that fails; the host is closed then
  public void begin() throws HostStartFailure {
    try {
      greet();
      notices.start();
      openAdmin();
      plugins.startAll(foundation.finds());
      // Last, so that a script that gets through finds every command there.
      bridge = BridgeServer.open(foundation.home(), commands);
      isReady = true;
      listPlugins();
      Thread.ofPlatform().daemon().name("console").start(console::run);
    } catch (IOException e) {
      close();
      throw HostFoundation.unusable(foundation.home(), e);
    } catch (HomeFailure e) {
      close();
      throw HostStartFailure.of(ExitCode.HOME_UNUSABLE, e.code(), String.valueOf(e.getMessage()));
    }
  }

  /// Waits until somebody asks the host to stop.
  public void awaitStop() throws InterruptedException {
    isStopAsked.await();
  }

  /// Tells the people of the host, and the log, about a mistake of ours on some thread.
  public void report(Thread thread, Throwable mistake) {
    LOG.error("A thread died of a mistake thread={}", thread.getName(), mistake);
    notices.post(
        new Notice(
            Notice.Level.ERROR,
            "INTERNAL",
            "The thread " + thread.getName() + " died of a mistake of ours; the log has it."));
  }

  /// Ends everything, within 3 s. A second call waits for the first one.
  @Override
  public void close() {
    if (!isClosing.compareAndSet(false, true)) {
      awaitClosed();
      return;
    }
    LOG.info("The host is stopping");
    isStopAsked.countDown();
    BridgeServer open = bridge;
    Thread bridgeEnd = closing("bridge", open == null ? () -> {} : open);
    AdminServer watched = admin;
    Thread adminEnd = closing("admin", watched == null ? () -> {} : watched);
    plugins.close();
    join(adminEnd, BRIDGE_CLOSE_MAX);
    metrics.close();
    join(closing("relay", relay.closing()), RELAY_CLOSE_MAX);
    join(bridgeEnd, BRIDGE_CLOSE_MAX);
    notices.close();
    console.close();
    LOG.info("The host has stopped");
    log.close();
    join(closing("lock", foundation.lock()), RELAY_CLOSE_MAX);
    isClosed.countDown();
  }

  private void greet() {
    LOG.info("The host is starting home={} version={}", foundation.home().root(), version());
    console.print("Starshell " + version());
    console.print("Home     " + foundation.home().root());
    console.print("Config   " + foundation.configFile());
    for (String warning : foundation.warnings()) {
      notices.post(new Notice(Notice.Level.WARNING, "", warning));
    }
  }

  /// @throws HostStartFailure if the port cannot be opened, or what serves it does not start
  private void openAdmin() throws HostStartFailure {
    Settings settings = foundation.reading().host();
    int port = (int) settings.integer("admin.port");
    if (port == 0) {
      return;
    }
    String bind = settings.text("admin.bind");
    try {
      admin = AdminServer.open(bind, port, metrics::scrape, () -> isReady && !isClosing.get());
      console.print("Metrics  http://" + bind + ":" + port + "/metrics");
    } catch (BindException refused) {
      close();
      throw HostStartFailure.of(
          ExitCode.CONFIG,
          "PORT_TAKEN",
          "The port for metrics cannot be opened on %s:%d (%s); set admin.port to another one, or to 0 to have none."
              .formatted(bind, port, refused.getMessage()));
    } catch (IllegalStateException mistake) {
      LOG.error("The server of figures does not start bind={} port={}", bind, port, mistake);
      close();
      throw HostStartFailure.of(
          ExitCode.INTERNAL,
          "INTERNAL",
          "The server of figures does not start by a mistake of ours; the log has it. Set admin.port to 0 to have none.");
    }
  }

  private void listPlugins() {
    List<String> running = plugins.running();
    console.print("Plugins  " + (running.isEmpty() ? "none running" : String.join(", ", running)));
    console.print("Type help for the commands, stop to end. From elsewhere: ./starshell cmd");
  }

  private void askStop() {
    isStopAsked.countDown();
  }

  private Reply stopReply() {
    askStop();
    return Reply.done("The host is stopping.");
  }

  private void awaitClosed() {
    try {
      isClosed.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static Thread closing(String name, AutoCloseable part) {
    return Thread.ofVirtual()
        .name("close-" + name)
        .start(() -> {
          try {
            part.close();
          } catch (Exception e) {
            LOG.error("A part of the host could not be closed part={}", name, e);
          }
        });
  }

  private static void join(Thread thread, Duration timeout) {
    try {
      if (!thread.join(timeout)) {
        LOG.warn("A part of the host takes too long to close thread={}", thread.getName());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static void logged(Notice notice) {
    switch (notice.level()) {
      case INFO -> LOG.info("Notice code={} text={}", notice.code(), notice.text());
      case WARNING -> LOG.warn("Notice code={} text={}", notice.code(), notice.text());
      case ERROR -> LOG.error("Notice code={} text={}", notice.code(), notice.text());
    }
  }

  private static String version() {
    String version = HostProcess.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }

  private final class Services implements PluginServices {
    @Override
    public Commands commandsOf(String id) {
      return commands.commandsOf("plugin " + id);
    }

    @Override
    public void removeCommandsOf(String id) {
      commands.removeAll("plugin " + id);
    }

    @Override
    public Metrics metricsOf(String id) {
      return metrics.metricsOf(id);
    }

    @Override
    public void removeMetricsOf(String id) {
      metrics.removeAll(id);
    }

    @Override
    public Notices notices() {
      return notices;
    }

    @Override
    public Signalling signalling() {
      return relay.signalling();
    }

    @Override
    public Settings settingsOf(PluginJar jar) throws PluginFailure {
      return foundation.settingsOf(jar);
    }
  }
}
