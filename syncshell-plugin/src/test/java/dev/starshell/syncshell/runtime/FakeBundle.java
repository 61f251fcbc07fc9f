package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// A carrier that takes as many frames as it has room for.
final class FakeBundle implements Bundle {
  final List<byte[]> sent = new CopyOnWriteArrayList<>();
  volatile int room = Integer.MAX_VALUE;

  /// Runs after a refusal, before it is answered.
  volatile @Nullable Runnable onRefusal;

  @Override
  public synchronized boolean send(int channel, byte[] frame) {
    if (room == 0) {
      Runnable told = onRefusal;
      if (told != null) {
        told.run();
      }
      return false;
    }
    room--;
    sent.add(frame);
    return true;
  }

  @Override
  public void applyOffer(int association, String sdp) {}

  @Override
  public void applyAnswer(int association, String sdp) {}

  @Override
  public void addCandidate(int association, Candidate candidate) {}

  @Override
  public long bufferedBytes(int channel) {
    return 0;
  }

  @Override
  public void close() {}
}
