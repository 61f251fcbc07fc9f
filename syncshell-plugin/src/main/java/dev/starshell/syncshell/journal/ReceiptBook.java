package dev.starshell.syncshell.journal;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/// Port: the receipts that receivers have signed for this member. Durable on return.
///
/// Bounded: [#OF_ONE_MAX] receipts and [#OF_ONE_BYTES_MAX] of one receiver, so that nobody pushes
/// out the receipts of others, and [#ALL_BYTES_MAX] of all together; the oldest go first.
///
/// Thread: any platform thread; methods wait for the disk.
public interface ReceiptBook {
  /// Most receipts of one receiver.
  int OF_ONE_MAX = 5_000;

  /// Most that the receipts of one receiver may take. Unit: bytes.
  long OF_ONE_BYTES_MAX = 2L * 1024 * 1024;

  /// Most that all receipts may take. Unit: bytes.
  long ALL_BYTES_MAX = 32L * 1024 * 1024;

  /// Keeps a receipt.
  void keep(MemberKey receiver, Bytes receipt) throws IOException;

  /// The newest receipts, of one receiver or of all, the oldest of them first.
  ///
  /// @param count at most so many
  /// @param bytes at most so much of them together
  List<Bytes> newest(Optional<MemberKey> receiver, int count, long bytes) throws IOException;

  /// How many are kept, of one receiver or of all.
  int count(Optional<MemberKey> receiver) throws IOException;
}
