package dev.starshell.syncshell.journal.sqlite;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.ArchiveBook;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// What is known and was said about archives, in the journal's file. Thread: as the journal.
final class SqliteArchiveBook implements ArchiveBook {
  /// How many findings are kept: more than two members can offer.
  static final int FINDINGS_MAX = 50_000;

  /// After so many new findings the oldest ones go.
  static final int PRUNE_EVERY = 1_000;

  private final JournalThread thread;
  private final int slot;
  private final AtomicLong found = new AtomicLong();

  /// @param slot of the shell that words and recalls are for; findings are for all
  SqliteArchiveBook(JournalThread thread, int slot) {
    this.thread = thread;
    this.slot = slot;
  }

  @Override
  public Map<Root, Long> brought() throws IOException {
    return thread.read(db -> {
      Map<Root, Long> brought = new HashMap<>();
      try (ResultSet rows =
          db.with("SELECT root, size FROM brought WHERE slot = ?", slot).executeQuery()) {
        while (rows.next()) {
          brought.put(root(rows, 1), rows.getLong(2));
        }
      }
      return brought;
    });
  }

  @Override
  public Map<Root, Long> unused() throws IOException {
    String sql =
        "SELECT root, max(size) FROM brought WHERE root NOT IN (SELECT root FROM installed)"
            + " AND root NOT IN (SELECT old_root FROM install_change)"
            + " AND root NOT IN (SELECT new_root FROM install_change) GROUP BY root";
    return thread.read(db -> {
      Map<Root, Long> unused = new HashMap<>();
      try (ResultSet rows = db.with(sql).executeQuery()) {
        while (rows.next()) {
          unused.put(root(rows, 1), rows.getLong(2));
        }
      }
      return unused;
    });
  }

  @Override
  public void forgetBrought(Collection<Root> roots) throws IOException {
    thread.write(db -> {
      for (Root root : roots) {
        db.change("DELETE FROM brought WHERE root = ?", (Object) root.digest().toBytes());
      }
      return null;
    });
  }

  @Override
  public void bring(Map<Root, Long> sizes) throws IOException {
    Map<Root, Long> copy = Map.copyOf(sizes);
    thread.write(db -> {
      for (Map.Entry<Root, Long> one : copy.entrySet()) {
        db.change(
            "INSERT INTO brought (slot, root, size) VALUES (?, ?, ?)"
                + " ON CONFLICT (slot, root) DO NOTHING",
            slot,
            one.getKey().digest().toBytes(),
            one.getValue());
      }
      return null;
    });
  }

  @Override
  public List<Word> words() throws IOException {
    return thread.read(db -> {
      List<Word> words = new ArrayList<>();
      String sql = "SELECT root, sender, approved, wall_millis FROM archive_word WHERE slot = ?";
      try (ResultSet rows = db.with(sql, slot).executeQuery()) {
        while (rows.next()) {
          words.add(new Word(root(rows, 1), member(rows, 2), rows.getInt(3) == 1, rows.getLong(4)));
        }
      }
      return words;
    });
  }

  @Override
  public void say(List<Word> words) throws IOException {
    thread.write(db -> {
      for (Word word : words) {
        db.change(
            "INSERT INTO archive_word (slot, root, sender, approved, wall_millis)"
                + " VALUES (?, ?, ?, ?, ?) ON CONFLICT (slot, root, sender) DO UPDATE"
                + " SET approved = excluded.approved, wall_millis = excluded.wall_millis",
            slot,
            word.root().digest().toBytes(),
            word.sender().toBytes(),
            word.approved(),
            word.wallMillis());
      }
      return null;
    });
  }

  @Override
  public List<Recall> recalls() throws IOException {
    return thread.read(db -> {
      List<Recall> recalls = new ArrayList<>();
      String sql = "SELECT root, reason, wall_millis FROM archive_recall WHERE slot = ?";
      try (ResultSet rows = db.with(sql, slot).executeQuery()) {
        while (rows.next()) {
          recalls.add(new Recall(root(rows, 1), rows.getString(2), rows.getLong(3)));
        }
      }
      return recalls;
    });
  }

  @Override
  public void recall(Recall recall) throws IOException {
    thread.write(db ->
        db.change(
            "INSERT INTO archive_recall (slot, root, reason, wall_millis) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (slot, root) DO NOTHING",
            slot,
            recall.root().digest().toBytes(),
            recall.reason(),
            recall.wallMillis()));
  }

  @Override
  public void lift(Root root) throws IOException {
    thread.write(db ->
        db.change(
            "DELETE FROM archive_recall WHERE slot = ? AND root = ?",
            slot,
            root.digest().toBytes()));
  }

  @Override
  public Map<Root, Finding> findings(Collection<Root> roots) throws IOException {
    return thread.read(db -> {
      Map<Root, Finding> findings = new HashMap<>();
      String sql = "SELECT contents, wall_millis FROM archive_finding WHERE root = ?";
      for (Root root : roots) {
        try (ResultSet rows = db.with(sql, (Object) root.digest().toBytes()).executeQuery()) {
          if (rows.next()) {
            findings.put(root, new Finding(Bytes.copyOf(rows.getBytes(1)), rows.getLong(2)));
          }
        }
      }
      return findings;
    });
  }

  @Override
  public void keepFinding(Root root, Finding finding) throws IOException {
    // The time stays that of the first examination, also when newer rules examine again.
    thread.defer(db ->
        db.change(
            "INSERT INTO archive_finding (root, contents, wall_millis) VALUES (?, ?, ?)"
                + " ON CONFLICT (root) DO UPDATE SET contents = excluded.contents",
            root.digest().toBytes(),
            finding.contents().toArray(),
            finding.wallMillis()));
    if (found.incrementAndGet() % PRUNE_EVERY == 0) {
      thread.defer(db ->
          db.change(
              "DELETE FROM archive_finding WHERE id <= (SELECT max(id) FROM archive_finding) - ?",
              FINDINGS_MAX));
    }
  }

  @Override
  public List<Installed> installed(Collection<Root> roots) throws IOException {
    return thread.read(db -> {
      List<Installed> files = new ArrayList<>();
      String sql =
          "SELECT owner, path, offered FROM installed WHERE slot = ? AND root = ?"
              + " ORDER BY owner, path";
      for (Root root : roots) {
        try (ResultSet rows = db.with(sql, slot, root.digest().toBytes()).executeQuery()) {
          while (rows.next()) {
            files.add(new Installed(member(rows, 1), rows.getString(2), root, rows.getInt(3) == 1));
          }
        }
      }
      return files;
    });
  }

  private static Root root(ResultSet rows, int column) throws SQLException {
    return new Root(Digest.of(rows.getBytes(column)));
  }

  private static MemberKey member(ResultSet rows, int column) throws SQLException {
    return MemberKey.of(rows.getBytes(column));
  }
}
