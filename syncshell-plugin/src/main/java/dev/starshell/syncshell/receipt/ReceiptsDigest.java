package dev.starshell.syncshell.receipt;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/// What both sides of a high five agree on: SHA-256 over a label, the contract's digest, the
/// channel, and number, root, share and outcome of each of its parcels. docs/PROTOCOL.md, "High
/// five".
public final class ReceiptsDigest {
  private static final byte[] LABEL = "starshell/1 receipts\0".getBytes(StandardCharsets.US_ASCII);
  private static final int LINE_BYTES = 2 * Integer.BYTES + Digest.LENGTH_BYTES + 1;

  private ReceiptsDigest() {}

  /// The digest over the parcels of one channel, in the order in which they travelled.
  public static Digest of(Digest contract, int channel, List<ReceiptLine> lines) {
    MessageDigest sha = Sha256.create();
    sha.update(LABEL);
    sha.update(contract.toBytes());
    sha.update(ByteBuffer.allocate(Integer.BYTES).putInt(channel).flip());
    ByteBuffer entry = ByteBuffer.allocate(LINE_BYTES);
    for (ReceiptLine line : lines) {
      entry.clear();
      entry.putInt(line.parcel()).put(line.root().digest().toBytes());
      entry.putInt(line.of()).put((byte) line.outcome());
      sha.update(entry.flip());
    }
    return Digest.of(sha.digest());
  }
}
