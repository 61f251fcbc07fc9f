package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.crypto.handshake.LogHead;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.membership.Refusal;
import dev.starshell.syncshell.membership.RefusalCode;
import dev.starshell.syncshell.membership.Verdict;
import dev.starshell.syncshell.protocol.Bytes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The log of one shell as a member knows it: what follows from it, and the hash of each record.
/// The records themselves lie in the journal.
///
/// Thread: any; it never changes, a longer log is another book.
public final class LogBook {
  private final ShellId shell;
  private final Optional<LogState> state;

  /// One digest after another; 32 bytes a record.
  private final byte[] hashes;

  private LogBook(ShellId shell, Optional<LogState> state, byte[] hashes) {
    this.shell = shell;
    this.state = state;
    this.hashes = hashes;
  }

  /// What came of records that somebody brought.
  public sealed interface Extension {
    /// They follow. Records that were known already are not in `added`.
    ///
    /// @param book the same one if nothing is new
    record Extended(LogBook book, List<LogRecord> added) implements Extension {
      public Extended {
        added = List.copyOf(added);
      }
    }

    /// One of them is wrong, or they do not begin where our log ends. Nothing changes.
    record Refused(Refusal refusal) implements Extension {}

    /// They hang on a history that is not ours.
    ///
    /// @param theirs what they say stands at a place where we know another record
    record Diverged(LogHead theirs) implements Extension {}

    /// One of them follows the same record as one of ours does, and differs from it.
    ///
    /// @param theirs to be held against the record that we keep at its place
    record Conflicting(LogRecord theirs) implements Extension {}
  }

  /// A log of which nothing is known but whose it is.
  public static LogBook empty(ShellId shell) {
    return new LogBook(shell, Optional.empty(), new byte[0]);
  }

  /// The log of records that this program has kept. They were checked when they came; here only the
  /// chain is, and each rule but the signatures. Those of the last record are: no later one names
  /// its hash.
  ///
  /// @return `STATE_CORRUPT` if they are not what was kept
  public static Verdict<LogBook> restored(ShellId shell, List<Bytes> kept) {
    Growing growing = new Growing(empty(shell));
    for (Bytes bytes : kept) {
      boolean isLast = growing.count == kept.size() - 1;
      Proofs proofs = isLast ? Proofs.DUE : Proofs.CHECKED_BEFORE;
      Optional<Refusal> refusal =
          switch (LogRecord.read(bytes)) {
            case Verdict.Accepted<LogRecord>(LogRecord record) -> growing.take(record, proofs);
            case Verdict.Refused<LogRecord>(Refusal found) -> Optional.of(found);
          };
      if (refusal.isPresent()) {
        return new Verdict.Refused<>(
            RefusalCode.STATE_CORRUPT,
            "Record "
                + growing.count
                + " of the kept membership log is damaged ("
                + refusal.get().code()
                + "). The log is fetched from another member.");
      }
    }
    return new Verdict.Accepted<>(growing.book());
  }

  /// The log of a shell that this program has just made.
  ///
  /// @throws IllegalArgumentException if these are not its first records
  public static LogBook founded(ShellId shell, List<LogRecord> records) {
    return empty(shell).replayed(records);
  }

  /// This log and records that follow it and were checked before; for histories in memory.
  ///
  /// @throws IllegalArgumentException if one of them does not follow
  LogBook replayed(List<LogRecord> records) {
    Growing growing = new Growing(this);
    for (LogRecord record : records) {
      growing
          .take(record, Proofs.CHECKED_BEFORE)
          .ifPresent(refusal -> {
            throw new IllegalArgumentException(refusal.sentence());
          });
    }
    return growing.book();
  }

  /// The shell.
  public ShellId shell() {
    return shell;
  }

  /// What follows from all records; empty before the first.
  public Optional<LogState> state() {
    return state;
  }

  /// Number of records.
  public long count() {
    return hashes.length / Digest.LENGTH_BYTES;
  }

  /// The end of the log after the record at a place; empty if none is known there.
  public Optional<LogHead> headAt(long sequence) {
    return sequence >= 0 && sequence < count()
        ? Optional.of(
            new LogHead(sequence, Digest.of(hashes, (int) sequence * Digest.LENGTH_BYTES)))
        : Optional.empty();
  }

  /// Whether a head is one that this log has passed.
  public boolean knows(LogHead head) {
    return headAt(head.sequence()).filter(head::equals).isPresent();
  }

  /// How the end of another member's log stands to ours.
  public Comparison compare(LogHead theirs) {
    long count = count();
    if (count == 0 || theirs.sequence() >= Limits.LOG_RECORDS_MAX) {
      return new Comparison.Unknown();
    }
    if (theirs.sequence() >= count) {
      return new Comparison.Behind(count);
    }
    LogHead ours = headAt(theirs.sequence()).orElseThrow();
    if (!ours.equals(theirs)) {
      return new Comparison.Conflict(ours, theirs);
    }
    return theirs.sequence() == count - 1
        ? new Comparison.Equal()
        : new Comparison.Ahead(theirs.sequence() + 1);
  }

