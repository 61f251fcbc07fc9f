package dev.starshell.syncshell.crypto.seal;

import dev.starshell.syncshell.crypto.Secret;
import java.nio.ByteBuffer;

/// Seals what this side sends on one channel, in order.
///
/// Thread: the one that sends on the channel; whoever seals also closes.
public final class FrameSealer implements AutoCloseable {
  private final Aead aead;
  private final int channel;
  private final long framesPerKey;
  private long counter;
  private boolean closed;

  FrameSealer(Secret material, int channel, long framesPerKey) {
    this.aead = Aead.sealing(material, SealedFrames.HEADER_BYTES);
    this.channel = channel;
    this.framesPerKey = framesPerKey;
  }

  /// A frame with this content. Every sealed frame must be sent, in the order of sealing: one that
  /// is left out ends the association at the other side.
  ///
  /// @return an array of exactly the frame's length, the caller's own
  /// @throws IllegalArgumentException if the content is larger than a frame can be
  /// @throws IllegalStateException after [#close]
  public byte[] seal(byte[] content) {
    requireLength(content.length);
    byte[] frame = new byte[content.length + SealedFrames.OVERHEAD_BYTES];
    seal(content, 0, content.length, frame);
    return frame;
  }

  /// Seals content that stands in its frame already: behind [SealedFrames#HEADER_BYTES] free bytes
  /// and before [SealedFrames#TAG_BYTES] free ones. Nothing is copied.
  ///
  /// @throws IllegalArgumentException if the frame is shorter than that, or too large
  /// @throws IllegalStateException after [#close]
  public void sealInPlace(byte[] frame) {
    int length = frame.length - SealedFrames.OVERHEAD_BYTES;
    requireLength(length);
    seal(frame, SealedFrames.HEADER_BYTES, length, frame);
  }

  private void seal(byte[] content, int fromBytes, int lengthBytes, byte[] frame) {
    if (closed) {
      throw new IllegalStateException("channel=" + channel + " is closed");
    }
    if (counter > 0 && counter % framesPerKey == 0) {
      aead.rekey();
    }
    ByteBuffer.wrap(frame)
        .put((byte) SealedFrames.TYPE)
        .put((byte) SealedFrames.phase(counter, framesPerKey))
        .putShort((short) channel)
        .putLong(counter);
    aead.seal(counter, content, fromBytes, lengthBytes, frame);
    counter++;
  }

  private static void requireLength(int lengthBytes) {
    if (lengthBytes < 0 || lengthBytes > SealedFrames.CONTENT_BYTES_MAX) {
      throw new IllegalArgumentException(
          "content=" + lengthBytes + " outside 0.." + SealedFrames.CONTENT_BYTES_MAX);
    }
  }

  /// Clears the key.
  @Override
  public void close() {
    closed = true;
    aead.close();
  }

  @Override
  public String toString() {
    return "sealer of channel " + channel + " at " + counter;
  }
}
