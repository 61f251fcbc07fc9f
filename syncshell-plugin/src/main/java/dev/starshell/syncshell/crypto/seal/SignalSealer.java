package dev.starshell.syncshell.crypto.seal;

import dev.starshell.syncshell.crypto.Secret;
import dev.starshell.syncshell.protocol.Bytes;
import java.nio.ByteBuffer;

/// Seals this side's signals of one session.
///
/// Thread: the shell's loop; whoever seals also closes.
public final class SignalSealer implements AutoCloseable {
  private final Aead aead;
  private final long generation;
  private long counter;
  private boolean closed;

  SignalSealer(Secret material, long generation) {
    this.aead = Aead.sealing(material, SealedSignals.HEADER_BYTES);
    this.generation = generation;
  }

  /// A sealed signal with this content.
  ///
  /// @throws IllegalArgumentException if the content is larger than a signal can be
  /// @throws IllegalStateException after [#close], or after [SealedSignals#COUNT_MAX] signals
  public Bytes seal(Bytes content) {
    if (content.length() > SealedSignals.CONTENT_BYTES_MAX) {
      throw new IllegalArgumentException(
          "content=" + content.length() + " outside 0.." + SealedSignals.CONTENT_BYTES_MAX);
    }
    if (closed || counter == SealedSignals.COUNT_MAX) {
      throw new IllegalStateException("generation=" + generation + " seals no more signals");
    }
    byte[] padded = SealedSignals.pad(content.toArray());
    byte[] signal = new byte[SealedSignals.HEADER_BYTES + padded.length + Aead.TAG_BYTES];
    ByteBuffer.wrap(signal).putInt(SealedSignals.TYPE << 24).putLong(generation).putLong(counter);
    aead.seal(counter, padded, 0, padded.length, signal);
    counter++;
    return Bytes.copyOf(signal);
  }

  /// Clears the key.
  @Override
  public void close() {
    closed = true;
    aead.close();
  }

  @Override
  public String toString() {
    return "signal sealer of generation " + generation + " at " + counter;
  }
}
