package dev.starshell.syncshell.journal.sqlite;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.ReceiptBook;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// The table `receipt`. Bounds are kept in the transaction of each new receipt. What is kept is
/// counted once, and from then on as it changes.
final class SqliteReceipts implements ReceiptBook {
  /// The bounds, smaller in tests.
  record Bounds(int ofOne, long ofOneBytes, long allBytes) {
    static final Bounds DEFAULT = new Bounds(OF_ONE_MAX, OF_ONE_BYTES_MAX, ALL_BYTES_MAX);
  }

  /// Receivers whose sums are remembered; those of others are counted anew.
  private static final int RECEIVERS_MAX = 1_024;

  private static final String SUM = "SELECT count(*), total(size) FROM receipt";

  private final JournalThread thread;
  private final Bounds bounds;

  /// What is kept in all, and of some receivers. Belongs to the journal's thread.
  private @Nullable Sum all;

  private final Map<Bytes, Sum> ofOne = new HashMap<>();

  /// Whether a transaction failed that was counted in already.
  private volatile boolean doubted;

  SqliteReceipts(JournalThread thread, Bounds bounds) {
    this.thread = thread;
    this.bounds = bounds;
  }

  private record Sum(long count, long bytes) {
    Sum with(long size) {
      return new Sum(count + 1, bytes + size);
    }

    Sum without(long size) {
      return new Sum(count - 1, bytes - size);
    }
  }

  private record Row(long id, Bytes receiver, long size) {}

  @Override
  public void keep(MemberKey receiver, Bytes receipt) throws IOException {
    Bytes key = Bytes.copyOf(receiver.toBytes());
    byte[] signed = receipt.toArray();
    try {
      thread.write(db -> {
        count(db, key);
        db.change(
            "INSERT INTO receipt (receiver, size, signed) VALUES (?, ?, ?)",
            key.toArray(),
            signed.length,
            signed);
        counted(key, sum -> sum.with(signed.length));
        prune(db, key);
        return null;
      });
    } catch (IOException | RuntimeException e) {
      doubted = true;
      throw e;
    }
  }

  /// Looks up the sums that are not known.
  private void count(Database db, Bytes receiver) throws SQLException {
    if (doubted || ofOne.size() >= RECEIVERS_MAX) {
      doubted = false;
      all = null;
      ofOne.clear();
    }
    if (all == null) {
      all = sum(db.with(SUM));
    }
    if (!ofOne.containsKey(receiver)) {
      ofOne.put(receiver, sum(db.with(SUM + " WHERE receiver = ?", (Object) receiver.toArray())));
    }
  }

  private void counted(Bytes receiver, UnaryOperator<Sum> change) {
    all = change.apply(all());
    ofOne.computeIfPresent(receiver, (_, sum) -> change.apply(sum));
  }

  private Sum all() {
    return Objects.requireNonNull(all, "not counted");
  }

  private void prune(Database db, Bytes receiver) throws SQLException {
    Sum one = Objects.requireNonNull(ofOne.get(receiver), "not counted");
    while (one.count() > bounds.ofOne() || one.bytes() > bounds.ofOneBytes()) {
      drop(
          db,
          db.with(
              "SELECT id, receiver, size FROM receipt WHERE receiver = ? ORDER BY id LIMIT 1",
              (Object) receiver.toArray()));
      one = Objects.requireNonNull(ofOne.get(receiver));
    }
    while (all().bytes() > bounds.allBytes()) {
      drop(db, db.with("SELECT id, receiver, size FROM receipt ORDER BY id LIMIT 1"));
    }
  }

  private void drop(Database db, PreparedStatement oldest) throws SQLException {
    Row row;
    try (ResultSet rows = oldest.executeQuery()) {
      if (!rows.next()) {
        throw new SQLException("receipts were counted that are not there");
      }
      row = new Row(rows.getLong(1), Bytes.copyOf(rows.getBytes(2)), rows.getLong(3));
    }
    db.change("DELETE FROM receipt WHERE id = ?", row.id());
    counted(row.receiver(), sum -> sum.without(row.size()));
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
