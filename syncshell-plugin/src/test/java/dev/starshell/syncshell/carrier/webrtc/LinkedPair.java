package dev.starshell.syncshell.carrier.webrtc;

import static org.awaitility.Awaitility.await;

import dev.starshell.syncshell.carrier.CarrierFactory;
import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleListener;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;

/// Two bundles that signal each other directly. What passes between them can be altered.
final class LinkedPair implements AutoCloseable {
  static final Duration PATIENCE = Duration.ofSeconds(20);

  final End leader = new End();
  final End follower = new End();
  UnaryOperator<String> offerOnItsWay = UnaryOperator.identity();
  UnaryOperator<String> answerOnItsWay = UnaryOperator.identity();

  /// One end: its bundle and what it heard.
  static final class End implements BundleListener {
    final CompletableFuture<Bundle> bundle = new CompletableFuture<>();
    final CompletableFuture<Void> opened = new CompletableFuture<>();
    final List<String> failures = new CopyOnWriteArrayList<>();
    final List<String> refusals = new CopyOnWriteArrayList<>();
    final List<Candidate> candidates = new CopyOnWriteArrayList<>();
    final LinkedBlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<Integer> writable = new LinkedBlockingQueue<>();
    final AtomicLong toldAfterClose = new AtomicLong();
    volatile Sink sink = (channel, frame) -> frames.add(frame);
    volatile Wire wire = new Wire();

    /// Takes frames.
    interface Sink {
      void take(int channel, byte[] frame);
    }

    /// Where signalling goes.
    static class Wire {
      void offer(int association, String sdp) {}

      void answer(int association, String sdp) {}

      void candidate(int association, Candidate candidate) {}
    }

    Bundle bundle() {
      return bundle.join();
    }

    @Override
    public void offerMade(int association, String sdp) {
      wire.offer(association, sdp);
    }

    @Override
    public void answerMade(int association, String sdp) {
      wire.answer(association, sdp);
    }

    @Override
    public void candidateFound(int association, Candidate candidate) {
      candidates.add(candidate);
      wire.candidate(association, candidate);
    }

    @Override
    public void candidateRefused(int association, String reason) {
      refusals.add(reason);
    }

    @Override
    public void opened() {
      opened.complete(null);
    }

    @Override
    public void failed(int association, String code, String sentence) {
      failures.add(code);
    }

    @Override
    public void received(int channel, byte[] frame) {
      sink.take(channel, frame);
    }

    @Override
    public void writable(int channel) {
      writable.add(channel);
    }
  }

  LinkedPair() {
    leader.wire = wireTo(follower);
    follower.wire = wireTo(leader);
  }

  End.Wire wireTo(End other) {
    return new End.Wire() {
      @Override
      void offer(int association, String sdp) {
        other.bundle().applyOffer(association, offerOnItsWay.apply(sdp));
      }

      @Override
      void answer(int association, String sdp) {
        other.bundle().applyAnswer(association, answerOnItsWay.apply(sdp));
      }

      @Override
      void candidate(int association, Candidate candidate) {
        other.bundle().addCandidate(association, candidate);
      }
    };
  }

  LinkedPair start(CarrierFactory carrier, int associations, int channels) {
    follower.bundle.complete(
        carrier.open(new BundleSettings(associations, channels, false), follower));
    leader.bundle.complete(carrier.open(new BundleSettings(associations, channels, true), leader));
    return this;
  }

  LinkedPair awaitOpen() {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .failFast("a side failed", () -> !leader.failures.isEmpty() || !follower.failures.isEmpty())
        .until(() -> leader.opened.isDone() && follower.opened.isDone());
    return this;
  }

  @Override
  public void close() {
    leader.bundle().close();
    follower.bundle().close();
  }
}
