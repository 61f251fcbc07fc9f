package dev.starshell.syncshell.journal.sqlite;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.content.Root;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.journal.ArchiveBook;
import dev.starshell.syncshell.journal.InstallBook;
import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.journal.LookBook;
import dev.starshell.syncshell.journal.ReceiptBook;
import dev.starshell.syncshell.journal.RecoveryBook;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.store.ContentIndex;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The journal in one SQLite file, in WAL mode with `synchronous=FULL`. Facts that wait at the same
/// time are committed together. The same file has the content index, see [#index].
///
/// Thread: any. One platform thread, `journal`, owns the connection and ends with [#close].
public final class SqliteJournal implements Journal {
  /// How many lines of the audit trail are kept.
  public static final int AUDIT_ENTRIES_MAX = 50_000;

  /// After so many new lines the oldest ones go.
  static final int AUDIT_PRUNE_EVERY = 1_000;

  /// What has a row for an installed file.
  private static final List<String> FILE_TABLES = List.of("installed", "install_look");

  private final JournalThread thread;
  private final int slot;
  private final AtomicLong audited = new AtomicLong();
  private final SqliteContentIndex index;
  private final SqliteArchiveBook archives;
  private final SqliteReceipts receipts;
  private final SqliteRecoveries recoveries;
  private final SqliteInstallBook installs;
  private final SqliteLookBook looks;
  private final Optional<Path> movedAside;

  /// @param receipts of the whole home
  private SqliteJournal(
      JournalThread thread, int slot, SqliteReceipts receipts, Optional<Path> movedAside) {
    this.thread = thread;
    this.slot = slot;
    this.index = new SqliteContentIndex(thread);
    this.archives = new SqliteArchiveBook(thread, slot);
    this.receipts = receipts;
    this.recoveries = new SqliteRecoveries(thread, slot);
    this.installs = new SqliteInstallBook(thread, slot);
    this.looks = new SqliteLookBook(thread, slot);
    this.movedAside = movedAside;
  }

  /// Opens the journal, or makes it. A damaged file is moved aside to `*.bad-<time>` and a new one
  /// begun; see [#movedAside].
  ///
  /// @throws dev.starshell.syncshell.journal.StateException with `STATE_NEWER` if a newer version
  ///   wrote it, `STATE_LOCKED` if another process has it; the file stays as it was
  public static SqliteJournal open(Path file) throws IOException {
    JournalFile.Opened opened = JournalFile.open(file);
    JournalThread thread = new JournalThread(opened.database(), "journal");
    SqliteJournal journal =
        new SqliteJournal(
            thread,
            0,
            new SqliteReceipts(thread, SqliteReceipts.Bounds.DEFAULT),
            opened.movedAside());
    journal.thread.defer(SqliteJournal::pruneAudit);
    return journal;
  }

  private static int pruneAudit(Database db) throws SQLException {
    return db.change(
        "DELETE FROM audit WHERE id <= (SELECT max(id) FROM audit) - ?", AUDIT_ENTRIES_MAX);
  }

  /// Where a damaged journal was moved to when this one was opened.
  public Optional<Path> movedAside() {
    return movedAside;
  }

  @Override
  public Journal inSlot(int wanted) {
    return new SqliteJournal(thread, wanted, receipts, Optional.empty());
  }

  @Override
  public int slotOf(ShellId shell) throws IOException {
    byte[] id = shell.digest().toBytes();
    thread.write(db ->
        db.change(
            "INSERT INTO slot (slot, shell) SELECT coalesce(max(slot), 0) + 1, ? FROM slot"
                + " WHERE true ON CONFLICT (shell) DO NOTHING",
            (Object) id));
    return thread.read(db -> {
      try (ResultSet rows =
          db.with("SELECT slot FROM slot WHERE shell = ?", (Object) id).executeQuery()) {
        rows.next();
        return rows.getInt(1);
      }
    });
  }

  @Override
  public List<Integer> slots() throws IOException {
    return thread.read(db -> {
      List<Integer> slots = new ArrayList<>();
      try (ResultSet rows = db.with("SELECT slot FROM slot ORDER BY slot").executeQuery()) {
        while (rows.next()) {
          slots.add(rows.getInt(1));
        }
      }
      return slots;
    });
  }

  /// The key of a record, or the name of a library, as it is kept. None begins with a number and a
  /// slash.
  private String own(String name) {
    return slot == 0 ? name : slot + "/" + name;
  }