  /// Takes records that somebody brought, all or none.
  ///
  /// @param records one after another; they may begin with some that are known
  /// @param now by this member's clock; a record may be [Limits#CLOCK_SKEW] ahead of it
  public Extension extend(List<Bytes> records, Instant now) {
    if (records.size() > Limits.LOG_BATCH_RECORDS_MAX) {
      return refused(
          RefusalCode.LOG_BATCH,
          records.size() + " records at once are more than " + Limits.LOG_BATCH_RECORDS_MAX + ".");
    }
    List<LogRecord> read = new ArrayList<>(records.size());
    for (Bytes bytes : records) {
      switch (LogRecord.read(bytes)) {
        case Verdict.Accepted<LogRecord>(LogRecord record) -> read.add(record);
        case Verdict.Refused<LogRecord>(Refusal refusal) -> {
          return new Extension.Refused(refusal);
        }
      }
    }
    return extendBy(read, now);
  }

  /// As [#extend], with records that were read already.
  Extension extendBy(List<LogRecord> records, Instant now) {
    Growing growing = new Growing(this);
    for (LogRecord record : records) {
      Optional<Extension> stop =
          unfit(record, growing.count, now).or(() -> elsewhere(record, growing));
      if (stop.isPresent()) {
        return stop.get();
      }
      if (record.place().sequence() == growing.count) {
        Optional<Refusal> refusal = growing.take(record, Proofs.DUE);
        if (refusal.isPresent()) {
          return new Extension.Refused(refusal.get());
        }
      }
    }
    return new Extension.Extended(growing.added.isEmpty() ? this : growing.book(), growing.added);
  }

  /// Why a record fits into no log of this shell that has so many records by now.
  private Optional<Extension> unfit(LogRecord record, long count, Instant now) {
    long at = record.place().sequence();
    if (!record.place().shell().equals(shell)) {
      return Optional.of(
          refused(RefusalCode.LOG_FOREIGN, "A record of another shell came. It is ignored."));
    }
    if (at > count) {
      return Optional.of(
          refused(
              RefusalCode.LOG_GAP,
              "Record " + at + " came, but record " + count + " is the next one."));
    }
    if (now.plus(Limits.CLOCK_SKEW).isBefore(record.place().time())) {
      return Optional.of(
          refused(
              RefusalCode.LOG_TIME,
              "Record "
                  + at
                  + " of the membership log is dated "
                  + record.place().time()
                  + ", which is in the future. Set the clock, or wait."));
    }
    return Optional.empty();
  }

  /// What is wrong if a record is neither known nor the next one.
  private Optional<Extension> elsewhere(LogRecord record, Growing growing) {
    long at = record.place().sequence();
    if (growing.hasOther(record)) {
      return Optional.of(twice(at));
    }
    boolean followsAdded = at >= count() && growing.count > count();
    if (followsAdded || knows(record.head())) {
      return Optional.empty();
    }
    boolean followsOurs =
        headAt(at - 1)
            .map(before -> before.hash().equals(record.place().previous()))
            .orElse(at == 0);
    if (!followsOurs) {
      return Optional.of(new Extension.Diverged(new LogHead(at - 1, record.place().previous())));
    }
    return at < count() ? Optional.of(new Extension.Conflicting(record)) : Optional.empty();
  }

  private static Extension twice(long at) {
    return refused(
        RefusalCode.MEMBERSHIP_FORK,
        "Two records for place " + at + " of the membership log came at once. Neither is taken.");
  }

  private static Extension refused(RefusalCode code, String sentence) {
    return new Extension.Refused(new Refusal(code, sentence));
  }

  /// A book in the making.
  private static final class Growing {
    private final LogBook from;
    private final List<LogRecord> added = new ArrayList<>();
    private Optional<LogState> state;
    private long count;

    Growing(LogBook from) {
      this.from = from;
      this.state = from.state;
      this.count = from.count();
    }

    Optional<Refusal> take(LogRecord record, Proofs proofs) {
      Verdict<LogState> verdict =
          state
              .map(known -> LogRules.next(known, record, proofs))
              .orElseGet(() -> LogRules.founded(from.shell, record, proofs));
      return switch (verdict) {
        case Verdict.Refused<LogState>(Refusal refusal) -> Optional.of(refusal);
        case Verdict.Accepted<LogState>(LogState next) -> {
          state = Optional.of(next);
          added.add(record);
          count++;
          yield Optional.empty();
        }
      };
    }

    /// Whether another record was taken at its place.
    boolean hasOther(LogRecord record) {
      long at = record.place().sequence();
      return at >= from.count()
          && at < count
          && !added.get((int) (at - from.count())).equals(record);
    }

    LogBook book() {
      byte[] hashes = Arrays.copyOf(from.hashes, (int) count * Digest.LENGTH_BYTES);
      for (int i = 0; i < added.size(); i++) {
        added.get(i).head().hash().copyTo(hashes, from.hashes.length + i * Digest.LENGTH_BYTES);
      }
      return new LogBook(from.shell, state, hashes);
    }
  }
}
