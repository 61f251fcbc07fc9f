package dev.starshell.syncshell.journal.sqlite;

import dev.starshell.syncshell.journal.StateException;
import dev.starshell.syncshell.journal.StateFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;

/// Opens the journal's file: makes it, brings it up to date, or moves a damaged one aside.
final class JournalFile {
  private static final Logger LOG = LoggerFactory.getLogger(JournalFile.class);
  private static final List<String> SUFFIXES = List.of("", "-wal", "-shm", "-journal");

  /// Source: SQLite file format §1.3.2.
  private static final int PAGE_BYTES_MIN = 512;

  private static final Set<PosixFilePermission> OWNERS =
      PosixFilePermissions.fromString("rw-------");

  private JournalFile() {}

  /// An open file.
  ///
  /// @param movedAside where a damaged file was moved to before
  record Opened(Database database, Optional<Path> movedAside) {}

  static Opened open(Path file) throws IOException {
    requireRegular(file);
    requirePrivate(file);
    SqliteNative.load(file.toAbsolutePath().resolveSibling("native"));
    try {
      return new Opened(tryOpen(file), Optional.empty());
    } catch (SQLException e) {
      if (!isDamage(e)) {
        throw unusable(file, e);
      }
      Path aside = moveAside(file);
      LOG.error("journal damaged, new one begun file={} movedTo={}", file, aside, e);
      try {
        return new Opened(tryOpen(file), Optional.of(aside));
      } catch (SQLException again) {
        throw unusable(file, again);
      }
    }
  }

  private static Database tryOpen(Path file) throws IOException, SQLException {
    createPrivate(file);
    long size = Files.size(file);
    if (size > 0 && size < PAGE_BYTES_MIN) {
      // SQLite would take so few bytes for an empty file and write over them.
      throw new SQLException("only " + size + " bytes", "", SQLiteErrorCode.SQLITE_NOTADB.code);
    }
    Database database = Database.open(file);
    try {
      prepare(database, file);
      return database;
    } catch (IOException | SQLException | RuntimeException e) {
      try {
        database.close();
      } catch (SQLException closing) {
        e.addSuppressed(closing);
      }
      throw e;
    }
  }

  private static void prepare(Database database, Path file) throws IOException, SQLException {
    database.run("PRAGMA busy_timeout = 0");
    // One process, one connection: no shared memory file, and a second process is refused.
    database.run("PRAGMA locking_mode = EXCLUSIVE");
    // Looked at before anything is written, so that a newer file stays as it is.
    long version = database.number("PRAGMA user_version");
    if (version > Schema.VERSION) {
      throw new StateException(
          StateFault.STATE_NEWER,
          "The journal "
              + file
              + " has version "
              + version
              + ", this build knows up to "
              + Schema.VERSION
              + ". It was not touched. Start the newer version again.");
    }
    if (!isOurs(database, version)) {
      throw new SQLException("not a journal", "", SQLiteErrorCode.SQLITE_NOTADB.code);
    }
    // Before the mode is set, which changes two bytes: a damaged file is kept as it was found.
    String check = database.text("PRAGMA quick_check(1)");
    if (!check.equals("ok")) {
      throw new SQLException("quick_check: " + check, "", SQLiteErrorCode.SQLITE_CORRUPT.code);
    }
    database.run("PRAGMA journal_mode = WAL");
    database.run("PRAGMA synchronous = FULL");
    database.run("PRAGMA cache_size = -8192");
    database.run("PRAGMA temp_store = MEMORY");
    database.run("PRAGMA mmap_size = 0");
    database.run("PRAGMA journal_size_limit = 8388608");
    Schema.migrate(database);
  }

  private static boolean isOurs(Database database, long version) throws SQLException {
    return version == 0
        ? database.number("SELECT count(*) FROM sqlite_schema") == 0
        : database.number("PRAGMA application_id") == Schema.APPLICATION_ID;
  }

  private static void requireRegular(Path file) throws IOException {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
      throw new StateException(
          StateFault.STATE_FAILED,
          "The journal " + file + " is not a regular file. Move it away and start again.");
    }
  }

  /// Not repaired: somebody may have read or changed it already, and that is for a person to judge.
  private static void requirePrivate(Path file) throws IOException {
    if (!Files.exists(file)
        || !file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file, LinkOption.NOFOLLOW_LINKS);
    if (!OWNERS.containsAll(mode)) {
      throw new StateException(
          StateFault.STATE_PERMISSIONS,
          "The journal "
              + file
              + " has permissions "
              + PosixFilePermissions.toString(mode)
              + ", so that others may reach it. Make sure that nobody has changed it, then run:"
              + " chmod 600 "
              + file);
    }
  }

  /// SQLite would make it readable by everyone.
  private static void createPrivate(Path file) throws IOException {
    if (Files.exists(file)) {
      return;
    }
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } else {
      Files.write(file, new byte[0], StandardOpenOption.CREATE_NEW);
    }
  }

  private static Path moveAside(Path file) throws IOException {
    String mark = ".bad-" + System.currentTimeMillis();
    for (String suffix : SUFFIXES) {
      Path part = file.resolveSibling(file.getFileName() + suffix);
      if (Files.exists(part, LinkOption.NOFOLLOW_LINKS)) {
        Files.move(part, file.resolveSibling(file.getFileName() + mark + suffix));
      }
    }
    return file.resolveSibling(file.getFileName() + mark);
  }

  private static boolean isDamage(SQLException e) {
    int primary = e.getErrorCode() & 0xff;
    // A file whose tables are not those of its version gives the plain error.
    return primary == SQLiteErrorCode.SQLITE_CORRUPT.code
        || primary == SQLiteErrorCode.SQLITE_NOTADB.code
        || primary == SQLiteErrorCode.SQLITE_ERROR.code;
  }

  private static StateException unusable(Path file, SQLException e) {
    int primary = e.getErrorCode() & 0xff;
    if (primary == SQLiteErrorCode.SQLITE_BUSY.code
        || primary == SQLiteErrorCode.SQLITE_LOCKED.code) {
      return new StateException(
          StateFault.STATE_LOCKED,
          "The journal " + file + " is in use by another process. Stop that one first.",
          e);
    }
    return Failures.of("open the journal " + file, e);
  }
}