  /// The content index in the same file. It ends with this journal.
  public ContentIndex index() {
    return index;
  }

  @Override
  public ArchiveBook archives() {
    return archives;
  }

  @Override
  public InstallBook installs() {
    return installs;
  }

  @Override
  public LookBook looks() {
    return looks;
  }

  @Override
  public RecoveryBook recoveries() {
    return recoveries;
  }

  @Override
  public ReceiptBook receipts() {
    return receipts;
  }

  @Override
  public void put(String key, Bytes value) throws IOException {
    byte[] bytes = value.toArray();
    thread.write(db ->
        db.change(
            "INSERT INTO record (key, value) VALUES (?, ?)"
                + " ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            own(key),
            bytes));
  }

  @Override
  public Optional<Bytes> read(String key) throws IOException {
    return thread.read(db -> blob(db, "SELECT value FROM record WHERE key = ?", own(key)));
  }

  @Override
  public void remove(String key) throws IOException {
    thread.write(db -> db.change("DELETE FROM record WHERE key = ?", own(key)));
  }

  @Override
  public OptionalLong generation(MemberKey member) throws IOException {
    byte[] key = member.toBytes();
    return thread.read(db -> {
      try (ResultSet rows =
          db.with("SELECT generation FROM generation WHERE slot = ? AND member = ?", slot, key)
              .executeQuery()) {
        return rows.next() ? OptionalLong.of(rows.getLong(1)) : OptionalLong.empty();
      }
    });
  }

  @Override
  public void raiseGeneration(MemberKey member, long generation) throws IOException {
    byte[] key = member.toBytes();
    thread.write(db ->
        db.change(
            "INSERT INTO generation (slot, member, generation) VALUES (?, ?, ?)"
                + " ON CONFLICT (slot, member) DO UPDATE"
                + " SET generation = max(generation, excluded.generation)",
            slot,
            key,
            generation));
  }

  @Override
  public List<Bytes> logRecords(ShellId shell, long from, int countMax) throws IOException {
    byte[] id = shell.digest().toBytes();
    return thread.read(db -> {
      List<Bytes> records = new ArrayList<>();
      String sql =
          "SELECT record FROM membership_log WHERE shell = ? AND sequence >= ?"
              + " ORDER BY sequence LIMIT ?";
      try (ResultSet rows = db.with(sql, id, from, countMax).executeQuery()) {
        while (rows.next()) {
          records.add(Bytes.copyOf(rows.getBytes(1)));
        }
      }
      return records;
    });
  }

  @Override
  public void addLogRecords(ShellId shell, long from, List<Bytes> records) throws IOException {
    byte[] id = shell.digest().toBytes();
    thread.write(db -> {
      long at = from;
      for (Bytes record : records) {
        db.change(
            "INSERT INTO membership_log (shell, sequence, record) VALUES (?, ?, ?)",
            id,
            at++,
            record.toArray());
      }
      return null;
    });
  }

  @Override
  public void forgetLog(ShellId shell) throws IOException {
    byte[] id = shell.digest().toBytes();
    thread.write(db -> db.change("DELETE FROM membership_log WHERE shell = ?", (Object) id));
  }

  @Override
  public List<SharedLibrary> libraries() throws IOException {
    return thread.read(db -> {
      List<SharedLibrary> libraries = new ArrayList<>();
      try (ResultSet rows =
          db.with("SELECT name, folder FROM library WHERE slot = ? ORDER BY name", slot)
              .executeQuery()) {
        while (rows.next()) {
          String name = rows.getString(1).substring(own("").length());
          libraries.add(new SharedLibrary(name, Path.of(rows.getString(2))));
        }
      }
      return libraries;
    });
  }

  @Override
  public void share(SharedLibrary library) throws IOException {
    String folder = library.folder().toAbsolutePath().normalize().toString();
    String name = own(library.name());
    thread.write(db -> {
      int same =
          db.change(
              "UPDATE library SET folder = folder WHERE name = ? AND folder = ?", name, folder);
      if (same == 0) {
        index.forgetLibrary(db, name);
        db.change(
            "INSERT INTO library (name, slot, folder) VALUES (?, ?, ?)"
                + " ON CONFLICT (name) DO UPDATE SET folder = excluded.folder",
            name,
            slot,
            folder);
      }
      return null;
    });
  }

  @Override
  public void unshare(String name) throws IOException {
    thread.write(db -> {
      index.forgetLibrary(db, own(name));
      return db.change("DELETE FROM library WHERE name = ?", own(name));
    });
  }

