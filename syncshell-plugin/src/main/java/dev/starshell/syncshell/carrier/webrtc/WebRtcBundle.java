package dev.starshell.syncshell.carrier.webrtc;

import dev.onvoid.webrtc.PeerConnectionFactory;
import dev.onvoid.webrtc.media.audio.HeadlessAudioDeviceModule;
import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleListener;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The associations of one generation of a link over WebRTC.
///
/// - Connecting → Open: every channel is open and every certificate verified, on this side and, by
///   its own word, on the other; told once.
/// - Connecting, Open → Failed: the first failure of any association; told once.
/// - any → Closed: [#close]; nothing is told any more.
final class WebRtcBundle implements Bundle {
  private static final Logger log = LoggerFactory.getLogger(WebRtcBundle.class);

  /// The control channel: what it holds is flushed by a close.
  private static final int CONTROL = 0;

  private static final Duration FLUSH_MAX = Duration.ofMillis(250);

  /// Room for signalling and callbacks beside the frames.
  private static final int TASKS_MAX = 8192;

  private final String name;
  private final BundleSettings layout;
  private final WebRtcSettings settings;
  private final WebRtcCarrier.Native natives;
  private final BundleListener listener;
  private final Watcher watcher;
  private final OwnerThread owner;
  private final ChannelAccount[] accounts;
  private final EarlyFrames early;
  private final AtomicReference<Phase> phase = new AtomicReference<>(Phase.CONNECTING);
  private volatile boolean closeDue;
  private volatile boolean verified;
  private volatile boolean peerReady;
  private final AtomicLong privacyBlocked;

  // Written by the owner thread only.
  private final List<WebRtcAssociation> associations = new CopyOnWriteArrayList<>();

  // Touched by the owner thread only.
  private final Deque<Runnable> factoryDisposals = new ArrayDeque<>();
  private boolean flushing;
  private long flushEndNanos;

  /// What the carrier hears of a bundle. Thread: any; returns at once.
  interface Watcher {
    void opened(WebRtcBundle bundle);

    /// It failed before it was open.
    void failed(WebRtcBundle bundle);

    /// Nothing of it is left.
    void closed(WebRtcBundle bundle);
  }

  private enum Phase {
    CONNECTING,
    OPEN,
    FAILED,
    CLOSED
  }

  WebRtcBundle(
      String name,
      BundleSettings layout,
      WebRtcSettings settings,
      WebRtcCarrier.Native natives,
      BundleListener listener,
      AtomicLong privacyBlocked,
      Watcher watcher) {
    requireRange("associations", layout.associations(), Limits.ASSOCIATIONS_MAX);
    requireRange("channels", layout.channels(), Limits.CHANNELS_MAX);
    this.name = name;
    this.layout = layout;
    this.settings = settings;
    this.natives = natives;
    this.listener = listener;
    this.privacyBlocked = privacyBlocked;
    this.watcher = watcher;
    this.accounts = new ChannelAccount[layout.channels()];
    for (int i = 0; i < accounts.length; i++) {
      accounts[i] = new ChannelAccount(settings.bufferedBytesMax());
    }
    this.early = new EarlyFrames(listener);
    int capacity = TASKS_MAX + accounts.length * ChannelAccount.FRAMES_WAITING_MAX;
    this.owner = new OwnerThread(name, capacity, this::runDue, this::taskFailed);
  }

