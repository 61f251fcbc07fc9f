package dev.starshell.syncshell.protocol;

import dev.starshell.syncshell.limits.Limits;

/// Control messages as bytes: one CBOR array of the type's code and the fields. Pure.
public final class TransferCodec {
  private TransferCodec() {}

  /// The bytes of a message, at most [Limits#CONTROL_BYTES_MAX].
  ///
  /// @throws IllegalArgumentException if a field is out of its bounds, or the whole is too large
  public static byte[] encode(TransferMessage message) {
    MessageWriter out = new MessageWriter();
    TransferWriter.write(out, message);
    byte[] encoded = out.done();
    MessageWriter.requireLength("control message", encoded.length, 1, Limits.CONTROL_BYTES_MAX);
    return encoded;
  }

  /// Reads one whole message. A correct beginning of one is `Incomplete`.
  public static DecodeResult<TransferMessage> decode(byte[] encoded) {
    if (encoded.length > Limits.CONTROL_BYTES_MAX) {
      return new DecodeResult.Malformed<>(
          new PeerFault(
              FaultCode.FRAME_TOO_LARGE,
              "control message=" + encoded.length + " over " + Limits.CONTROL_BYTES_MAX));
    }
    try {
      MessageReader in = new MessageReader(encoded);
      TransferMessage message = TransferReader.read(in);
      in.finish();
      return new DecodeResult.Decoded<>(message);
    } catch (BadMessageException e) {
      return e.result();
    }
  }
}
