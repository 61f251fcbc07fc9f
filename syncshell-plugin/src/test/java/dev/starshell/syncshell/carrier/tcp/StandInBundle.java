package dev.starshell.syncshell.carrier.tcp;

import dev.starshell.syncshell.carrier.CarrierFactory;
import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleListener;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// Stands for WebRTC on one side: opens when a test says so. What it sends lies here until it is
/// delivered: in order on each association, in any order on two of them.
final class StandInBundle implements CarrierFactory, Bundle {
  final List<Integer> applied = new CopyOnWriteArrayList<>();
  volatile boolean closed;

  private final List<Queue<Sent>> sent = new ArrayList<>();
  private @Nullable BundleListener hearer;
  private boolean opened;

  private record Sent(int channel, byte[] frame) {}

  @Override
  public Bundle open(BundleSettings settings, BundleListener listener) {
    hearer = listener;
    for (int i = 0; i < settings.associations(); i++) {
      sent.add(new ConcurrentLinkedQueue<>());
    }
    return this;
  }

  BundleListener listener() {
    return Objects.requireNonNull(hearer);
  }

  void opens() {
    if (!closed) {
      opened = true;
      listener().opened();
    }
  }

  /// Brings one frame of any association to the other side, which must be open to take it.
  ///
  /// @return false if there is none
  boolean deliverOne(StandInBundle other, Random chance) {
    List<Queue<Sent>> waiting = sent.stream().filter(queue -> !queue.isEmpty()).toList();
    if (waiting.isEmpty() || !other.opened || other.closed) {
      return false;
    }
    Sent next = Objects.requireNonNull(waiting.get(chance.nextInt(waiting.size())).poll());
    other.listener().received(next.channel(), next.frame());
    return true;
  }

  @Override
  public void applyOffer(int association, String sdp) {
    applied.add(association);
  }

  @Override
  public void applyAnswer(int association, String sdp) {
    applied.add(association);
  }

  @Override
  public void addCandidate(int association, Candidate candidate) {}

  @Override
  public boolean send(int channel, byte[] frame) {
    return !closed && sent.get(channel % sent.size()).add(new Sent(channel, frame));
  }

  @Override
  public long bufferedBytes(int channel) {
    return 0;
  }

  @Override
  public void close() {
    closed = true;
  }
}
