package dev.starshell.syncshell.crypto.seal;

import dev.starshell.syncshell.crypto.Secret;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.protocol.DecodeResult;
import dev.starshell.syncshell.protocol.FaultCode;
import dev.starshell.syncshell.protocol.PeerFault;
import java.nio.ByteBuffer;
import java.util.Optional;

/// Opens the other side's signals of one session. The relay may lose signals, so a counter may jump
/// ahead; it never comes twice and never goes back. A refused signal changes nothing.
///
/// Thread: the shell's loop; whoever opens also closes.
public final class SignalOpener implements AutoCloseable {
  private final Aead aead;
  private final long generation;
  private long next;
  private boolean closed;

  SignalOpener(Secret material, long generation) {
    this.aead = Aead.opening(material, SealedSignals.HEADER_BYTES);
    this.generation = generation;
  }

  /// The generation that a sealed signal states, without a proof; empty if it is none.
  public static Optional<Long> generationOf(Bytes signal) {
    ByteBuffer in = signal.view();
    return signal.length() >= SealedSignals.HEADER_BYTES && in.getInt() == SealedSignals.TYPE << 24
        ? Optional.of(in.getLong())
        : Optional.empty();
  }

  /// Opens one whole signal.
  ///
  /// @throws IllegalStateException after [#close]
  public DecodeResult<Bytes> open(Bytes signal) {
    if (closed) {
      throw new IllegalStateException("generation=" + generation + " opens no more signals");
    }
    Optional<PeerFault> fault = checkHeader(signal);
    if (fault.isPresent()) {
      return new DecodeResult.Malformed<>(fault.get());
    }
    byte[] all = signal.toArray();
    long number = ByteBuffer.wrap(all).getLong(4 + Long.BYTES);
    byte[] padded = new byte[all.length - SealedSignals.HEADER_BYTES - Aead.TAG_BYTES];
    if (!aead.open(number, all, all.length, padded)) {
      return fault(FaultCode.FRAME_AUTH, "tag of signal=" + number);
    }
    next = number + 1;
    return SealedSignals.strip(padded)
        .<DecodeResult<Bytes>>map(content -> new DecodeResult.Decoded<>(Bytes.copyOf(content)))
        .orElseGet(() -> fault(FaultCode.FRAME_MALFORMED, "padding of signal=" + number));
  }

  private Optional<PeerFault> checkHeader(Bytes signal) {
    int length = signal.length();
    if (length > SealedSignals.BYTES_MAX) {
      return Optional.of(new PeerFault(FaultCode.FRAME_TOO_LARGE, "signal=" + length));
    }
    int body = length - SealedSignals.HEADER_BYTES - Aead.TAG_BYTES;
    Optional<Long> stated = generationOf(signal);
    if (stated.isEmpty()
        || body < SealedSignals.BUCKET_BYTES
        || body % SealedSignals.BUCKET_BYTES != 0) {
      return Optional.of(new PeerFault(FaultCode.FRAME_MALFORMED, "sealed signal=" + length));
    }
    if (stated.get() != generation) {
      return Optional.of(
          new PeerFault(
              FaultCode.STALE_GENERATION,
              "signal of generation=" + stated.get() + " in " + generation));
    }
    long number = signal.view().getLong(4 + Long.BYTES);
    if (number < next || number >= SealedSignals.COUNT_MAX) {
      return Optional.of(
          new PeerFault(FaultCode.FRAME_REPLAY, "signal=" + number + " expected=" + next));
    }
    return Optional.empty();
  }

  private static DecodeResult<Bytes> fault(FaultCode code, String detail) {
    return new DecodeResult.Malformed<>(new PeerFault(code, detail));
  }

  /// Clears the key.
  @Override
  public void close() {
    closed = true;
    aead.close();
  }

  @Override
  public String toString() {
    return "signal opener of generation " + generation + " at " + next;
  }
}
