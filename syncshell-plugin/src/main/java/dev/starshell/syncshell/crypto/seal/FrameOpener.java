package dev.starshell.syncshell.crypto.seal;

import dev.starshell.syncshell.crypto.Secret;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.protocol.DecodeResult;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.PeerFault;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Opens what the other side sent on one channel, in order. Channels are reliable and ordered, so
/// the first frame out of its turn or with a wrong tag is no accident: nothing is opened any more.
///
/// Thread: the one that takes the channel's frames; whoever opens also closes.
public final class FrameOpener implements AutoCloseable {
  private final Aead aead;
  private final int channel;
  private final long framesPerKey;
  private long counter;
  private @Nullable PeerFault broken;

  FrameOpener(Secret material, int channel, long framesPerKey) {
    this.aead = Aead.opening(material, SealedFrames.HEADER_BYTES);
    this.channel = channel;
    this.framesPerKey = framesPerKey;
  }

  /// Opens one whole frame. Never `Incomplete`: channels carry whole messages.
  ///
  /// @return the content, with an array of exactly its length behind it, the caller's own
  /// @throws IllegalStateException after [#close] by this side
  public DecodeResult<ByteBuffer> open(byte[] array, int lengthBytes) {
    if (broken != null) {
      return new DecodeResult.Malformed<>(broken);
    }
    Optional<PeerFault> fault = checkHeader(array, lengthBytes);
    if (fault.isPresent()) {
      return end(fault.get());
    }
    if (counter > 0 && counter % framesPerKey == 0) {
      aead.rekey();
    }
    byte[] content = new byte[lengthBytes - SealedFrames.OVERHEAD_BYTES];
    if (!aead.open(counter, array, lengthBytes, content)) {
      return end(
          new PeerFault(
              FaultCode.FRAME_AUTH, "tag of frame=" + counter + " on channel=" + channel));
    }
    counter++;
    return new DecodeResult.Decoded<>(ByteBuffer.wrap(content));
  }

  private Optional<PeerFault> checkHeader(byte[] array, int lengthBytes) {
    if (lengthBytes > Limits.FRAME_BYTES_MAX) {
      return fault(FaultCode.FRAME_TOO_LARGE, "frame=" + lengthBytes);
    }
    if (lengthBytes < SealedFrames.OVERHEAD_BYTES) {
      return fault(FaultCode.FRAME_MALFORMED, "sealed frame=" + lengthBytes);
    }
    ByteBuffer in = ByteBuffer.wrap(array);
    int type = in.get() & 0xff;
    int flags = in.get() & 0xff;
    int stated = in.getShort() & 0xffff;
    if (type != SealedFrames.TYPE || flags > 1 || stated != channel) {
      return fault(
          FaultCode.FRAME_MALFORMED,
          "sealed type=" + type + " flags=" + flags + " channel=" + stated);
    }
    long number = in.getLong();
    if (number != counter || flags != SealedFrames.phase(counter, framesPerKey)) {
      return fault(
          FaultCode.FRAME_REPLAY,
          "frame=" + number + " expected=" + counter + " on channel=" + channel);
    }
    return Optional.empty();
  }

  private static Optional<PeerFault> fault(FaultCode code, String detail) {
    return Optional.of(new PeerFault(code, detail));
  }

  private DecodeResult<ByteBuffer> end(PeerFault fault) {
    broken = fault;
    aead.close();
    return new DecodeResult.Malformed<>(fault);
  }

  /// Clears the key.
  @Override
  public void close() {
    aead.close();
  }

  @Override
  public String toString() {
    return "opener of channel " + channel + " at " + counter;
  }
}
