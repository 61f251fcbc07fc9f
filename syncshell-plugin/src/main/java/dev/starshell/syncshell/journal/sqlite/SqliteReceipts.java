package dev.starshell.syncshell.journal.sqlite;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.ReceiptBook;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The table `receipt`. Bounds are kept in the transaction of each new receipt, so the sums are
/// looked up in an index and no row is read for them.
final class SqliteReceipts implements ReceiptBook {
  /// The bounds, smaller in tests.
  record Bounds(int ofOne, long ofOneBytes, long allBytes) {
    static final Bounds DEFAULT = new Bounds(OF_ONE_MAX, OF_ONE_BYTES_MAX, ALL_BYTES_MAX);
  }

  private static final String SUM = "SELECT count(*), total(size) FROM receipt";

  private final JournalThread thread;
  private final Bounds bounds;

  SqliteReceipts(JournalThread thread, Bounds bounds) {
    this.thread = thread;
    this.bounds = bounds;
  }

  private record Sum(long count, long bytes) {}

  @Override
  public void keep(MemberKey receiver, Bytes receipt) throws IOException {
    byte[] key = receiver.toBytes();
    byte[] signed = receipt.toArray();
    thread.write(db -> {
      db.change(
          "INSERT INTO receipt (receiver, size, signed) VALUES (?, ?, ?)",
          key,
          signed.length,
          signed);
      prune(db, key);
      return null;
    });
  }

  private void prune(Database db, byte[] key) throws SQLException {
    Sum ofOne = sum(db.with(SUM + " WHERE receiver = ?", (Object) key));
    while (ofOne.count() > bounds.ofOne() || ofOne.bytes() > bounds.ofOneBytes()) {
      db.change(
          "DELETE FROM receipt WHERE id = (SELECT min(id) FROM receipt WHERE receiver = ?)",
          (Object) key);
      ofOne = sum(db.with(SUM + " WHERE receiver = ?", (Object) key));
    }
    Sum all = sum(db.with(SUM));
    while (all.bytes() > bounds.allBytes()) {
      db.change("DELETE FROM receipt WHERE id = (SELECT min(id) FROM receipt)");
      all = sum(db.with(SUM));
    }
  }

  private static Sum sum(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      return rows.next() ? new Sum(rows.getLong(1), (long) rows.getDouble(2)) : new Sum(0, 0);
    }
  }

  @Override
  public List<Bytes> newest(Optional<MemberKey> receiver, int count, long bytes)
      throws IOException {
    Optional<byte[]> key = receiver.map(MemberKey::toBytes);
    return thread.read(db -> {
      PreparedStatement statement =
          key.isPresent()
              ? db.with(
                  "SELECT signed FROM receipt WHERE receiver = ? ORDER BY id DESC LIMIT ?",
                  key.get(),
                  count)
              : db.with("SELECT signed FROM receipt ORDER BY id DESC LIMIT ?", count);
      List<Bytes> newestFirst = new ArrayList<>();
      try (ResultSet rows = statement.executeQuery()) {
        long left = bytes;
        while (rows.next() && left >= 0) {
          byte[] signed = rows.getBytes(1);
          left -= signed.length;
          if (left >= 0) {
            newestFirst.add(Bytes.copyOf(signed));
          }
        }
      }
      return newestFirst.reversed();
    });
  }

  @Override
  public int count(Optional<MemberKey> receiver) throws IOException {
    Optional<byte[]> key = receiver.map(MemberKey::toBytes);
    return thread.read(db -> {
      PreparedStatement statement =
          key.isPresent() ? db.with(SUM + " WHERE receiver = ?", (Object) key.get()) : db.with(SUM);
      return (int) sum(statement).count();
    });
  }
}
