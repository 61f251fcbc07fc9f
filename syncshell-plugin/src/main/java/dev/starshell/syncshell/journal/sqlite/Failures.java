package dev.starshell.syncshell.journal.sqlite;

import dev.starshell.syncshell.journal.StateException;
import dev.starshell.syncshell.journal.StateFault;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;

/// Turns what SQLite reports into the journal's own failures.
final class Failures {
  private Failures() {}

  static StateException of(String what, SQLException e) {
    if ((e.getErrorCode() & 0xff) == SQLiteErrorCode.SQLITE_FULL.code) {
      return new StateException(
          StateFault.STATE_FULL,
          "Could not " + what + ": the disk is full. Free some space; it is tried again.",
          e);
    }
    return new StateException(
        StateFault.STATE_FAILED,
        "Could not " + what + ": " + e.getMessage() + ". Check the disk and its permissions.",
        e);
  }

  static StateException closed() {
    return new StateException(
        StateFault.STATE_CLOSED, "The journal is closed. Start the shell again.");
  }
}
