package dev.starshell.syncshell.journal.sqlite;

import java.sql.SQLException;
import java.util.List;

/// The tables, and the way from each older version to the newest. The version is SQLite's
/// `user_version`; a script, once released, is never changed.
final class Schema {
  /// Each script leads from the version of its index to the next.
  private static final List<List<String>> SCRIPTS =
      List.of(
          List.of(
              "CREATE TABLE record (key TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID",
              // The shells that this home is or was in. What belongs to one of them has its slot,
              // from 1; what has slot 0 belongs to the lobby, which is in no shell.
              "CREATE TABLE slot (slot INTEGER PRIMARY KEY, shell BLOB NOT NULL UNIQUE)",
              "CREATE TABLE generation (slot INTEGER NOT NULL, member BLOB NOT NULL,"
                  + " generation INTEGER NOT NULL, PRIMARY KEY (slot, member)) WITHOUT ROWID",
              "CREATE TABLE membership_log (shell BLOB NOT NULL, sequence INTEGER NOT NULL,"
                  + " record BLOB NOT NULL, PRIMARY KEY (shell, sequence)) WITHOUT ROWID",
              "CREATE TABLE library (name TEXT PRIMARY KEY, slot INTEGER NOT NULL,"
                  + " folder TEXT NOT NULL) WITHOUT ROWID",
              "CREATE TABLE manifest (slot INTEGER NOT NULL, owner BLOB NOT NULL,"
                  + " sequence INTEGER NOT NULL, signed BLOB NOT NULL, PRIMARY KEY (slot, owner))",
              "CREATE TABLE installed (slot INTEGER NOT NULL, owner BLOB NOT NULL, path TEXT NOT NULL,"
                  + " root BLOB NOT NULL, offered INTEGER NOT NULL,"
                  + " PRIMARY KEY (slot, owner, path)) WITHOUT ROWID",
              "CREATE TABLE audit (id INTEGER PRIMARY KEY AUTOINCREMENT, slot INTEGER NOT NULL,"
                  + " wall_millis INTEGER NOT NULL, event TEXT NOT NULL, member TEXT NOT NULL,"
                  + " subject TEXT NOT NULL)",
              "CREATE INDEX installed_root ON installed (slot, root)",
              // What people said about archives: a person here, and owners of shells.
              "CREATE TABLE archive_word (slot INTEGER NOT NULL, root BLOB NOT NULL,"
                  + " sender BLOB NOT NULL, approved INTEGER NOT NULL,"
                  + " wall_millis INTEGER NOT NULL, PRIMARY KEY (slot, root, sender)) WITHOUT ROWID",
              "CREATE TABLE archive_recall (slot INTEGER NOT NULL, root BLOB NOT NULL,"
                  + " reason TEXT NOT NULL, wall_millis INTEGER NOT NULL,"
                  + " PRIMARY KEY (slot, root)) WITHOUT ROWID",
              // What examinations found, so that nothing is unpacked again only to be described.
              "CREATE TABLE archive_finding (id INTEGER PRIMARY KEY AUTOINCREMENT,"
                  + " root BLOB NOT NULL UNIQUE, contents BLOB NOT NULL,"
                  + " wall_millis INTEGER NOT NULL)",
              "CREATE TABLE receipt (id INTEGER PRIMARY KEY AUTOINCREMENT,"
                  + " receiver BLOB NOT NULL, size INTEGER NOT NULL, signed BLOB NOT NULL)",
              "CREATE INDEX receipt_receiver ON receipt (receiver, id, size)",
              // An archive that is whole or partly here, and why it is known.
              "CREATE TABLE content (id INTEGER PRIMARY KEY AUTOINCREMENT,"
                  + " root BLOB NOT NULL UNIQUE, object INTEGER NOT NULL, partial INTEGER NOT NULL)",
              // Apart, so that looking up a root does not read past long lists.
              "CREATE TABLE chunk_list (content INTEGER PRIMARY KEY, packed BLOB NOT NULL)",
              // The first 8 bytes of a chunk's hash are enough to find it: bytes are checked.
              "CREATE TABLE chunk (prefix INTEGER NOT NULL, content INTEGER NOT NULL,"
                  + " idx INTEGER NOT NULL, PRIMARY KEY (prefix, content, idx)) WITHOUT ROWID",
              "CREATE TABLE library_file (library TEXT NOT NULL, path TEXT NOT NULL,"
                  + " content INTEGER NOT NULL, size INTEGER NOT NULL, modified INTEGER NOT NULL,"
                  + " file_key TEXT NOT NULL, settled INTEGER NOT NULL,"
                  + " PRIMARY KEY (library, path)) WITHOUT ROWID",
              "CREATE INDEX library_file_content ON library_file (content)",
              "CREATE INDEX content_object ON content (object) WHERE object = 1",
              "CREATE INDEX content_partial ON content (partial) WHERE partial = 1"),
          List.of(
              // What survives the loss of a link.
              "CREATE TABLE recovery (slot INTEGER NOT NULL, member BLOB NOT NULL,"
                  + " session BLOB NOT NULL, PRIMARY KEY (slot, member)) WITHOUT ROWID"),
          List.of(
              // Installations without an end, and the versions of the installed set. Absence of an
              // archive or a member is a blob of one zero byte.
              "CREATE TABLE install_open (slot INTEGER NOT NULL, name TEXT NOT NULL,"
                  + " plan BLOB NOT NULL, PRIMARY KEY (slot, name)) WITHOUT ROWID",
              "CREATE TABLE install_version (slot INTEGER NOT NULL, number INTEGER NOT NULL,"
                  + " wall_millis INTEGER NOT NULL, cause TEXT NOT NULL, by_member BLOB NOT NULL,"
                  + " by_name TEXT NOT NULL, reference INTEGER NOT NULL,"
                  + " PRIMARY KEY (slot, number)) WITHOUT ROWID",
              "CREATE TABLE install_change (slot INTEGER NOT NULL, number INTEGER NOT NULL,"
                  + " owner BLOB NOT NULL, path TEXT NOT NULL, old_root BLOB NOT NULL,"
                  + " new_root BLOB NOT NULL, old_bytes INTEGER NOT NULL,"
                  + " new_bytes INTEGER NOT NULL,"
                  + " PRIMARY KEY (slot, number, owner, path)) WITHOUT ROWID",
              // Which objects a shell's members have sent, so that each shell pays for its own.
              "CREATE TABLE brought (slot INTEGER NOT NULL, root BLOB NOT NULL,"
                  + " size INTEGER NOT NULL, PRIMARY KEY (slot, root)) WITHOUT ROWID",
              "CREATE INDEX brought_root ON brought (root)"),
          List.of(
              // What looks at installed files have found: no row means that nobody has looked yet.
              "CREATE TABLE install_look (slot INTEGER NOT NULL, owner BLOB NOT NULL,"
                  + " path TEXT NOT NULL, root BLOB NOT NULL, size INTEGER NOT NULL,"
                  + " modified INTEGER NOT NULL, file_key TEXT NOT NULL,"
                  + " read_millis INTEGER NOT NULL, verdict TEXT NOT NULL,"
                  + " PRIMARY KEY (slot, owner, path)) WITHOUT ROWID"));

  /// Marks the file as ours. "Star" in ASCII.
  static final int APPLICATION_ID = 0x53746172;

  /// The version that this build writes.
  static final int VERSION = SCRIPTS.size();

  private Schema() {}

  /// Brings a file of an older version, or a new one, to the newest. All or nothing.
  static void migrate(Database database) throws SQLException {
    int version = (int) database.number("PRAGMA user_version");
    if (version >= VERSION) {
      return;
    }
    database.run("BEGIN IMMEDIATE");
    try {
      for (List<String> script : SCRIPTS.subList(version, VERSION)) {
        for (String statement : script) {
          database.run(statement);
        }
      }
      database.run("PRAGMA application_id = " + APPLICATION_ID);
      database.run("PRAGMA user_version = " + VERSION);
      database.run("COMMIT");
    } catch (SQLException e) {
      database.run("ROLLBACK");
      throw e;
    }
  }
}
