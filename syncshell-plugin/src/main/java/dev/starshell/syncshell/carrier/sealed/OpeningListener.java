package dev.starshell.syncshell.carrier.sealed;

import dev.starshell.syncshell.carrier.CarrierFactory.BundleListener;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.carrier.SecureCarrier.SecureListener;
import dev.starshell.syncshell.protocol.DecodeResult;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// Stands between a carrier and whoever uses it: opens what comes in, and ends everything at the
/// first frame that is not right. Thread: the carrier's.
final class OpeningListener implements BundleListener {
  /// The stable code of a session description that names no certificate that could be bound to.
  static final String UNBOUND = "SDP_REFUSED";

  private static final String UNBOUND_SENTENCE =
      "A session description names no certificate, or too many. The link is tried again by itself.";

  private final SealedLanes lanes;
  private final BundleSettings settings;
  private final SecureListener user;
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.LIVE);

  private enum Phase {
    LIVE,
    FAILED,
    CLOSED
  }

  OpeningListener(SealedLanes lanes, BundleSettings settings, SecureListener user) {
    this.lanes = lanes;
    this.settings = settings;
    this.user = user;
  }

  /// Takes a session description.
  ///
  /// @return false if it must not be used
  boolean described(int association, boolean own, String sdp) {
    if (association < 0 || association >= settings.associations()) {
      throw new IllegalArgumentException(
          "association=" + association + " outside 0.." + (settings.associations() - 1));
    }
    return switch (lanes.describe(association, own, sdp)) {
      case TAKEN -> true;
      case REPEATED -> false;
      case UNBOUND -> {
        fail(association, UNBOUND, UNBOUND_SENTENCE);
        yield false;
      }
    };
  }

  /// Nothing is told any more.
  void close() {
    phase.set(Phase.CLOSED);
  }

  private boolean isLive() {
    return phase.get() == Phase.LIVE;
  }

  @Override
  public void offerMade(int association, String sdp) {
    if (isLive() && described(association, true, sdp)) {
      user.offerMade(association, sdp);
    }
  }

  @Override
  public void answerMade(int association, String sdp) {
    if (isLive() && described(association, true, sdp)) {
      user.answerMade(association, sdp);
    }
  }

  @Override
  public void candidateFound(int association, Candidate candidate) {
    if (isLive()) {
      user.candidateFound(association, candidate);
    }
  }

  @Override
  public void candidateRefused(int association, String reason) {
    if (isLive()) {
      user.candidateRefused(association, reason);
    }
  }

  @Override
  public void opened() {
    if (!isLive()) {
      return;
    }
    if (!lanes.isBound()) {
      // A carrier cannot open before both descriptions are known, unless it was closed meanwhile.
      fail(0, UNBOUND, UNBOUND_SENTENCE);
      return;
    }
    for (int channel = 0; channel < settings.channels(); channel++) {
      lanes.lane(channel).opened();
    }
    user.opened();
  }

  @Override
  public void failed(int association, String code, String sentence) {
    fail(association, code, sentence);
  }

  private void fail(int association, String code, String sentence) {
    if (phase.compareAndSet(Phase.LIVE, Phase.FAILED)) {
      user.failed(association, code, sentence);
    }
  }

  @Override
  public void received(int channel, byte[] frame) {
    lent(channel, frame, frame.length);
  }

  @Override
  public void lent(int channel, byte[] array, int lengthBytes) {
    if (!isLive()) {
      return;
    }
    Optional<DecodeResult<ByteBuffer>> opened = lanes.lane(channel).open(array, lengthBytes);
    if (opened.isEmpty()) {
      return;
    }
    switch (opened.get()) {
      case DecodeResult.Decoded<ByteBuffer>(ByteBuffer content) ->
          user.received(channel, content.array());
      case DecodeResult.Malformed<ByteBuffer>(PeerFault fault) -> refuse(channel, fault);
      case DecodeResult.Incomplete<ByteBuffer> _ ->
          throw new IllegalStateException("a channel carries whole frames");
    }
  }

  private void refuse(int channel, PeerFault fault) {
    if (phase.compareAndSet(Phase.LIVE, Phase.FAILED)) {
      if (lanes.spoiled()) {
        user.refused(fault);
      }
      user.failed(
          lanes.association(channel),
          fault.code().name(),
          "A frame was changed on its way, or was not sealed for this link. The link is made anew.");
    }
  }

  /// Each sealed frame carries one frame of the user, in its order.
  @Override
  public void left(int channel, long frames, long afterNanos) {
    if (isLive()) {
      user.left(channel, frames, afterNanos);
    }
  }

  @Override
  public void writable(int channel) {
    if (isLive() && lanes.lane(channel).flush()) {
      user.writable(channel);
    }
  }
}