  @Override
  public Optional<Bytes> manifest(MemberKey owner) throws IOException {
    byte[] key = owner.toBytes();
    return thread.read(
        db -> blob(db, "SELECT signed FROM manifest WHERE slot = ? AND owner = ?", slot, key));
  }

  @Override
  public void keepManifest(MemberKey owner, long sequence, Bytes signed) throws IOException {
    byte[] key = owner.toBytes();
    byte[] bytes = signed.toArray();
    thread.write(db ->
        db.change(
            "INSERT INTO manifest (slot, owner, sequence, signed) VALUES (?, ?, ?, ?)"
                + " ON CONFLICT (slot, owner) DO UPDATE"
                + " SET sequence = excluded.sequence, signed = excluded.signed",
            slot,
            key,
            sequence,
            bytes));
  }

  @Override
  public List<Installed> installed(MemberKey owner) throws IOException {
    byte[] key = owner.toBytes();
    return thread.read(db -> {
      List<Installed> files = new ArrayList<>();
      String sql =
          "SELECT path, root, offered FROM installed WHERE slot = ? AND owner = ?"
              + " ORDER BY path";
      try (ResultSet rows = db.with(sql, slot, key).executeQuery()) {
        while (rows.next()) {
          Root root = new Root(Digest.of(rows.getBytes(2)));
          files.add(new Installed(owner, rows.getString(1), root, rows.getInt(3) == 1));
        }
      }
      return files;
    });
  }

  @Override
  public List<Installed> installed(MemberKey owner, Collection<String> paths) throws IOException {
    byte[] key = owner.toBytes();
    return thread.read(db -> {
      List<Installed> files = new ArrayList<>();
      String sql = "SELECT root, offered FROM installed WHERE slot = ? AND owner = ? AND path = ?";
      for (String path : paths) {
        try (ResultSet rows = db.with(sql, slot, key, path).executeQuery()) {
          if (rows.next()) {
            Root root = new Root(Digest.of(rows.getBytes(1)));
            files.add(new Installed(owner, path, root, rows.getInt(2) == 1));
          }
        }
      }
      return files;
    });
  }

  static void record(Database db, int slot, Installed file) throws SQLException {
    db.change(
        "INSERT INTO installed (slot, owner, path, root, offered) VALUES (?, ?, ?, ?, ?)"
            + " ON CONFLICT (slot, owner, path) DO UPDATE"
            + " SET root = excluded.root, offered = excluded.offered",
        slot,
        file.owner().toBytes(),
        file.path(),
        file.root().digest().toBytes(),
        file.offered());
  }

  static void forget(Database db, int slot, Installed file) throws SQLException {
    for (String table : FILE_TABLES) {
      db.change(
          "DELETE FROM " + table + " WHERE slot = ? AND owner = ? AND path = ?",
          slot,
          file.owner().toBytes(),
          file.path());
    }
  }

  @Override
  public void audit(AuditEntry entry) throws IOException {
    thread.defer(db ->
        db.change(
            "INSERT INTO audit (slot, wall_millis, event, member, subject) VALUES (?, ?, ?, ?, ?)",
            slot,
            entry.wallMillis(),
            entry.event(),
            entry.member(),
            entry.subject()));
    if (audited.incrementAndGet() % AUDIT_PRUNE_EVERY == 0) {
      thread.defer(SqliteJournal::pruneAudit);
    }
  }

  @Override
  public List<AuditEntry> auditTail(int count) throws IOException {
    return thread.read(db -> {
      List<AuditEntry> newestFirst = new ArrayList<>();
      String sql =
          "SELECT wall_millis, event, member, subject FROM audit WHERE slot = ?"
              + " ORDER BY id DESC LIMIT ?";
      try (ResultSet rows = db.with(sql, slot, count).executeQuery()) {
        while (rows.next()) {
          newestFirst.add(
              new AuditEntry(
                  rows.getLong(1), rows.getString(2), rows.getString(3), rows.getString(4)));
        }
      }
      return newestFirst.reversed();
    });
  }

  @Override
  public void close() throws IOException {
    if (slot == 0) {
      thread.close();
    }
  }

  private static Optional<Bytes> blob(Database db, String sql, Object... keys) throws SQLException {
    try (ResultSet rows = db.with(sql, keys).executeQuery()) {
      byte @Nullable [] value = rows.next() ? rows.getBytes(1) : null;
      return value == null ? Optional.empty() : Optional.of(Bytes.copyOf(value));
    }
  }
}
