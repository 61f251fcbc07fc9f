package dev.starshell.syncshell;

import dev.starshell.api.PluginContext;
import dev.starshell.api.PluginFailure;
import dev.starshell.api.SyncPlugin;
import dev.starshell.api.notice.Notice;
import dev.starshell.api.settings.Settings;
import dev.starshell.syncshell.carrier.CarrierFactory;
import dev.starshell.syncshell.carrier.sealed.SealingCarrier;
import dev.starshell.syncshell.carrier.tcp.DirectCarrier;
import dev.starshell.syncshell.carrier.webrtc.IceServer;
import dev.starshell.syncshell.carrier.webrtc.NativeMissingException;
import dev.starshell.syncshell.carrier.webrtc.WebRtcCarrier;
import dev.starshell.syncshell.carrier.webrtc.WebRtcSettings;
import dev.starshell.syncshell.command.SyncCommands;
import dev.starshell.syncshell.control.ConnectionsView;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.file.IdentityException;
import dev.starshell.syncshell.crypto.file.IdentityFile;
import dev.starshell.syncshell.crypto.file.PassphraseSource;
import dev.starshell.syncshell.install.InstallFolderException;
import dev.starshell.syncshell.install.Installer;
import dev.starshell.syncshell.journal.StateException;
import dev.starshell.syncshell.journal.sqlite.SqliteJournal;
import dev.starshell.syncshell.manifest.AcceptPolicy;
import dev.starshell.syncshell.manifest.Quota;
import dev.starshell.syncshell.metrics.ShellMetrics;
import dev.starshell.syncshell.runtime.ShellSettings;
import dev.starshell.syncshell.runtime.Shells;
import dev.starshell.syncshell.scan.LibraryScanner;
import dev.starshell.syncshell.store.file.FileArchiveStore;
import dev.starshell.syncshell.store.file.StoreSettings;
import dev.starshell.syncshell.text.DisplayName;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The entry point of the plugin JAR: opens what a shell needs, in order, and closes it in reverse.
public final class SyncshellPlugin implements SyncPlugin {
  private static final Logger LOG = LoggerFactory.getLogger(SyncshellPlugin.class);

  /// What is open, the newest first.
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  /// How long the journal and the store took to open, with what a crash had left in them.
  private long stateNanos;

  /// What `sync status` shows of connections; without a carrier there are none.
  private Supplier<ConnectionsView> connections = () -> ConnectionsView.NONE;

  @Override
  public void start(PluginContext context) throws PluginFailure {
    try {
      IdentityFile identityFile = new IdentityFile(context.dataDirectory());
      Identity identity = identity(identityFile, context);
      Shells shells =
          opened(
              new Shells(
                  assemble(context, identity),
                  shellSettings(context.settings()),
                  new KeyEdge(identityFile, identity)));
      long from = System.nanoTime();
      shells.start();
      LOG.info("state loaded millis={}", (stateNanos + System.nanoTime() - from) / 1_000_000);
      context.metrics().register(new ShellMetrics(shells, connections));
      SyncCommands.register(shells, context.homeDirectory(), context.commands(), connections);
    } catch (NativeMissingException e) {
      throw new PluginFailure(e.code(), String.valueOf(e.getMessage()), e);
    } catch (IdentityException e) {
      throw new PluginFailure(e.code().name(), String.valueOf(e.getMessage()), e);
    } catch (StateException e) {
      throw new PluginFailure(e.fault().name(), String.valueOf(e.getMessage()), e);
    } catch (InstallFolderException e) {
      throw new PluginFailure(InstallFolderException.CODE, String.valueOf(e.getMessage()), e);
    } catch (IOException e) {
      throw new PluginFailure(
          "STORE_FAILED",
          "The folder " + context.dataDirectory() + " cannot be used: " + e.getMessage(),
          e);
    }
  }

