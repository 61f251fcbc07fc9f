package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.crypto.Identity;

/// What a host or owner seals that lies to somebody, for tests of other packages.
public final class SecondHistory {
  private SecondHistory() {}

  /// Another record for the place of a record, after the same one.
  public static LogRecord of(Identity sealer, LogRecord told) {
    LogRecord.Place at = told.place();
    return LogRecord.seal(
        sealer,
        new LogRecord.Place(
            at.shell(),
            at.sequence(),
            at.previous(),
            at.epoch(),
            at.time().plusSeconds(1),
            sealer.key()),
        told.proposal());
  }
}
