package dev.starshell.syncshell.carrier.webrtc;

import dev.onvoid.webrtc.PortAllocatorConfig;
import dev.onvoid.webrtc.RTCConfiguration;
import dev.onvoid.webrtc.RTCIceServer;
import dev.onvoid.webrtc.RTCIceTransportPolicy;
import dev.starshell.syncshell.carrier.CarrierFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes associations over WebRTC data channels: each association is one PeerConnection.
///
/// Thread: any. Each bundle has an owner thread for its native calls and native threads of its own,
/// all gone after [#close].
public final class WebRtcCarrier implements CarrierFactory {
  private static final Logger log = LoggerFactory.getLogger(WebRtcCarrier.class);
  private static final Duration CLOSE_MAX = Duration.ofSeconds(5);

  private final NativeLibrary library;
  private final List<IceServer> iceServers;
  private final WebRtcSettings settings;
  private final Optional<LoopbackReflector> reflector;
  private final Set<WebRtcBundle> bundles = ConcurrentHashMap.newKeySet();
  private final AtomicInteger bundleCount = new AtomicInteger();
  private final AtomicLong privacyBlocked = new AtomicLong();
  private final TurnTrials trials;
  private volatile boolean closed;

  /// Loads the native library and gets ready.
  ///
  /// @param directory where the native library is kept; private to this process's user
  /// @throws NativeMissingException if the native library cannot be used here
  public WebRtcCarrier(Path directory, List<IceServer> iceServers, WebRtcSettings settings)
      throws NativeMissingException {
    this(NativeLibrary.load(directory), iceServers, settings);
  }

  WebRtcCarrier(NativeLibrary library, List<IceServer> iceServers, WebRtcSettings settings) {
    this.library = library;
    this.iceServers = List.copyOf(iceServers);
    this.settings = settings;
    this.trials = new TurnTrials(usedServers());
    boolean reflecting = settings.nearAddresses() && !settings.relayOnly();
    this.reflector = reflecting ? reflectorIfNeeded() : Optional.empty();
    if (!library.replaced().isEmpty()) {
      log.atInfo().addKeyValue("sonames", library.replaced()).log("stand-ins loaded");
    }
  }

  /// The paths that are in use. Thread: any.
  ///
  /// @param direct associations without a TURN server in between
  /// @param relayed associations over a TURN server of either side
  /// @param privacyBlocked candidates of other members that privacy mode has ignored so far
  public record Paths(int direct, int relayed, long privacyBlocked) {}

  /// Counts the associations that are up by their paths. Thread: any.
  public Paths paths() {
    List<SelectedPath> used = bundles.stream().flatMap(it -> it.paths().stream()).toList();
    int relayed = (int) used.stream().filter(SelectedPath::isRelayed).count();
    return new Paths(used.size() - relayed, relayed, privacyBlocked.get());
  }

  @Override
  public Bundle open(BundleSettings layout, BundleListener listener) {
    if (closed) {
      throw new IllegalStateException("the carrier is closed");
    }
    TurnTrials.Trial trial = trials.begin(System.nanoTime());
    WebRtcBundle bundle =
        new WebRtcBundle(
            "webrtc-link-" + bundleCount.incrementAndGet(),
            layout,
            settings,
            new Native(library.resident(), configuration(trial.servers())),
            listener,
            privacyBlocked,
            new Watched(trial));
    bundles.add(bundle);
    bundle.start();
    if (closed) {
      bundle.close();
    }
    return bundle;
  }

  @Override
  public void close() {
    closed = true;
    List<WebRtcBundle> open = new ArrayList<>(bundles);
    open.forEach(WebRtcBundle::close);
    try {
      for (WebRtcBundle bundle : open) {
        if (!bundle.join(CLOSE_MAX)) {
          log.error("a WebRTC thread did not end in time");
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    reflector.ifPresent(LoopbackReflector::close);
  }

  /// Hears what becomes of a bundle and of the TURN server it uses.
  private final class Watched implements WebRtcBundle.Watcher {
    private final TurnTrials.Trial trial;

    Watched(TurnTrials.Trial trial) {
      this.trial = trial;
    }

    @Override
    public void opened(WebRtcBundle bundle) {
      trial.opened(bundle.paths().stream().anyMatch(SelectedPath::localRelayed), System.nanoTime());
    }

    @Override
    public void failed(WebRtcBundle bundle) {
      trial.failed();
    }

    @Override
    public void closed(WebRtcBundle bundle) {
      trial.closed(System.nanoTime());
      bundles.remove(bundle);
    }
  }

  /// What a bundle needs to make native objects.
  record Native(ResidentCode resident, RTCConfiguration configuration) {}

  private RTCConfiguration configuration(List<IceServer> used) {
    RTCConfiguration configuration = new RTCConfiguration();
    List<RTCIceServer> servers = new ArrayList<>();
    for (IceServer server : used) {
      RTCIceServer made = new RTCIceServer();
      made.urls = new ArrayList<>(server.urls());
      made.username = server.username();
      made.password = server.password();
      servers.add(made);
    }
    // Candidates over TCP would only double the addresses that a member shows.
    int flags = PortAllocatorConfig.PORTALLOCATOR_DISABLE_TCP;
    if (settings.relayOnly()) {
      // The policy decides what is told and used; these, that nothing else is begun.
      flags |=
          PortAllocatorConfig.PORTALLOCATOR_DISABLE_UDP
              | PortAllocatorConfig.PORTALLOCATOR_DISABLE_STUN;
    }
    if (!settings.nearAddresses()) {
      flags |= PortAllocatorConfig.PORTALLOCATOR_DISABLE_LINK_LOCAL_NETWORKS;
    }
    if (reflector.isPresent()) {
      RTCIceServer made = new RTCIceServer();
      made.urls = List.of(reflector.get().url());
      servers.add(made);
      flags |= PortAllocatorConfig.PORTALLOCATOR_ENABLE_ANY_ADDRESS_PORTS;
    }
    configuration.iceServers = servers;
    configuration.portAllocatorConfig = new PortAllocatorConfig(0, 0, flags);
    configuration.iceTransportPolicy =
        settings.relayOnly() ? RTCIceTransportPolicy.RELAY : RTCIceTransportPolicy.ALL;
    return configuration;
  }

  /// In privacy mode STUN servers are of no use and are not asked.
  @Override
  public List<String> servers() {
    return usedServers().stream().flatMap(server -> server.urls().stream()).distinct().toList();
  }

  private List<IceServer> usedServers() {
    return settings.relayOnly()
        ? iceServers.stream().flatMap(server -> server.relaysOnly().stream()).toList()
        : iceServers;
  }

  private static Optional<LoopbackReflector> reflectorIfNeeded() {
    try {
      return LoopbackReflector.isNeeded()
          ? Optional.of(LoopbackReflector.start())
          : Optional.empty();
    } catch (IOException e) {
      log.atWarn().setCause(e).log("no loopback candidates: this machine's links may not connect");
      return Optional.empty();
    }
  }
}
