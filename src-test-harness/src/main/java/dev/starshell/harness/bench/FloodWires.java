package dev.starshell.harness.bench;

import dev.starshell.api.signal.Doorkeeper;
import dev.starshell.api.signal.HostedStar;
import dev.starshell.api.signal.MemberId;
import dev.starshell.api.signal.SignalFailure;
import dev.starshell.api.signal.Signalling;
import dev.starshell.api.signal.StarConnection;
import dev.starshell.api.signal.StarId;
import dev.starshell.api.signal.StarListener;
import dev.starshell.api.signal.StarTicket;
import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.carrier.SecureCarrier;
import dev.starshell.syncshell.crypto.seal.Session;
import dev.starshell.syncshell.protocol.ControlFragments;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import dev.starshell.syncshell.protocol.TransferMessage;
import dev.starshell.syncshell.protocol.TransferMessage.Heartbeat;
import dev.starshell.syncshell.protocol.TransferMessage.ManifestWanted;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// The wires of a member that floods: what goes over them for it passes, and between that they send
/// as much as they take, heartbeats and questions on its links and envelopes through the relay.
/// Both are sealed, signed and well formed, so that nothing but their number is wrong.
///
/// Thread: any. Two threads of its own, `flood-links` and `flood-relay`, end with [#close].
final class FloodWires implements AutoCloseable {
  private static final long REST_NANOS = 50_000;
  private static final int ENVELOPE_BYTES = 1_000;

  /// Of so many messages one is a question that costs much to answer.
  private static final int QUESTION_EVERY = 10;

  /// The kind of a signal.
  private static final int KIND = 1;

  private final List<FloodBundle> bundles = new CopyOnWriteArrayList<>();
  private final Set<MemberId> targets = ConcurrentHashMap.newKeySet();
  private final List<StarConnection> stars = new CopyOnWriteArrayList<>();
  private final AtomicLong frames = new AtomicLong();
  private final AtomicLong envelopes = new AtomicLong();
  private final AtomicLong links = new AtomicLong();
  private volatile boolean flooding;
  private volatile boolean closed;

  FloodWires() {
    Thread.ofPlatform().daemon().name("flood-links").start(() -> run(this::floodLinks));
    Thread.ofPlatform().daemon().name("flood-relay").start(() -> run(this::floodRelay));
  }

  /// Begins or ends the flood.
  void flood(boolean now) {
    flooding = now;
  }

  /// Frames, envelopes and links so far, as one line.
  String counts() {
    return frames.get() + " " + envelopes.get() + " " + links.get();
  }

  /// A carrier that floods its links.
  SecureCarrier over(SecureCarrier carrier) {
    return (settings, keys, listener) -> open(carrier, settings, keys, listener);
  }

  private Bundle open(
      SecureCarrier carrier,
      BundleSettings settings,
      Session keys,
      SecureCarrier.SecureListener listener) {
    return new FloodBundle(carrier.open(settings, keys, listener));
  }

  /// Signalling that floods its stars.
  Signalling over(Signalling signalling) {
    return new Signalling() {
      @Override
      public HostedStar host(StarId star, Doorkeeper doorkeeper) throws SignalFailure {
        return signalling.host(star, doorkeeper);
      }

      @Override
      public StarConnection connect(StarTicket ticket, StarListener listener) {
        StarConnection made = signalling.connect(ticket, listener);
        stars.add(made);
        return new Noting(made);
      }
    };
  }

  private void run(Flood flood) {
    while (!closed) {
      if (!flooding || !flood.once()) {
        LockSupport.parkNanos(REST_NANOS);
      }
    }
  }

  @FunctionalInterface
  private interface Flood {
    /// Sends one of everything.
    ///
    /// @return false if nothing was taken
    boolean once();
  }

  private boolean floodLinks() {
    boolean any = false;
    for (FloodBundle bundle : bundles) {
      if (bundle.flood()) {
        frames.incrementAndGet();
        any = true;
      }
    }
    return any;
  }

  private boolean floodRelay() {
    boolean any = false;
    for (StarConnection star : stars) {
      for (MemberId target : targets) {
        if (star.send(target, KIND, new byte[ENVELOPE_BYTES])) {
          envelopes.incrementAndGet();
          any = true;
        }
      }
    }
    return any;
  }

  @Override
  public void close() {
    closed = true;
  }

  /// Remembers whom the member speaks to.
  private final class Noting implements StarConnection {
    private final StarConnection star;

    Noting(StarConnection star) {
      this.star = star;
    }

    @Override
    public boolean send(MemberId to, int kind, byte[] payload) {
      targets.add(to);
      return star.send(to, kind, payload);
    }

    @Override
    public boolean reconnect(MemberId to, int kind, long generation, byte[] payload) {
      targets.add(to);
      return star.reconnect(to, kind, generation, payload);
    }

    @Override
    public void probe() {
      star.probe();
    }

    @Override
    public void probeAfterSilence() {
      star.probeAfterSilence();
    }

    @Override
    public void close() {
      stars.remove(star);
      star.close();
    }
  }

  /// Floods from the member's own first word on, without which its peer ends the link.
  private final class FloodBundle implements Bundle {
    private final Bundle bundle;
    private final AtomicBoolean begun = new AtomicBoolean();
    private long beat;

    FloodBundle(Bundle bundle) {
      this.bundle = bundle;
    }

    private boolean flood() {
      beat++;
      TransferMessage message =
          beat % QUESTION_EVERY == 0 ? new ManifestWanted(1) : new Heartbeat(beat);
      return bundle.send(0, ControlFragments.of(message).getFirst());
    }

    @Override
    public boolean send(int channel, byte[] frame) {
      boolean taken = bundle.send(channel, frame);
      if (taken && channel == 0 && begun.compareAndSet(false, true)) {
        links.incrementAndGet();
        bundles.add(this);
      }
      return taken;
    }

    @Override
    public void applyOffer(int association, String sdp) {
      bundle.applyOffer(association, sdp);
    }

    @Override
    public void applyAnswer(int association, String sdp) {
      bundle.applyAnswer(association, sdp);
    }

    @Override
    public void addCandidate(int association, Candidate candidate) {
      bundle.addCandidate(association, candidate);
    }

    @Override
    public long bufferedBytes(int channel) {
      return bundle.bufferedBytes(channel);
    }

    @Override
    public void close() {
      bundles.remove(this);
      bundle.close();
    }
  }
}
