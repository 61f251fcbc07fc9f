package dev.starshell.syncshell.contract;

import dev.starshell.syncshell.content.ChunkRange;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Sha256;
import dev.starshell.syncshell.protocol.Parcel;
import dev.starshell.syncshell.protocol.TransferMessage.ContractOffered;
import dev.starshell.syncshell.protocol.TransferMessage.Refusal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/// SHA-256 over a label and all that a contract says, each count before what it counts, integers
/// big-endian. docs/PROTOCOL.md, "Contract".
final class ContractDigest {
  private static final byte[] LABEL = "starshell/1 contract\0".getBytes(StandardCharsets.US_ASCII);

  private ContractDigest() {}

  static Digest of(ContractOffered contract) {
    MessageDigest sha = Sha256.create();
    ByteBuffer buffer = ByteBuffer.allocate(8 * 1024);
    sha.update(LABEL);
    buffer.putLong(contract.contract()).putLong(contract.need());
    buffer.putInt(contract.parcels().size());
    for (Parcel parcel : contract.parcels()) {
      room(buffer, sha, Digest.LENGTH_BYTES + 2 * Integer.BYTES);
      buffer.put(parcel.root().digest().toBytes());
      buffer.putInt(parcel.channel()).putInt(parcel.chunks().size());
      for (ChunkRange range : parcel.chunks()) {
        room(buffer, sha, 2 * Integer.BYTES);
        buffer.putInt(range.from()).putInt(range.to());
      }
    }
    room(buffer, sha, Integer.BYTES);
    buffer.putInt(contract.refused().size());
    for (Refusal refusal : contract.refused()) {
      room(buffer, sha, Digest.LENGTH_BYTES + Integer.BYTES);
      buffer.put(refusal.root().digest().toBytes()).putInt(refusal.reason().wire());
    }
    room(buffer, sha, buffer.capacity());
    return Digest.of(sha.digest());
  }

  private static void room(ByteBuffer buffer, MessageDigest sha, int neededBytes) {
    if (buffer.remaining() < neededBytes) {
      sha.update(buffer.flip());
      buffer.clear();
    }
  }
}
