package dev.starshell.harness.bench;

import dev.starshell.syncshell.carrier.CarrierFactory;
import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.carrier.CarrierFactory.BundleSettings;
import dev.starshell.syncshell.carrier.SecureCarrier.SecureListener;
import dev.starshell.syncshell.carrier.sealed.SealingCarrier;
import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.crypto.Secret;
import dev.starshell.syncshell.crypto.seal.Session;
import dev.starshell.syncshell.protocol.PeerFault;
import dev.starshell.syncshell.protocol.SignalMessage.Candidate;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Both ends of a link between two carriers of one process, sealed or not. One end sends frames of
/// one size on all data channels in turn, the other counts them.
final class CarrierLoop implements AutoCloseable {
  private static final int ASSOCIATIONS = 4;
  private static final int CHANNELS = 20;
  private static final int FRAME_BYTES = 64 * 1024;
  private static final long PATIENCE_SECONDS = 120;

  private final CountDownLatch opened = new CountDownLatch(2);
  private final Semaphore writable = new Semaphore(0);
  private final AtomicLong received = new AtomicLong();
  private final Semaphore arrived = new Semaphore(0);
  private final End sender = new End();
  private final End receiver = new End();
  private long wanted;

  private CarrierLoop() {}

  static CarrierLoop open(CarrierFactory carrier, boolean isSealed)
      throws InterruptedException, TimeoutException {
    CarrierLoop loop = new CarrierLoop();
    loop.sender.other = loop.receiver;
    loop.receiver.other = loop.sender;
    loop.receiver.begin(carrier, isSealed, false);
    loop.sender.begin(carrier, isSealed, true);
    if (!loop.opened.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      loop.close();
      throw new TimeoutException("no link");
    }
    return loop;
  }

  /// Sends so many bytes and returns when all have arrived.
  void carry(long bytes) throws InterruptedException, TimeoutException {
    byte[] frame = new byte[FRAME_BYTES];
    wanted = received.get() + bytes;
    int refusals = 0;
    int channel = 1;
    for (long sent = 0; sent < bytes; ) {
      writable.drainPermits();
      if (sender.bundle().send(channel, frame)) {
        sent += FRAME_BYTES;
        refusals = 0;
      } else if (++refusals == CHANNELS) {
        // A hint that came between the refusal and here is lost, so do not wait for long.
        boolean _ = writable.tryAcquire(1, TimeUnit.MILLISECONDS);
        refusals = 0;
      }
      channel = channel == CHANNELS - 1 ? 1 : channel + 1;
    }
    if (!arrived.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      throw new TimeoutException(received.get() + " of " + wanted + " bytes came");
    }
  }

  @Override
  public void close() {
    sender.bundle().close();
    receiver.bundle().close();
  }

  private final class End implements SecureListener {
    private @Nullable Bundle bundle;
    private @Nullable End other;

    void begin(CarrierFactory carrier, boolean isSealed, boolean isLeading) {
      BundleSettings settings = new BundleSettings(ASSOCIATIONS, CHANNELS, isLeading);
      bundle =
          isSealed
              ? new SealingCarrier(carrier).open(settings, session(isLeading), this)
              : carrier.open(settings, this);
    }

    private static Session session(boolean isLeading) {
      Secret root = Secret.taking(new byte[32]);
      return Session.begin(isLeading, 1, Sha256.of(new byte[] {1}), root);
    }

    Bundle bundle() {
      return Objects.requireNonNull(bundle, "not begun");
    }

    private End other() {
      return Objects.requireNonNull(other, "alone");
    }

    @Override
    public void offerMade(int association, String sdp) {
      other().bundle().applyOffer(association, sdp);
    }

    @Override
    public void answerMade(int association, String sdp) {
      other().bundle().applyAnswer(association, sdp);
    }

    @Override
    public void candidateFound(int association, Candidate candidate) {
      other().bundle().addCandidate(association, candidate);
    }

    @Override
    public void opened() {
      opened.countDown();
    }

    @Override
    public void failed(int association, String code, String sentence) {
      throw new IllegalStateException(code + ": " + sentence);
    }

    @Override
    public void refused(PeerFault fault) {
      throw new IllegalStateException(fault.toString());
    }

    @Override
    public void received(int channel, byte[] frame) {
      if (channel > 0 && received.addAndGet(frame.length) == wanted) {
        arrived.release();
      }
    }

    @Override
    public void writable(int channel) {
      writable.release();
    }
  }
}
