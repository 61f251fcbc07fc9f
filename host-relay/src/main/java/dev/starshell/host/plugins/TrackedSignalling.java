package dev.starshell.host.plugins;

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
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Signalling for one plugin: knows what it has open, and closes that when the plugin is gone.
///
/// Calls run with the host's context class loader, because threads that the relay starts inherit it
/// and would otherwise keep the plugin's loader alive.
final class TrackedSignalling implements Signalling, AutoCloseable {
  private final Signalling relay;
  private final Set<AutoCloseable> open = ConcurrentHashMap.newKeySet();

  private volatile boolean isClosed;

  TrackedSignalling(Signalling relay) {
    this.relay = relay;
  }

  @Override
  public HostedStar host(StarId star, Doorkeeper doorkeeper) throws SignalFailure {
    refuseIfClosed();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(TrackedSignalling.class.getClassLoader());
    try {
      return track(new Star(relay.host(star, doorkeeper)));
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Override
  public StarConnection connect(StarTicket ticket, StarListener listener) {
    refuseIfClosed();
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(TrackedSignalling.class.getClassLoader());
    try {
      return track(new Connection(relay.connect(ticket, listener)));
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  @Override
  public void close() {
    isClosed = true;
    open.forEach(TrackedSignalling::end);
  }

  private static void end(AutoCloseable left) {
    switch (left) {
      case Star star -> star.close();
      case Connection connection -> connection.close();
      default -> throw new IllegalStateException("tracked=" + left.getClass());
    }
  }

  private <T extends AutoCloseable> T track(T opened) {
    open.add(opened);
    if (isClosed) {
      // The plugin was stopped while this was being opened, and its list was dealt with.
      end(opened);
    }
    return opened;
  }

  private void refuseIfClosed() {
    if (isClosed) {
      throw new IllegalStateException("the plugin has stopped");
    }
  }

  private final class Star implements HostedStar {
    private final HostedStar star;

    Star(HostedStar star) {
      this.star = star;
    }

    @Override
    public List<RelayAddress> addresses() {
      return star.addresses();
    }

    @Override
    public RelayAddress localAddress() {
      return star.localAddress();
    }

    @Override
    public byte[] pin() {
      return star.pin();
    }

    @Override
    public void dismiss(MemberId member) {
      star.dismiss(member);
    }

    @Override
    public void close() {
      open.remove(this);
      star.close();
    }
  }

  private final class Connection implements StarConnection {
    private final StarConnection connection;

    Connection(StarConnection connection) {
      this.connection = connection;
    }

    @Override
    public boolean send(MemberId to, int kind, byte[] payload) {
      return connection.send(to, kind, payload);
    }

    @Override
    public boolean reconnect(MemberId to, int kind, long generation, byte[] payload) {
      return connection.reconnect(to, kind, generation, payload);
    }

    @Override
    public void probe() {
      connection.probe();
    }

    @Override
    public void probeAfterSilence() {
      connection.probeAfterSilence();
    }

    @Override
    public void close() {
      open.remove(this);
      connection.close();
    }
  }
}
