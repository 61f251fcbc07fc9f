package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.carrier.CarrierFactory;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import java.util.List;

/// A carrier whose session descriptions and candidates are written down.
final class TappedCarrier implements CarrierFactory {
  private final CarrierFactory carrier;
  private final List<String> told;

  TappedCarrier(CarrierFactory carrier, List<String> told) {
    this.carrier = carrier;
    this.told = told;
  }

  @Override
  public Bundle open(BundleSettings settings, BundleListener listener) {
    return carrier.open(settings, new Tap(listener));
  }

  @Override
  public void close() {
    carrier.close();
  }

  private final class Tap implements BundleListener {
    private final BundleListener listener;

    Tap(BundleListener listener) {
      this.listener = listener;
    }

    @Override
    public void offerMade(int association, String sdp) {
      told.add(sdp);
      listener.offerMade(association, sdp);
    }

    @Override
    public void answerMade(int association, String sdp) {
      told.add(sdp);
      listener.answerMade(association, sdp);
    }

    @Override
    public void candidateFound(int association, Candidate candidate) {
      told.add(candidate.sdp());
      listener.candidateFound(association, candidate);
    }

    @Override
    public void opened() {
      listener.opened();
    }

    @Override
    public void failed(int association, String code, String sentence) {
      listener.failed(association, code, sentence);
    }

    @Override
    public void received(int channel, byte[] frame) {
      listener.received(channel, frame);
    }

    @Override
    public void writable(int channel) {
      listener.writable(channel);
    }
  }
}
