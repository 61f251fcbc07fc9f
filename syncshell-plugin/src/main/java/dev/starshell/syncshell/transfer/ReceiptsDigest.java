package dev.starshell.syncshell.transfer;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.contract.Contract;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// What both sides of a high five agree on: SHA-256 over a label, the contract's digest, the
/// channel, and number, root and outcome of each of its parcels. docs/PROTOCOL.md, "High five".
final class ReceiptsDigest {
  private static final byte[] LABEL = "starshell/1 receipts\0".getBytes(StandardCharsets.US_ASCII);

  private ReceiptsDigest() {}

  /// @throws IllegalStateException if a parcel of the channel has no verdict yet
  static Digest of(Board board, int channel) {
    Contract contract = board.contract();
    MessageDigest sha = Sha256.create();
    sha.update(LABEL);
    sha.update(contract.digest().toBytes());
    sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(channel).flip());
    ByteBuffer entry = ByteBuffer.allocate(Integer.BYTES + Digest.LENGTH_BYTES + 1);
    for (int parcel : contract.parcelsOn(channel)) {
      entry.clear();
      entry.putInt(parcel);
      entry.put(contract.parcel(parcel).root().digest().toBytes());
      entry.put((byte) board.outcome(parcel));
      sha.update(entry.flip());
    }
    return Digest.of(sha.digest());
  }
}
