package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.carrier.SecureCarrier.SecureListener;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.protocol.SignalMessage;
import dev.starshell.syncshell.protocol.SignalMessage.Answer;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import dev.starshell.syncshell.protocol.SignalMessage.Candidates;
import dev.starshell.syncshell.protocol.SignalMessage.Offer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands what the carrier of one generation says over to the loop, and frames to the session. A
/// full inbox means that the peer has passed its window: the bundle is closed.
///
/// Thread: the carrier's, but for [#attach].
final class LinkListener implements SecureListener {
  private static final Logger LOG = LoggerFactory.getLogger(LinkListener.class);

  private final MemberKey peer;
  private final long generation;
  private final BundleSettings settings;
  private final ShellLoop loop;
  private final LinkNews news;
  private volatile @Nullable LinkSession attached;

  /// Guards `waiting`, and the order of what waits before what comes.
  private final ReentrantLock lock = new ReentrantLock();

  /// What came before the session was attached, a few microseconds after the bundle was opened.
  private final List<Consumer<LinkSession>> waiting = new ArrayList<>();

  /// Hears of a generation, on the loop.
  interface LinkNews {
    /// A session description or candidate of this side is to be sent.
    void described(long generation, SignalMessage message);

    void opened(long generation);

    void failed(long generation, int association, String code, String sentence);

    /// The peer sent a frame that was refused.
    void refused(long generation, PeerFault fault);
  }

  LinkListener(
      MemberKey peer, long generation, BundleSettings settings, ShellLoop loop, LinkNews news) {
    this.peer = peer;
    this.generation = generation;
    this.settings = settings;
    this.loop = loop;
    this.news = news;
  }

  void attach(LinkSession to) {
    lock.lock();
    try {
      waiting.forEach(task -> task.accept(to));
      waiting.clear();
      attached = to;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void offerMade(int association, String sdp) {
    describe(new Offer(generation, association, settings.associations(), settings.channels(), sdp));
  }

  @Override
  public void answerMade(int association, String sdp) {
    describe(new Answer(generation, association, sdp));
  }

  @Override
  public void candidateFound(int association, Candidate candidate) {
    describe(new Candidates(generation, association, List.of(candidate)));
  }

  private void describe(SignalMessage message) {
    onLoop(() -> news.described(generation, message));
  }

  @Override
  public void opened() {
    onLoop(() -> news.opened(generation));
  }

  @Override
  public void failed(int association, String code, String sentence) {
    onLoop(() -> news.failed(generation, association, code, sentence));
  }

  @Override
  public void refused(PeerFault fault) {
    onLoop(() -> news.refused(generation, fault));
  }

  @Override
  public void received(int channel, byte[] frame) {
    withSession(now -> {
      if (!now.received(channel, frame)) {
        now.overrun();
      }
    });
  }

  @Override
  public void left(int channel, long frames, long afterNanos) {
    withSession(now -> now.left(channel, frames, afterNanos));
  }

  @Override
  public void writable(int channel) {
    withSession(now -> now.writable(channel));
  }

  private void withSession(Consumer<LinkSession> task) {
    if (attached == null) {
      lock.lock();
      try {
        if (attached == null) {
          waiting.add(task);
          return;
        }
      } finally {
        lock.unlock();
      }
    }
    task.accept(Objects.requireNonNull(attached));
  }

  private void onLoop(Runnable task) {
    if (!loop.offer(task)) {
      LOG.warn("inbox full member={} limit={}", peer, Limits.INBOX_EVENTS_MAX);
      LinkSession now = attached;
      if (now != null) {
        now.bundle().close();
      }
    }
  }
}
