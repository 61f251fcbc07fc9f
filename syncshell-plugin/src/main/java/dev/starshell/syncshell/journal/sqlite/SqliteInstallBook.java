package dev.starshell.syncshell.journal.sqlite;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.InstallBook;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The tables `install_open`, `install_version` and `install_change`. Absence is a blob of one zero
/// byte.
final class SqliteInstallBook implements InstallBook {
  private static final byte[] NONE = {0};

  private final JournalThread thread;
  private final int slot;

  SqliteInstallBook(JournalThread thread, int slot) {
    this.thread = thread;
    this.slot = slot;
  }

  @Override
  public Map<String, Bytes> open() throws IOException {
    return thread.read(db -> {
      Map<String, Bytes> open = new TreeMap<>();
      try (ResultSet rows =
          db.with("SELECT name, plan FROM install_open WHERE slot = ?", slot).executeQuery()) {
        while (rows.next()) {
          open.put(rows.getString(1), Bytes.copyOf(rows.getBytes(2)));
        }
      }
      return open;
    });
  }

  @Override
  public void begin(String name, Bytes plan) throws IOException {
    byte[] bytes = plan.toArray();
    thread.write(db ->
        db.change(
            "INSERT INTO install_open (slot, name, plan) VALUES (?, ?, ?)"
                + " ON CONFLICT (slot, name) DO UPDATE SET plan = excluded.plan",
            slot,
            name,
            bytes));
  }

  @Override
  public void drop(String name) throws IOException {
    thread.write(db -> close(db, name));
  }

  private int close(Database db, String name) throws SQLException {
    return db.change("DELETE FROM install_open WHERE slot = ? AND name = ?", slot, name);
  }

  @Override
  public void finish(String name, Outcome outcome, Bounds bounds) throws IOException {
    thread.write(db -> {
      for (Installed file : outcome.forgotten()) {
        SqliteJournal.forget(db, slot, file);
      }
      for (Installed file : outcome.recorded()) {
        SqliteJournal.record(db, slot, file);
      }
      if (!outcome.version().changes().isEmpty()) {
        // A version may come in thousands of parts: the past is added up once for each version.
        if (add(db, outcome.version())) {
          prune(db, bounds);
        }
      }
      return close(db, name);
    });
  }

  /// @return whether a new version began with it
  private boolean add(Database db, NewVersion version) throws SQLException {
    Newest newest = newest(db, version);
    long number = newest.isItsOwn() ? newest.number() : begun(db, version, newest.number() + 1);
    for (Change change : version.changes()) {
      db.change(
          "INSERT INTO install_change (slot, number, owner, path, old_root, new_root, old_bytes,"
              + " new_bytes) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
              + " ON CONFLICT (slot, number, owner, path) DO UPDATE"
              + " SET new_root = excluded.new_root, new_bytes = excluded.new_bytes",
          slot,
          number,
          change.owner().toBytes(),
          change.path(),
          blob(change.before()),
          blob(change.after()),
          change.beforeBytes(),
          change.afterBytes());
    }
    return !newest.isItsOwn();
  }

  /// The newest version.
  ///
  /// @param number 0 if there is none
  /// @param isItsOwn whether what is added belongs to it
  private record Newest(long number, boolean isItsOwn) {}

  private Newest newest(Database db, NewVersion version) throws SQLException {
    try (ResultSet rows =
        db.with(
                "SELECT number, cause, by_member, reference FROM install_version WHERE slot = ?"
                    + " ORDER BY number DESC LIMIT 1",
                slot)
            .executeQuery()) {
      return rows.next()
          ? new Newest(
              rows.getLong(1),
              version.cause() == Cause.INSTALLED
                  && rows.getString(2).equals(Cause.INSTALLED.name())
                  && Arrays.equals(rows.getBytes(3), by(version))
                  && rows.getLong(4) == version.reference())
          : new Newest(0, false);
    }
  }

  private static byte[] by(NewVersion version) {
    return version.by().map(MemberKey::toBytes).orElse(NONE);
  }

