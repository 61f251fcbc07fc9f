package dev.starshell.syncshell.carrier.sealed;

import dev.starshell.syncshell.carrier.CarrierFactory.Bundle;
import dev.starshell.syncshell.crypto.seal.FrameOpener;
import dev.starshell.syncshell.crypto.seal.FrameSealer;
import dev.starshell.syncshell.protocol.DecodeResult;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One channel: seals what goes out, opens what comes in.
///
/// A sealed frame has its number, and the other side takes no gap. So one that the carrier refuses
/// counts as taken: it is kept as it is and goes before every other one.
///
/// Thread: any. `sending` guards the sealer, the kept frame, and the order in which frames are
/// sealed and handed over; `receiving` guards the opener. Neither is held while a listener is told.
final class SealedLane implements AutoCloseable {
  private final int channel;
  private final ReentrantLock sending = new ReentrantLock();
  private final ReentrantLock receiving = new ReentrantLock();
  private @Nullable Bundle bundle;
  private @Nullable FrameSealer sealer;
  private @Nullable FrameOpener opener;
  private boolean open;
  private byte @Nullable [] kept;

  SealedLane(int channel) {
    this.channel = channel;
  }

  void carriedBy(Bundle carrier) {
    sending.lock();
    try {
      bundle = carrier;
    } finally {
      sending.unlock();
    }
  }

  void bind(FrameSealer out, FrameOpener in) {
    sending.lock();
    try {
      sealer = out;
    } finally {
      sending.unlock();
    }
    receiving.lock();
    try {
      opener = in;
    } finally {
      receiving.unlock();
    }
  }

  /// The carrier is open: frames are sealed from now on.
  void opened() {
    sending.lock();
    try {
      open = true;
    } finally {
      sending.unlock();
    }
  }

  /// Seals and sends a frame.
  ///
  /// @return false if it was not taken: the channel is not open, or a kept frame cannot leave yet
  boolean send(byte[] frame) {
    return sendSealed(now -> now.seal(frame));
  }

  /// Seals a frame in the array it stands in, see [Bundle#sendInPlace], and sends it.
  ///
  /// @return as [#send] does; false leaves the array as it was
  boolean sendInPlace(byte[] array) {
    return sendSealed(now -> {
      now.sealInPlace(array);
      return array;
    });
  }

  private boolean sendSealed(Function<FrameSealer, byte[]> sealing) {
    sending.lock();
    try {
      FrameSealer now = sealer;
      Bundle carrier = bundle;
      if (now == null || carrier == null || !open || !flushed(carrier)) {
        return false;
      }
      byte[] sealed = sealing.apply(now);
      if (!carrier.send(channel, sealed)) {
        kept = sealed;
      }
      return true;
    } finally {
      sending.unlock();
    }
  }

  /// Sends the kept frame.
  ///
  /// @return whether there is none any more
  boolean flush() {
    sending.lock();
    try {
      Bundle carrier = bundle;
      return carrier != null && flushed(carrier);
    } finally {
      sending.unlock();
    }
  }

  private boolean flushed(Bundle carrier) {
    byte[] first = kept;
    if (first != null && carrier.send(channel, first)) {
      kept = null;
    }
    return kept == null;
  }

  /// What the kept frame takes. Unit: bytes.
  long keptBytes() {
    sending.lock();
    try {
      return kept == null ? 0 : kept.length;
    } finally {
      sending.unlock();
    }
  }

  /// Opens a frame, the first bytes of an array; empty if the channel has no keys, or none any
  /// more.
  Optional<DecodeResult<ByteBuffer>> open(byte[] array, int lengthBytes) {
    receiving.lock();
    try {
      return opener == null ? Optional.empty() : Optional.of(opener.open(array, lengthBytes));
    } finally {
      receiving.unlock();
    }
  }

  /// Takes and gives nothing any more. A kept frame is tried once more.
  @Override
  public void close() {
    flush();
    sending.lock();
    try {
      open = false;
      if (sealer != null) {
        sealer.close();
        sealer = null;
      }
    } finally {
      sending.unlock();
    }
    receiving.lock();
    try {
      if (opener != null) {
        opener.close();
        opener = null;
      }
    } finally {
      receiving.unlock();
    }
  }
}
