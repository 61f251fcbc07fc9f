package dev.starshell.syncshell.journal.sqlite;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.journal.Journal.Installed;
import dev.starshell.syncshell.journal.LookBook;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The table `install_look`: at most a row for each row of `installed`. Thread: as the journal.
final class SqliteLookBook implements LookBook {
  private final JournalThread thread;
  private final int slot;

  SqliteLookBook(JournalThread thread, int slot) {
    this.thread = thread;
    this.slot = slot;
  }

  @Override
  public List<Watched> watched() throws IOException {
    String sql =
        "SELECT i.owner, i.path, i.root, i.offered, l.size, l.modified, l.file_key, l.read_millis,"
            + " l.verdict FROM installed i LEFT JOIN install_look l ON l.slot = i.slot"
            + " AND l.owner = i.owner AND l.path = i.path AND l.root = i.root"
            + " WHERE i.slot = ? ORDER BY i.owner, i.path";
    return thread.read(db -> {
      List<Watched> watched = new ArrayList<>();
      try (ResultSet rows = db.with(sql, slot).executeQuery()) {
        while (rows.next()) {
          Installed file =
              new Installed(
                  MemberKey.of(rows.getBytes(1)),
                  rows.getString(2),
                  new Root(Digest.of(rows.getBytes(3))),
                  rows.getInt(4) == 1);
          watched.add(new Watched(file, look(file, rows)));
        }
      }
      return watched;
    });
  }

  private static Optional<Look> look(Installed file, ResultSet rows) throws SQLException {
    @Nullable String verdict = rows.getString(9);
    return verdict == null
        ? Optional.empty()
        : Optional.of(
            new Look(
                file.owner(),
                file.path(),
                file.root(),
                new Stamp(rows.getLong(5), rows.getLong(6), rows.getString(7)),
                rows.getLong(8),
                Verdict.valueOf(verdict)));
  }

  @Override
  public void keep(Collection<Look> looks) throws IOException {
    List<Look> kept = List.copyOf(looks);
    if (kept.isEmpty()) {
      return;
    }
    // What was forgotten while it was looked at has no row that a look could go with.
    thread.defer(db -> {
      for (Look look : kept) {
        db.change(
            "INSERT INTO install_look (slot, owner, path, root, size, modified, file_key,"
                + " read_millis, verdict) SELECT ?, ?, ?, ?, ?, ?, ?, ?, ?"
                + " WHERE EXISTS (SELECT 1 FROM installed WHERE slot = ? AND owner = ?"
                + " AND path = ? AND root = ?)"
                + " ON CONFLICT (slot, owner, path) DO UPDATE SET root = excluded.root,"
                + " size = excluded.size, modified = excluded.modified,"
                + " file_key = excluded.file_key, read_millis = excluded.read_millis,"
                + " verdict = excluded.verdict",
            slot,
            look.owner().toBytes(),
            look.path(),
            look.root().digest().toBytes(),
            look.stamp().sizeBytes(),
            look.stamp().modifiedNanos(),
            look.stamp().fileKey(),
            look.readMillis(),
            look.verdict().name(),
            slot,
            look.owner().toBytes(),
            look.path(),
            look.root().digest().toBytes());
      }
      return null;
    });
  }
}