  private long begun(Database db, NewVersion version, long number) throws SQLException {
    db.change(
        "INSERT INTO install_version (slot, number, wall_millis, cause, by_member, by_name,"
            + " reference) VALUES (?, ?, ?, ?, ?, ?, ?)",
        slot,
        number,
        version.wallMillis(),
        version.cause().name(),
        by(version),
        version.byName(),
        version.reference());
    return number;
  }

  /// Forgets the oldest versions.
  private void prune(Database db, Bounds bounds) throws SQLException {
    long newest = 0;
    long keep = 0;
    long bytes = 0;
    int count = 0;
    String sql =
        "SELECT v.number, (SELECT coalesce(sum(c.old_bytes), 0) FROM install_change c"
            + " WHERE c.slot = v.slot AND c.number = v.number) FROM install_version v"
            + " WHERE v.slot = ? ORDER BY v.number DESC";
    try (ResultSet rows = db.with(sql, slot).executeQuery()) {
      while (rows.next()) {
        newest = Math.max(newest, rows.getLong(1));
        bytes += rows.getLong(2);
        count++;
        if (count > bounds.versions() || (bytes > bounds.bytes() && count > 1)) {
          break;
        }
        keep = rows.getLong(1);
      }
    }
    db.change("DELETE FROM install_change WHERE slot = ? AND number < ?", slot, keep);
    db.change("DELETE FROM install_version WHERE slot = ? AND number < ?", slot, keep);
  }

  @Override
  public List<Version> versions() throws IOException {
    String sql =
        "SELECT v.number, v.wall_millis, v.cause, v.by_member, v.by_name, v.reference,"
            + " coalesce(sum(length(c.old_root) = 1 AND length(c.new_root) > 1), 0),"
            + " coalesce(sum(length(c.old_root) > 1 AND length(c.new_root) > 1), 0),"
            + " coalesce(sum(length(c.old_root) > 1 AND length(c.new_root) = 1), 0),"
            + " coalesce(sum(c.new_bytes), 0), coalesce(sum(c.old_bytes), 0)"
            + " FROM install_version v LEFT JOIN install_change c"
            + " ON c.slot = v.slot AND c.number = v.number"
            + " WHERE v.slot = ? GROUP BY v.number ORDER BY v.number DESC";
    return thread.read(db -> {
      List<Version> versions = new ArrayList<>();
      try (ResultSet rows = db.with(sql, slot).executeQuery()) {
        while (rows.next()) {
          byte[] by = rows.getBytes(4);
          versions.add(
              new Version(
                  rows.getLong(1),
                  rows.getLong(2),
                  Cause.valueOf(rows.getString(3)),
                  by.length == NONE.length ? Optional.empty() : Optional.of(MemberKey.of(by)),
                  rows.getString(5),
                  rows.getLong(6),
                  rows.getInt(7),
                  rows.getInt(8),
                  rows.getInt(9),
                  rows.getLong(10),
                  rows.getLong(11)));
        }
      }
      return versions;
    });
  }

  @Override
  public List<Change> changesAfter(long number) throws IOException {
    return changes("number > ? ORDER BY number DESC, path LIMIT ?", number, Integer.MAX_VALUE);
  }

  @Override
  public List<Change> changes(long number, int countMax) throws IOException {
    return changes("number = ? ORDER BY path LIMIT ?", number, countMax);
  }

  private List<Change> changes(String which, long number, int countMax) throws IOException {
    String sql =
        "SELECT owner, path, old_root, new_root, old_bytes, new_bytes FROM install_change"
            + " WHERE slot = ? AND "
            + which;
    return thread.read(db -> {
      List<Change> changes = new ArrayList<>();
      try (ResultSet rows = db.with(sql, slot, number, countMax).executeQuery()) {
        while (rows.next()) {
          changes.add(
              new Change(
                  MemberKey.of(rows.getBytes(1)),
                  rows.getString(2),
                  root(rows.getBytes(3)),
                  root(rows.getBytes(4)),
                  rows.getLong(5),
                  rows.getLong(6)));
        }
      }
      return changes;
    });
  }

  private static byte[] blob(Optional<Root> root) {
    return root.map(one -> one.digest().toBytes()).orElse(NONE);
  }

  private static Optional<Root> root(byte[] blob) {
    return blob.length == NONE.length ? Optional.empty() : Optional.of(new Root(Digest.of(blob)));
  }
}
