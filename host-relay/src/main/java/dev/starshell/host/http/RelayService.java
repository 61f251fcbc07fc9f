package dev.starshell.host.http;

import dev.starshell.api.signal.Doorkeeper;
import dev.starshell.api.signal.HostedStar;
import dev.starshell.api.signal.MemberId;
import dev.starshell.api.signal.RelayAddress;
import dev.starshell.api.signal.SignalFailure;
import dev.starshell.api.signal.Signalling;
import dev.starshell.api.signal.StarConnection;
import dev.starshell.api.signal.StarId;
import dev.starshell.api.signal.StarListener;
import dev.starshell.api.signal.StarTicket;
import dev.starshell.host.frame.Bytes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// This host's signalling: its own relay, opened with the first star and closed with the last, and
/// its members' connections to any relay.
///
/// Thread: any. A listener hears from the thread of its own connection.
public final class RelayService implements Signalling, AutoCloseable {
  private static final Duration CLIENT_ENDS_WITHIN = Duration.ofSeconds(2);

  private final RelaySettings settings;
  private final Path privateDirectory;
  private final PinnedHttp http = new PinnedHttp();
  private final Set<StarClient> clients = ConcurrentHashMap.newKeySet();

  // Guarded by this. It is held while the port opens and closes, which nothing else may overtake.
  private @Nullable RelayServer server;
  private @Nullable RelayCertificate certificate;
  private boolean isClosed;

  /// Opens nothing yet.
  ///
  /// @param privateDirectory where the relay's key is kept; made if it is missing
  public RelayService(RelaySettings settings, Path privateDirectory) {
    this.settings = settings;
    this.privateDirectory = privateDirectory;
  }

  /// @throws IllegalStateException if this service is closed, or the star is served already
  @Override
  public synchronized HostedStar host(StarId star, Doorkeeper doorkeeper) throws SignalFailure {
    requireOpen();
    RelayCertificate key = certificate;
    if (key == null) {
      key = RelayCertificate.loadOrCreate(privateDirectory);
      certificate = key;
    }
    RelayServer open = server;
    if (open == null) {
      open = RelayServer.start(settings, key);
      server = open;
    }
    if (!open.checks().add(star, doorkeeper)) {
      throw new IllegalStateException("star " + star + " is served already");
    }
    open.loop().open(star);
    RelayAddress local = OwnAddresses.local(settings.bindHost(), open.port());
    return new Star(star, addresses(open.port()), local, key.spkiHash(), open);
  }

  @Override
  public StarConnection connect(StarTicket ticket, StarListener listener) {
    StarClient[] made = new StarClient[1];
    StarClient client = new StarClient(ticket, listener, http, () -> clients.remove(made[0]));
    made[0] = client;
    synchronized (this) {
      requireOpen();
      clients.add(client);
      client.start();
    }
    return client;
  }

  /// Closes every connection and star, and the port. Waits until their threads have ended.
  @Override
  public void close() {
    synchronized (this) {
      isClosed = true;
    }
    clients.forEach(StarClient::close);
    try {
      for (StarClient client : clients) {
        client.join(CLIENT_ENDS_WITHIN);
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    synchronized (this) {
      RelayServer open = server;
      server = null;
      if (open != null) {
        open.stop();
      }
    }
    http.close();
  }

  private void requireOpen() {
    if (isClosed) {
      throw new IllegalStateException("the signalling of this host is closed");
    }
  }

  private List<RelayAddress> addresses(int port) {
    return settings.advertised().isEmpty()
        ? OwnAddresses.of(settings.bindHost(), port)
        : settings.advertised();
  }

  private synchronized void close(StarId star, RelayServer of) {
    if (server != of) {
      return;
    }
    of.checks().remove(star);
    of.loop().close(star);
    if (of.checks().isEmpty()) {
      server = null;
      of.stop();
    }
  }

  /// One star of this relay, as its plugin sees it.
  private final class Star implements HostedStar {
    private final StarId star;
    private final List<RelayAddress> addresses;
    private final RelayAddress local;
    private final Bytes pin;
    private final RelayServer of;
    private boolean isStarClosed;

    Star(StarId star, List<RelayAddress> addresses, RelayAddress local, Bytes pin, RelayServer of) {
      this.star = star;
      this.addresses = addresses;
      this.local = local;
      this.pin = pin;
      this.of = of;
    }

    @Override
    public List<RelayAddress> addresses() {
      return addresses;
    }

    @Override
    public RelayAddress localAddress() {
      return local;
    }

    @Override
    public byte[] pin() {
      return pin.toArray();
    }

    @Override
    public void dismiss(MemberId member) {
      of.loop().dismiss(star, member);
    }

    @Override
    public void close() {
      synchronized (RelayService.this) {
        if (isStarClosed) {
          return;
        }
        isStarClosed = true;
      }
      RelayService.this.close(star, of);
    }
  }
}
