package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleListener;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// One side of a link in memory. What it hears is told by its own thread.
final class MemoryBundle implements Bundle {
  static final Candidate CANDIDATE =
      new Candidate("0", 0, "candidate:1 1 udp 2130706431 203.0.113.7 50000 typ host");

  final MemberKey member;
  private final MemoryNet net;
  private final BundleSettings settings;
  private final BundleListener listener;
  private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
  private final AtomicLongArray buffered;
  private final AtomicIntegerArray refused;
  private final AtomicBoolean ended = new AtomicBoolean();
  private volatile @Nullable MemoryBundle other;
  private volatile boolean isOpen;
  private int answers;

  MemoryBundle(MemoryNet net, MemberKey member, BundleSettings settings, BundleListener listener) {
    this.net = net;
    this.member = member;
    this.settings = settings;
    this.listener = listener;
    this.buffered = new AtomicLongArray(settings.channels());
    this.refused = new AtomicIntegerArray(settings.channels());
    Thread.ofPlatform().daemon().name("wire-" + member).start(this::run);
    if (settings.leading()) {
      String id = net.offer(this);
      for (int i = 0; i < settings.associations(); i++) {
        int association = i;
        inbox.add(() -> listener.offerMade(association, id));
        inbox.add(() -> listener.candidateFound(association, CANDIDATE));
      }
    }
  }

  private void run() {
    while (!ended.get() || !inbox.isEmpty()) {
      try {
        inbox.take().run();
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  boolean isTo(MemberKey key) {
    MemoryBundle now = other;
    return now != null && now.member.equals(key);
  }

  @Override
  public void applyOffer(int association, String sdp) {
    MemoryBundle leader = net.offered(sdp);
    if (leader == null) {
      return;
    }
    other = leader;
    inbox.add(() -> listener.answerMade(association, MemoryNet.description("answer to " + sdp)));
    inbox.add(() -> listener.candidateFound(association, CANDIDATE));
    leader.other = this;
  }

  @Override
  public synchronized void applyAnswer(int association, String sdp) {
    answers++;
    MemoryBundle follower = other;
    if (answers == settings.associations() && follower != null) {
      begin();
      follower.begin();
    }
  }

  private void begin() {
    isOpen = true;
    net.opened(this);
    inbox.add(listener::opened);
  }

  @Override
  public void addCandidate(int association, Candidate candidate) {}

  @Override
  public boolean send(int channel, byte[] frame) {
    MemoryBundle to = other;
    if (!isOpen || ended.get() || to == null) {
      return false;
    }
    if (net.refusing || buffered.get(channel) > MemoryNet.BUFFER_BYTES) {
      refused.set(channel, 1);
      // The buffer may have run empty since; then nobody else would say so.
      if (!net.refusing && buffered.get(channel) == 0) {
        inbox.add(() -> listener.writable(channel));
      }
      return false;
    }
    for (byte[] passed : net.filter.pass(this, channel, frame)) {
      inject(channel, passed);
    }
    return true;
  }

  /// Sends a frame past the filter.
  void inject(int channel, byte[] frame) {
    MemoryBundle to = other;
    if (to == null || ended.get()) {
      return;
    }
    buffered.addAndGet(channel, frame.length);
    to.inbox.add(() -> to.deliver(this, channel, frame));
  }

  private void deliver(MemoryBundle from, int channel, byte[] frame) {
    if (net.nanosPerFrame > 0 && channel > 0 && !ended.get()) {
      LockSupport.parkNanos(net.nanosPerFrame);
    }
    if (ended.get()) {
      return;
    }
    byte[] lent = Arrays.copyOf(frame, frame.length + 3);
    listener.lent(channel, lent, frame.length);
    // The carrier takes its array back: whoever kept it has nothing now.
    Arrays.fill(lent, (byte) 0xee);
    if (channel > 0) {
      net.counted(frame.length);
    }
    long left = from.buffered.addAndGet(channel, -frame.length);
    if (left <= MemoryNet.BUFFER_BYTES / 2
        && !net.refusing
        && from.refused.getAndSet(channel, 0) > 0) {
      from.listener.writable(channel);
    }
  }

  void writableAll() {
    for (int channel = 0; channel < settings.channels(); channel++) {
      int told = channel;
      inbox.add(() -> listener.writable(told));
    }
  }

  @Override
  public long bufferedBytes(int channel) {
    return buffered.get(channel);
  }

  /// The way is gone: both sides hear of it, what was on it is lost.
  void cut() {
    if (end()) {
      inbox.add(() -> listener.failed(0, "CUT", "The link was cut."));
    }
  }

  private boolean end() {
    boolean first = ended.compareAndSet(false, true);
    if (first) {
      net.closed(this);
    }
    return first;
  }

  @Override
  public void close() {
    MemoryBundle to = other;
    if (to != null && !ended.get()) {
      to.inbox.add(to::cut);
    }
    end();
    inbox.add(() -> {});
  }
}
