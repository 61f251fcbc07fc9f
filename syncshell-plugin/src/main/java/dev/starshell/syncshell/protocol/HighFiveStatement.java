package dev.starshell.syncshell.protocol;

import dev.starshell.syncshell.content.Digest;

/// What both sides of a high five sign. It names the star, both members and their roles, the
/// generation, the contract and the channel, so that it can be kept as a record and never be taken
/// for another one.
///
/// @param generation of the link
/// @param contract number in the generation
/// @param channel the data channel
/// @param receipts digest over the outcome of each parcel
public record HighFiveStatement(long generation, long contract, int channel, Digest receipts) {
  /// The bytes that either side signs with its own key, after the label of a high five.
  ///
  /// @param star id of the star, 32 bytes
  /// @param sender public key of who sent the archives, 32 bytes
  /// @param receiver public key of who received them, 32 bytes
  /// @throws IllegalArgumentException if an id or key is not 32 bytes long
  public byte[] bytesToSign(byte[] star, byte[] sender, byte[] receiver) {
    return new SignedBytes()
        .fixed32(star)
        .fixed32(sender)
        .fixed32(receiver)
        .fixed8(generation)
        .fixed8(contract)
        .fixed8(channel)
        .fixed32(receipts.toBytes())
        .done();
  }
}
