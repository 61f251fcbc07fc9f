package dev.starshell.syncshell.runtime;

import dev.starshell.api.signal.Doorkeeper;
import dev.starshell.api.signal.Doorkeeper.Admission;
import dev.starshell.api.signal.HostedStar;
import dev.starshell.api.signal.MemberId;
import dev.starshell.api.signal.RelayAddress;
import dev.starshell.api.signal.SignalFailure;
import dev.starshell.api.signal.Signalling;
import dev.starshell.api.signal.StarConnection;
import dev.starshell.api.signal.StarId;
import dev.starshell.api.signal.StarListener;
import dev.starshell.api.signal.StarTicket;
import dev.starshell.syncshell.protocol.DecodeResult;
import dev.starshell.syncshell.protocol.SignalCodec;
import dev.starshell.syncshell.protocol.SignalMessage;
import dev.starshell.syncshell.protocol.SignedSignal;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A relay in memory. All it does is done by one thread; log-ins wait for the doorkeeper on
/// another.
final class MemoryRelay implements Signalling, AutoCloseable {
  private static final Duration RETRY = Duration.ofMillis(100);

  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().factory());
  private final Map<StarId, Hub> hubs = new ConcurrentHashMap<>();

  /// Members whose connection has died without a word: nothing of theirs arrives until they ask.
  final Set<MemberId> dead = ConcurrentHashMap.newKeySet();

  /// What came to be carried, lost or not.
  final List<Envelope> routed = new CopyOnWriteArrayList<>();

  /// Says what is lost on its way.
  volatile Predicate<Envelope> lost = _ -> false;

  /// How often an envelope arrives.
  volatile int copies = 1;

  /// What a relay sees.
  record Envelope(MemberId from, MemberId to, byte[] payload) {
    SignalMessage message() {
      if (SignedSignal.decode(payload) instanceof DecodeResult.Decoded<SignedSignal> signed
          && SignalCodec.decode(signed.message().message())
              instanceof DecodeResult.Decoded<SignalMessage> decoded) {
        return decoded.message();
      }
      throw new IllegalStateException("no signal: " + payload.length + " bytes");
    }
  }

  /// Carries an envelope once more, or one that nobody has sent.
  void deliver(Envelope envelope) {
    thread.execute(() ->
        hubs.values()
            .forEach(hub -> {
              Connection to = hub.members.get(envelope.to());
              if (to != null) {
                to.listener.received(envelope.from(), 1, envelope.payload().clone());
              }
            }));
  }

  private record Held(int kind, byte[] payload) {}

  private static final class Hub {
    private final Doorkeeper doorkeeper;
    private final Map<MemberId, Connection> members = new LinkedHashMap<>();

    /// What begins a link to a member that is away, the newest of each sender.
    private final Map<MemberId, Map<MemberId, Held>> held = new LinkedHashMap<>();

    Hub(Doorkeeper doorkeeper) {
      this.doorkeeper = doorkeeper;
    }
  }

  /// What is told to those who ask for a star that is not there; empty for nothing.
  volatile String starless = "";

  /// Runs once, while a star is opened.
  final AtomicReference<@Nullable Runnable> meanwhile = new AtomicReference<>();

  /// How many stars are open.
  int starCount() {
    return hubs.size();
  }

  /// The code that no star can be opened for; empty when it can.
  volatile String refusal = "";

  @Override
  public HostedStar host(StarId star, Doorkeeper doorkeeper) throws SignalFailure {
    if (!refusal.isEmpty()) {
      throw new SignalFailure(refusal, "The relay's port is taken.");
    }
    Hub hub = new Hub(doorkeeper);
    hubs.put(star, hub);
    Runnable now = meanwhile.getAndSet(null);
    if (now != null) {
      now.run();
    }
    return new HostedStar() {
      @Override
      public List<RelayAddress> addresses() {
        return List.of(localAddress());
      }

      @Override
      public RelayAddress localAddress() {
        return new RelayAddress("localhost", 1);
      }

      @Override
      public byte[] pin() {
        return new byte[32];
      }

      @Override
      public void dismiss(MemberId member) {
        thread.execute(() -> drop(hub, hub.members.get(member)));
      }

      @Override
      public void close() {
        hubs.remove(star, hub);
        thread.execute(() -> List.copyOf(hub.members.values()).forEach(one -> drop(hub, one)));
      }
    };
  }

  @Override
  public StarConnection connect(StarTicket ticket, StarListener listener) {
    Connection connection = new Connection(ticket, listener);
    connection.knock();
    return connection;
  }

  /// Ends a member's connection; it comes back by itself. Others are told that it is there again,
  /// not that it was away, as a relay does that has replaced a connection.
  void replace(MemberId member) {
    thread.execute(() ->
        hubs.values()
            .forEach(hub ->
                hub.members.forEach((id, other) -> {
                  if (!id.equals(member) && hub.members.containsKey(member)) {
                    other.listener.present(member);
                  }
                })));
  }

  private void drop(Hub hub, @Nullable Connection gone) {
    if (gone != null && hub.members.remove(gone.id(), gone)) {
      hub.members.values().forEach(other -> other.listener.absent(gone.id()));
      if (!gone.closed) {
        gone.listener.disconnected("RELAY_UNREACHABLE", "gone", true);
        gone.later();
      }
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }

  private final class Connection implements StarConnection {
    private final StarTicket ticket;
    private final StarListener listener;
    private volatile boolean closed;

    Connection(StarTicket ticket, StarListener listener) {
      this.ticket = ticket;
      this.listener = listener;
    }

    private MemberId id() {
      return ticket.signer().id();
    }

    private void later() {
      if (!thread.isShutdown()) {
        thread.schedule(this::knock, RETRY.toMillis(), TimeUnit.MILLISECONDS);
      }
    }

    private void knock() {
      Hub hub = hubs.get(ticket.star());
      if (hub == null || closed) {
        if (!closed && !thread.isShutdown()) {
          String told = starless;
          if (!told.isEmpty()) {
            thread.execute(() -> listener.disconnected(told, "no such star", true));
          }
          later();
        }
        return;
      }
      Thread.ofVirtual()
          .start(() -> {
            Admission said = hub.doorkeeper.admit(id(), ticket.credential());
            if (!thread.isShutdown()) {
              thread.execute(() -> decided(hub, said));
            }
          });
    }

    private void decided(Hub hub, Admission said) {
      if (closed) {
        return;
      }
      switch (said) {
        case Admission.Undecided _ -> later();
        case Admission.Refused refused ->
            listener.disconnected(refused.code(), refused.sentence(), false);
        case Admission.Admitted _ -> {
          Set<MemberId> others = new HashSet<>(hub.members.keySet());
          others.remove(id());
          hub.members.put(id(), this);
          listener.connected(others);
          Map<MemberId, Held> held = hub.held.remove(id());
          if (held != null) {
            held.forEach((from, kept) -> listener.received(from, kept.kind(), kept.payload()));
          }
          others.forEach(other -> {
            Connection to = hub.members.get(other);
            if (to != null) {
              to.listener.present(id());
            }
          });
        }
      }
    }

    @Override
    public boolean send(MemberId to, int kind, byte[] payload) {
      Hub hub = hubs.get(ticket.star());
      if (hub == null || closed || thread.isShutdown()) {
        return false;
      }
      thread.execute(() -> {
        Envelope envelope = new Envelope(id(), to, payload.clone());
        routed.add(envelope);
        if (lost.test(envelope) || dead.contains(id())) {
          return;
        }
        Connection other = hub.members.get(to);
        if (other == null) {
          listener.refused(to, "RECIPIENT_ABSENT", "not there");
          return;
        }
        for (int i = 0; i < copies; i++) {
          other.listener.received(id(), kind, payload.clone());
        }
      });
      return true;
    }

    @Override
    public boolean reconnect(MemberId to, int kind, long generation, byte[] payload) {
      Hub hub = hubs.get(ticket.star());
      if (hub == null || closed || thread.isShutdown()) {
        return false;
      }
      thread.execute(() -> {
        if (hub.members.containsKey(to)) {
          send(to, kind, payload);
        } else {
          hub.held
              .computeIfAbsent(to, _ -> new LinkedHashMap<>())
              .put(id(), new Held(kind, payload.clone()));
        }
      });
      return true;
    }

    @Override
    public void probeAfterSilence() {
      probe();
    }

    @Override
    public void probe() {
      if (!thread.isShutdown()) {
        thread.execute(() -> {
          Hub hub = hubs.get(ticket.star());
          if (hub != null && dead.remove(id())) {
            drop(hub, this);
          } else if (hub != null && hub.members.get(id()) == this) {
            listener.alive();
          }
        });
      }
    }

    @Override
    public void close() {
      if (!thread.isShutdown()) {
        thread.execute(() -> {
          closed = true;
          Hub hub = hubs.get(ticket.star());
          if (hub != null) {
            drop(hub, this);
          }
        });
      }
    }
  }
}