  private static void requireRange(String name, int value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException("%s=%d outside 1..%d".formatted(name, value, max));
    }
  }

  void start() {
    owner.start();
    post(0, this::connect);
  }

  // From the user of the bundle

  @Override
  public void applyOffer(int association, String sdp) {
    if (layout.leading()) {
      throw new IllegalStateException("the leader takes no offer");
    }
    onAssociation(association, it -> it.applyOffer(sdp));
  }

  @Override
  public void applyAnswer(int association, String sdp) {
    if (!layout.leading()) {
      throw new IllegalStateException("the follower takes no answer");
    }
    onAssociation(association, it -> it.applyAnswer(sdp));
  }

  @Override
  public void addCandidate(int association, Candidate candidate) {
    onAssociation(association, it -> it.addCandidate(candidate));
  }

  private void onAssociation(int association, Consumer<WebRtcAssociation> task) {
    requireRange("association+1", association + 1, layout.associations());
    post(
        association,
        () -> {
          if (association < associations.size()) {
            task.accept(associations.get(association));
          }
        });
  }

  @Override
  public boolean send(int channel, byte[] frame) {
    requireRange("channel+1", channel + 1, accounts.length);
    requireRange("frameBytes", frame.length, SessionText.MESSAGE_BYTES_MAX);
    ChannelAccount account = accounts[channel];
    if (phase.get() != Phase.OPEN || !account.reserve(frame.length)) {
      return false;
    }
    if (!owner.offer(() -> handOver(channel, frame))) {
      account.release(frame.length);
      return false;
    }
    return true;
  }

  @Override
  public long bufferedBytes(int channel) {
    requireRange("channel+1", channel + 1, accounts.length);
    return accounts[channel].bufferedBytes();
  }

  @Override
  public void close() {
    Phase before = phase.getAndSet(Phase.CLOSED);
    if (before != Phase.CLOSED && !owner.offer(() -> beginClose(before == Phase.OPEN))) {
      closeDue = true;
    }
  }

  /// Waits until nothing of the bundle is left.
  boolean join(Duration longest) throws InterruptedException {
    return owner.join(longest);
  }

  // From the associations

  /// Hands a task to the owner thread.
  void post(int association, Runnable task) {
    if (!owner.offer(task)) {
      fail(association, WebRtcFault.OWNER_OVERLOADED);
    }
  }

  /// Tells the first failure. Thread: any.
  void fail(int association, WebRtcFault fault) {
    boolean isUnopened = phase.compareAndSet(Phase.CONNECTING, Phase.FAILED);
    if (isUnopened) {
      watcher.failed(this);
    }
    if (isUnopened || phase.compareAndSet(Phase.OPEN, Phase.FAILED)) {
      listener.failed(association, fault.name(), fault.sentence());
    }
  }

  /// Takes a message on the library's thread; its array is lent. A frame says as well that the peer
  /// is ready: it sends none before.
  void received(int association, int channel, byte[] array, int lengthBytes) {
    if (!isLive()) {
      return;
    }
    boolean kept = early.received(channel, array, lengthBytes);
    if (!kept) {
      fail(association, WebRtcFault.EARLY_FRAMES_OVERFLOW);
    } else if (!peerReady) {
      peerReady();
    }
  }

  /// The peer has verified every association: what is sent now will be taken. Thread: any.
  void peerReady() {
    peerReady = true;
    tryOpen();
  }

  /// An association is open and verified. Thread: owner.
  void associationReady() {
    if (!verified
        && associations.size() == layout.associations()
        && associations.stream().allMatch(WebRtcAssociation::isReady)) {
      early.verified();
      verified = true;
      associations.getFirst().sayReady(CONTROL);
      tryOpen();
    }
  }

  private void tryOpen() {
    if (verified && peerReady && phase.compareAndSet(Phase.CONNECTING, Phase.OPEN)) {
      watcher.opened(this);
      listener.opened();
      early.release();
    }
  }

  /// Something of the other side was not taken. Thread: owner.
  void refused(int association, WebRtcFault why) {
    if (why == WebRtcFault.PRIVACY_BLOCKED) {
      privacyBlocked.incrementAndGet();
      log.atDebug().addKeyValue("bundle", name).log("candidate that is not relayed ignored");
    }
    listener.candidateRefused(association, why.name());
  }

  /// The paths of the associations of an open bundle. Thread: any.
  List<SelectedPath> paths() {
    return phase.get() == Phase.OPEN
        ? associations.stream().flatMap(it -> it.path().stream()).toList()
        : List.of();
  }

  BundleListener listener() {
    return listener;
  }

  boolean isLive() {
    Phase now = phase.get();
    return now == Phase.CONNECTING || now == Phase.OPEN;
  }

  // On the owner thread

  private void connect() {
    PeerConnectionFactory factory = newFactory();
    for (int i = 0; i < layout.associations() && isLive(); i++) {
      if (i > 0 && settings.factoryPerAssociation()) {
        factory = newFactory();
      }
      WebRtcAssociation association = new WebRtcAssociation(i, this, natives.resident(), settings);
      associations.add(association);
      association.connect(factory, natives.configuration());
      for (int n = i; n < layout.channels(); n += layout.associations()) {
        association.addChannel(n);
      }
      if (layout.leading()) {
        association.offer();
      }
    }
  }

  private PeerConnectionFactory newFactory() {
    HeadlessAudioDeviceModule audio = new HeadlessAudioDeviceModule();
    factoryDisposals.push(audio::dispose);
    PeerConnectionFactory made = new PeerConnectionFactory(audio);
    factoryDisposals.push(made::dispose);
    return made;
  }

  private void handOver(int channel, byte[] frame) {
    ChannelAccount account = accounts[channel];
    if (!associations.get(channel % layout.associations()).send(channel, frame)) {
      account.release(frame.length);
      return;
    }
    account.handedOver(frame.length, System.nanoTime());
  }

  private long runDue() {
    if (closeDue || (flushing && isFlushed())) {
      closeNow();
      return 0;
    }
    long now = System.nanoTime();
    long wait = flushing ? Math.max(0, flushEndNanos - now) : -1;
    for (int channel = 0; channel < accounts.length; channel++) {
      ChannelAccount account = accounts[channel];
      if (!account.isUnderway()) {
        continue;
      }
      if (account.nextAskNanos() - now <= 0) {
        askDrained(channel, account);
      }
      long next = Math.max(0, account.nextAskNanos() - now);
      wait = wait < 0 ? next : Math.min(wait, next);
    }
    return wait;
  }

  private void askDrained(int channel, ChannelAccount account) {
    long held = associations.get(channel % layout.associations()).heldBytes(channel);
    long leftBefore = account.leftFrames();
    boolean isWritable = account.drainedTo(held, System.nanoTime());
    if (phase.get() != Phase.OPEN) {
      return;
    }
    if (account.leftFrames() > leftBefore) {
      listener.left(channel, account.leftFrames(), account.lastHeldNanos());
    }
    if (isWritable) {
      listener.writable(channel);
    }
  }

  private void taskFailed(Throwable cause) {
    log.atWarn().setCause(cause).addKeyValue("bundle", name).log("WebRTC call failed");
    fail(0, WebRtcFault.NATIVE_CALL_FAILED);
  }

  private boolean isFlushed() {
    return !accounts[CONTROL].isUnderway() || flushEndNanos - System.nanoTime() <= 0;
  }

  private void beginClose(boolean wasOpen) {
    flushing = true;
    flushEndNanos = System.nanoTime() + (wasOpen ? FLUSH_MAX.toNanos() : 0);
  }

  private void closeNow() {
    owner.end();
    Deque<Runnable> steps = new ArrayDeque<>(factoryDisposals);
    associations.forEach(association -> steps.push(association::close));
    factoryDisposals.clear();
    for (Runnable step : steps) {
      try {
        step.run();
      } catch (Throwable e) {
        // Each handle is freed whatever became of the others.
        log.atWarn().setCause(e).addKeyValue("bundle", name).log("WebRTC handle not freed");
      }
    }
    watcher.closed(this);
  }
}
