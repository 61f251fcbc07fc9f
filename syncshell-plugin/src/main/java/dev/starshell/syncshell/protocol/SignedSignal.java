package dev.starshell.syncshell.protocol;

import dev.starshell.syncshell.limits.Limits;
import java.util.Arrays;

/// A signal as it travels through the relay: the signature, then the message. Who signs and who
/// checks it is decided elsewhere; this says over which bytes.
///
/// @param message an encoded [SignalMessage], at least one byte
/// @param signature Ed25519 over [#bytesToSign], 64 bytes
public record SignedSignal(Bytes message, Bytes signature) {
  /// Largest message. Unit: bytes.
  public static final int MESSAGE_BYTES_MAX = Limits.SIGNAL_BYTES_MAX - Fields.SIGNATURE_BYTES;

  public SignedSignal {
    MessageWriter.requireLength("message", message.length(), 1, MESSAGE_BYTES_MAX);
    MessageWriter.requireLength(
        "signature", signature.length(), Fields.SIGNATURE_BYTES, Fields.SIGNATURE_BYTES);
  }

  /// What the sender signs, after the label of a signal: star, sender, recipient, message. So a
  /// signal means nothing in another star, from another member or for another one.
  ///
  /// @param star id of the star, 32 bytes
  /// @param from public key of the sender, 32 bytes
  /// @param to public key of the recipient, 32 bytes
  /// @param message an encoded [SignalMessage]
  /// @throws IllegalArgumentException if an id or key is not 32 bytes long
  public static byte[] bytesToSign(byte[] star, byte[] from, byte[] to, Bytes message) {
    return new SignedBytes().fixed32(star).fixed32(from).fixed32(to).rest(message).done();
  }

  /// The envelope's bytes.
  public byte[] encode() {
    byte[] encoded = new byte[signature.length() + message.length()];
    signature.view().get(encoded, 0, signature.length());
    message.view().get(encoded, signature.length(), message.length());
    return encoded;
  }

  /// Reads an envelope.
  public static DecodeResult<SignedSignal> decode(byte[] encoded) {
    if (encoded.length > Limits.SIGNAL_BYTES_MAX) {
      return new DecodeResult.Malformed<>(
          new PeerFault(
              FaultCode.FRAME_TOO_LARGE,
              "signal=" + encoded.length + " over " + Limits.SIGNAL_BYTES_MAX));
    }
    if (encoded.length <= Fields.SIGNATURE_BYTES) {
      return new DecodeResult.Incomplete<>();
    }
    byte[] signature = Arrays.copyOf(encoded, Fields.SIGNATURE_BYTES);
    byte[] message = Arrays.copyOfRange(encoded, Fields.SIGNATURE_BYTES, encoded.length);
    return new DecodeResult.Decoded<>(
        new SignedSignal(Bytes.copyOf(message), Bytes.copyOf(signature)));
  }
}
