package dev.starshell.syncshell.journal.sqlite;

import dev.starshell.syncshell.content.ChunkList;
import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/// The rows of one archive: itself, its chunk list, and one for each chunk.
final class ContentRows {
  /// No archive. Ids begin with 1.
  static final long NONE = 0;

  private ContentRows() {}

  static long idOf(Database db, byte[] root) throws SQLException {
    String sql = "SELECT id FROM content WHERE root = ?";
    try (ResultSet rows = db.with(sql, (Object) root).executeQuery()) {
      return rows.next() ? rows.getLong(1) : NONE;
    }
  }

  /// The archive's id, after making its rows if there are none.
  static long ensure(Database db, Root root, ChunkList chunks) throws SQLException {
    byte[] key = root.digest().toBytes();
    long known = idOf(db, key);
    if (known != NONE) {
      return known;
    }
    db.change("INSERT INTO content (root, object, partial) VALUES (?, 0, 0)", (Object) key);
    long id = db.number("SELECT last_insert_rowid()");
    byte[] packed = chunks.toBytes();
    db.change("INSERT INTO chunk_list (content, packed) VALUES (?, ?)", id, packed);
    eachChunk(db, "INSERT INTO chunk (prefix, content, idx) VALUES (?, ?, ?)", id, packed);
    return id;
  }

  static Optional<ChunkList> chunks(Database db, byte[] root) throws SQLException {
    String sql =
        "SELECT l.packed FROM content c JOIN chunk_list l ON l.content = c.id WHERE c.root = ?";
    try (ResultSet rows = db.with(sql, (Object) root).executeQuery()) {
      return rows.next() ? Optional.of(ChunkList.of(rows.getBytes(1))) : Optional.empty();
    }
  }

  /// Drops the archive's rows if nothing has it any more.
  static void sweep(Database db, long id) throws SQLException {
    int gone =
        db.change(
            "DELETE FROM content WHERE id = ? AND object = 0 AND partial = 0 AND NOT EXISTS"
                + " (SELECT 1 FROM library_file f WHERE f.content = content.id)",
            id);
    if (gone == 0) {
      return;
    }
    String sql = "SELECT packed FROM chunk_list WHERE content = ?";
    try (ResultSet rows = db.with(sql, id).executeQuery()) {
      if (rows.next()) {
        byte[] packed = rows.getBytes(1);
        eachChunk(db, "DELETE FROM chunk WHERE prefix = ? AND content = ? AND idx = ?", id, packed);
      }
    }
    db.change("DELETE FROM chunk_list WHERE content = ?", id);
  }

  private static void eachChunk(Database db, String sql, long id, byte[] packed)
      throws SQLException {
    PreparedStatement statement = db.with(sql);
    for (int i = 0; i < packed.length / ChunkList.ENTRY_BYTES; i++) {
      statement.setLong(1, prefix(packed, i * ChunkList.ENTRY_BYTES));
      statement.setLong(2, id);
      statement.setInt(3, i);
      statement.executeUpdate();
    }
  }

  static long prefix(byte[] hashes, int offset) {
    assert offset % ChunkList.ENTRY_BYTES == 0 && Digest.LENGTH_BYTES >= Long.BYTES;
    return ByteBuffer.wrap(hashes).getLong(offset);
  }
}