  @Override
  public void stop() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        // The others must be closed all the same.
        LOG.error("part did not close", e);
      }
    }
  }

  private <T extends AutoCloseable> T opened(T part) {
    open.push(part);
    return part;
  }

  private static Identity identity(IdentityFile file, PluginContext context) throws IOException {
    String named = context.settings().text("identity.passphrase-file");
    Optional<Path> source =
        named.isBlank() ? Optional.empty() : Optional.of(context.homeDirectory().resolve(named));
    Optional<char[]> passphrase = new PassphraseSource(source).read(System.getenv());
    try {
      return file.loadOrCreate(passphrase);
    } finally {
      passphrase.ifPresent(words -> Arrays.fill(words, '\0'));
    }
  }

  private Shells.Outside assemble(PluginContext context, Identity identity) throws IOException {
    Path data = context.dataDirectory();
    Settings settings = context.settings();
    long from = System.nanoTime();
    SqliteJournal journal = opened(SqliteJournal.open(data.resolve("journal.db")));
    journal
        .movedAside()
        .ifPresent(bad ->
            context
                .notices()
                .post(
                    new Notice(
                        Notice.Level.WARNING,
                        "STATE_CORRUPT_RECOVERED",
                        "The journal was damaged; it lies in "
                            + bad
                            + " and a new one was"
                            + " begun.")));
    Path objects = data.resolve("store");
    FileArchiveStore store =
        opened(
            FileArchiveStore.open(
                new StoreSettings(
                    objects,
                    settings.sizeBytes("store.reserve"),
                    (int) settings.integer("store.reserve-percent")),
                journal.index()));
    stateNanos = System.nanoTime() - from;
    WebRtcCarrier carrier = opened(carrier(settings, data));
    Optional<DirectCarrier> direct = direct(settings, carrier);
    direct.ifPresent(this::opened);
    CarrierFactory used = direct.isPresent() ? direct.get() : carrier;
    connections = () -> connections(isPrivate(settings), carrier.paths(), direct);
    Path mods = settings.path("install.folder");
    LibraryEdge libraries =
        opened(
            new LibraryEdge(
                scanner(settings, journal),
                settings.duration("scan.interval"),
                List.of(data, mods)));
    Installer.open(store, journal, mods, List.of()).sweep();
    return new Outside(context, identity, journal, store, new SealingCarrier(used), libraries);
  }

  private static WebRtcCarrier carrier(Settings settings, Path data) throws IOException {
    return new WebRtcCarrier(
        data.resolve("native"),
        iceServers(settings),
        WebRtcSettings.DEFAULT.withRelayOnly(isPrivate(settings)));
  }

  /// Empty where it is not wanted, or not possible: WebRTC does without it.
  private static Optional<DirectCarrier> direct(Settings settings, WebRtcCarrier beside) {
    if (isPrivate(settings) || settings.text("direct.tcp").equals("off")) {
      return Optional.empty();
    }
    int port = (int) settings.integer("direct.port");
    if (port > 0 && port < DirectCarrier.PORT_MIN) {
      LOG.warn("no direct connections: direct.port={} is below {}", port, DirectCarrier.PORT_MIN);
      return Optional.empty();
    }
    try {
      return Optional.of(new DirectCarrier(beside, port));
    } catch (IOException e) {
      LOG.warn(
          "no direct connections: direct.port={} is taken, or this machine's addresses are not known;"
              + " choose another port",
          port,
          e);
      return Optional.empty();
    }
  }

  /// The host has checked that there is a TURN server then.
  private static boolean isPrivate(Settings settings) {
    return settings.text("privacy").equals("relay-only");
  }

  private static ConnectionsView connections(
      boolean relayOnly, WebRtcCarrier.Paths paths, Optional<DirectCarrier> direct) {
    return new ConnectionsView(
        relayOnly,
        paths.direct(),
        paths.relayed(),
        direct.map(DirectCarrier::connections).orElse(0),
        paths.privacyBlocked());
  }

  private static LibraryScanner scanner(Settings settings, SqliteJournal journal) {
    int threads = (int) settings.integer("scan.threads");
    return threads == 0
        ? new LibraryScanner(journal.index())
        : new LibraryScanner(journal.index(), threads);
  }

  private static ShellSettings shellSettings(Settings settings) {
    String written = settings.text("member-name");
    return new ShellSettings(
        DisplayName.cleaned(
            written.isBlank() ? System.getProperty("user.name", "member") : written, "member"),
        (int) settings.integer("associations"),
        (int) settings.integer("channels"),
        AcceptPolicy.of(
            settings.text("accept").equals("ask") ? AcceptPolicy.Mode.ASK : AcceptPolicy.Mode.AUTO),
        new Quota(settings.sizeBytes("quota.member"), settings.sizeBytes("quota.shell")),
        settings.bytesPerSecond("limit.upload"),
        settings.bytesPerSecond("limit.download"));
  }

  private static List<IceServer> iceServers(Settings settings) {
    return settings.sections("ice-servers").stream()
        .map(server ->
            new IceServer(server.texts("urls"), server.text("username"), server.text("credential")))
        .toList();
  }
}
