package dev.starshell.syncshell.carrier.sealed;

import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;

/// A bundle whose frames travel sealed. Thread: any.
final class SealedBundle implements Bundle {
  private final Bundle carrier;
  private final SealedLanes lanes;
  private final OpeningListener listener;

  SealedBundle(Bundle carrier, SealedLanes lanes, OpeningListener listener) {
    this.carrier = carrier;
    this.lanes = lanes;
    this.listener = listener;
  }

  @Override
  public void applyOffer(int association, String sdp) {
    if (listener.described(association, false, sdp)) {
      carrier.applyOffer(association, sdp);
    }
  }

  @Override
  public void applyAnswer(int association, String sdp) {
    if (listener.described(association, false, sdp)) {
      carrier.applyAnswer(association, sdp);
    }
  }

  @Override
  public void addCandidate(int association, Candidate candidate) {
    carrier.addCandidate(association, candidate);
  }

  @Override
  public boolean send(int channel, byte[] frame) {
    return lanes.lane(channel).send(frame);
  }

  @Override
  public boolean sendInPlace(int channel, byte[] array) {
    return lanes.lane(channel).sendInPlace(array);
  }

  @Override
  public long bufferedBytes(int channel) {
    return carrier.bufferedBytes(channel) + lanes.lane(channel).keptBytes();
  }

  @Override
  public void close() {
    listener.close();
    lanes.close();
    carrier.close();
  }
}
