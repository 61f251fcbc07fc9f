package dev.starshell.syncshell.carrier.sealed;

import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.seal.CarrierBinding;
import dev.starshell.syncshell.crypto.seal.Session;
import dev.starshell.syncshell.crypto.seal.Session.ChannelPlace;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The channels of one generation. An association's channels get their keys when both session
/// descriptions of it are known; with the last association's the root of all keys is cleared.
///
/// Thread: any. The lock guards `session`, `ends`, `unbound` and `closed`.
final class SealedLanes implements AutoCloseable {
  private final SealedLane[] lanes;
  private final Ends[] ends;
  private final ReentrantLock lock = new ReentrantLock();
  private final Session session;
  private int unbound;
  private volatile @Nullable Bundle carrier;
  private boolean closed;

  /// The certificates of an association; null until its description is known.
  private static final class Ends {
    private @Nullable Set<Digest> own;
    private @Nullable Set<Digest> peers;
  }

  SealedLanes(BundleSettings settings, Session session) {
    this.session = session;
    this.lanes = new SealedLane[settings.channels()];
    for (int channel = 0; channel < lanes.length; channel++) {
      lanes[channel] = new SealedLane(channel);
    }
    this.ends = new Ends[settings.associations()];
    for (int association = 0; association < ends.length; association++) {
      ends[association] = new Ends();
    }
    this.unbound = ends.length;
  }

  SealedLane lane(int channel) {
    return lanes[channel];
  }

  /// The association that a channel lives on.
  int association(int channel) {
    return channel % ends.length;
  }

  void carriedBy(Bundle bundle) {
    carrier = bundle;
    for (SealedLane lane : lanes) {
      lane.carriedBy(bundle);
    }
  }

  /// A frame could not be opened.
  ///
  /// @return as [Bundle#accusable]
  boolean spoiled() {
    Bundle now = carrier;
    if (now == null) {
      return true;
    }
    now.spoiled();
    return now.accusable();
  }

  /// What became of a session description.
  enum Description {
    /// It counts.
    TAKEN,
    /// There was one before, or all is closed: it changes nothing.
    REPEATED,
    /// It names no certificate that keys could hang on.
    UNBOUND
  }

  /// Takes a session description of an association.
  ///
  /// @param own whether it is this side's
  Description describe(int association, boolean own, String sdp) {
    Optional<Set<Digest>> named = CarrierBinding.fingerprintsOf(sdp);
    lock.lock();
    try {
      Ends both = ends[association];
      if (closed || (own ? both.own : both.peers) != null) {
        return Description.REPEATED;
      }
      if (named.isEmpty()) {
        return Description.UNBOUND;
      }
      if (own) {
        both.own = named.get();
      } else {
        both.peers = named.get();
      }
      if (both.own != null && both.peers != null) {
        bind(association, both.own, both.peers);
      }
      return Description.TAKEN;
    } finally {
      lock.unlock();
    }
  }

  private void bind(int association, Set<Digest> own, Set<Digest> peers) {
    CarrierBinding binding =
        session.leading() ? CarrierBinding.dtls(own, peers) : CarrierBinding.dtls(peers, own);
    for (int channel = association; channel < lanes.length; channel += ends.length) {
      ChannelPlace place = new ChannelPlace(association, channel);
      lanes[channel].bind(session.frameSealer(binding, place), session.frameOpener(binding, place));
    }
    unbound--;
    if (unbound == 0) {
      session.close();
    }
  }

  /// Whether every channel has its keys.
  boolean isBound() {
    lock.lock();
    try {
      return unbound == 0 && !closed;
    } finally {
      lock.unlock();
    }
  }

  /// Clears all keys.
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      session.close();
    } finally {
      lock.unlock();
    }
    for (SealedLane lane : lanes) {
      lane.close();
    }
  }
}
