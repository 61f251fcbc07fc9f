package dev.starshell.syncshell.protocol;

/// What a receiver signs when it answers a high five: all that the high five says, the membership's
/// epoch and the time. It is kept by the sender as proof of delivery.
///
/// @param highFive what the sender has signed
/// @param epoch of the membership, as the receiver knows it. Range: 0 to 2^63 − 1
/// @param seconds by the receiver's clock, since 1970. Range: 0 to 2^63 − 1
public record ReceiptStatement(HighFiveStatement highFive, long epoch, long seconds) {
  /// The bytes that the receiver signs, after the label of a receipt.
  ///
  /// @param star id of the star, 32 bytes
  /// @param sender public key of who sent the archives, 32 bytes
  /// @param receiver public key of who received them, 32 bytes
  /// @throws IllegalArgumentException if an id or key is not 32 bytes long
  public byte[] bytesToSign(byte[] star, byte[] sender, byte[] receiver) {
    return new SignedBytes()
        .fixed8(epoch)
        .fixed8(seconds)
        .rest(Bytes.copyOf(highFive.bytesToSign(star, sender, receiver)))
        .done();
  }
}
