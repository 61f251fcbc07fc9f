package dev.starshell.syncshell.journal.sqlite;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.RecoveryBook;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The table `recovery`: a row for each slot and member.
final class SqliteRecoveries implements RecoveryBook {
  private final JournalThread thread;
  private final int slot;

  SqliteRecoveries(JournalThread thread, int slot) {
    this.thread = thread;
    this.slot = slot;
  }

  @Override
  public void keep(MemberKey member, Bytes session) throws IOException {
    byte[] key = member.toBytes();
    byte[] bytes = session.toArray();
    thread.write(db ->
        db.change(
            "INSERT INTO recovery (slot, member, session) VALUES (?, ?, ?)"
                + " ON CONFLICT (slot, member) DO UPDATE SET session = excluded.session",
            slot,
            key,
            bytes));
  }

  @Override
  public void forget(MemberKey member) throws IOException {
    byte[] key = member.toBytes();
    thread.write(db -> db.change("DELETE FROM recovery WHERE slot = ? AND member = ?", slot, key));
  }

  @Override
  public void forgetAll() throws IOException {
    thread.write(db -> db.change("DELETE FROM recovery WHERE slot = ?", slot));
  }

  @Override
  public Map<MemberKey, Bytes> all() throws IOException {
    return thread.read(db -> {
      Map<MemberKey, Bytes> kept = new TreeMap<>();
      try (ResultSet rows =
          db.with("SELECT member, session FROM recovery WHERE slot = ?", slot).executeQuery()) {
        while (rows.next()) {
          kept.put(MemberKey.of(rows.getBytes(1)), Bytes.copyOf(rows.getBytes(2)));
        }
      }
      return kept;
    });
  }

  @Override
  public List<Bytes> ofAllShells() throws IOException {
    return thread.read(db -> {
      List<Bytes> kept = new ArrayList<>();
      try (ResultSet rows =
          db.with("SELECT session FROM recovery ORDER BY slot, member").executeQuery()) {
        while (rows.next()) {
          kept.add(Bytes.copyOf(rows.getBytes(1)));
        }
      }
      return kept;
    });
  }
}
