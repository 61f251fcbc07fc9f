package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.journal.Journal;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.membership.Refusal;
import dev.starshell.syncshell.membership.ShellRecord;
import dev.starshell.syncshell.membership.ShellRecordCodec;
import dev.starshell.syncshell.membership.Verdict;
import dev.starshell.syncshell.membership.log.ForkEvidence;
import dev.starshell.syncshell.membership.log.LogBook;
import dev.starshell.syncshell.membership.log.LogMessage.ForkShown;
import dev.starshell.syncshell.membership.log.LogMessageCodec;
import dev.starshell.syncshell.membership.log.LogRecord;
import dev.starshell.syncshell.membership.log.LogStanding;
import dev.starshell.syncshell.protocol.Bytes;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;

/// The shell as the journal has it.
///
/// @param log empty but for the shell's id while joining, or when it was damaged
record KeptShell(ShellRecord record, LogStanding log) {
  /// Reads what was kept; empty if this member is in no shell.
  ///
  /// @param warn told by code and sentence of what cannot be read
  static Optional<KeptShell> read(Journal journal, BiConsumer<String, String> warn)
      throws IOException {
    Optional<Bytes> kept = journal.read(ShellMembership.RECORD);
    if (kept.isEmpty()) {
      return Optional.empty();
    }
    return switch (ShellRecordCodec.read(kept.get())) {
      case Verdict.Refused<ShellRecord>(Refusal refusal) -> {
        warn.accept(refusal.code().name(), refusal.sentence());
        yield Optional.empty();
      }
      case Verdict.Accepted<ShellRecord>(ShellRecord record) ->
          Optional.of(new KeptShell(record, readLog(journal, record, warn)));
    };
  }

  private static LogStanding readLog(
      Journal journal, ShellRecord record, BiConsumer<String, String> warn) throws IOException {
    List<Bytes> records = journal.logRecords(record.shell(), 0, Limits.LOG_RECORDS_MAX);
    return switch (LogBook.restored(record.shell(), records)) {
      case Verdict.Accepted<LogBook>(LogBook book) -> standing(journal, book);
      case Verdict.Refused<LogBook>(Refusal refusal) -> {
        warn.accept(refusal.code().name(), refusal.sentence());
        journal.forgetLog(record.shell());
        yield following(LogBook.empty(record.shell()));
      }
    };
  }

  /// A fork that was found once stays, whatever was kept before it.
  private static LogStanding standing(Journal journal, LogBook book) throws IOException {
    return journal
        .read(ShellMembership.FORK)
        .flatMap(LogMessageCodec::read)
        .filter(ForkShown.class::isInstance)
        .map(ForkShown.class::cast)
        .flatMap(KeptShell::evidence)
        .<LogStanding>map(evidence -> new LogStanding.Forked(book, evidence))
        .orElseGet(() -> following(book));
  }

  private static Optional<ForkEvidence> evidence(ForkShown shown) {
    return LogRecord.read(shown.one()) instanceof Verdict.Accepted<LogRecord>(LogRecord one)
            && LogRecord.read(shown.other()) instanceof Verdict.Accepted<LogRecord>(LogRecord other)
        ? Optional.of(new ForkEvidence(one, other))
        : Optional.empty();
  }

  private static LogStanding following(LogBook book) {
    return LogStanding.Following.of(book);
  }
}
