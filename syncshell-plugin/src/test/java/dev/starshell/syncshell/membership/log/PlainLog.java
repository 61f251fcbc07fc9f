package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.membership.RefusalCode;
import dev.starshell.syncshell.membership.Verdict;
import dev.starshell.syncshell.protocol.Bytes;
import java.time.Instant;
import java.util.Optional;

/// A log without signatures, for histories of thousands of records: the rules are the same.
final class PlainLog {
  private static final Bytes NO_SIGNATURE = Town.bytes(64, 0);

  LogState state = Town.peopled().state;
  Instant now = Town.NOW;
  private long serial = 1_000;

  /// The code of the refusal, or nothing if the record was taken.
  Optional<RefusalCode> tried(Identity author, LogAct act) {
    return tried(
        new SignedAct(Town.SHELL, state.epoch(), ++serial, author.key(), act)
            .signedBy(NO_SIGNATURE));
  }

  Optional<RefusalCode> tried(Proposal proposal) {
    return switch (LogRules.judge(state, proposal, now, Proofs.CHECKED_BEFORE)) {
      case Verdict.Refused<Draft>(var refusal) -> Optional.of(refusal.code());
      case Verdict.Accepted<Draft>(Draft draft) -> {
        MemberKey sealer = state.place().host();
        LogRecord record =
            LogRecord.sealed(
                new LogRecord.Place(
                    Town.SHELL,
                    state.head().sequence() + 1,
                    state.head().hash(),
                    draft.epoch,
                    now,
                    sealer),
                proposal,
                NO_SIGNATURE);
        state =
            ((Verdict.Accepted<LogState>) LogRules.next(state, record, Proofs.CHECKED_BEFORE))
                .value();
        yield Optional.empty();
      }
    };
  }

  /// Lets an author do something again and again until it is refused.
  ///
  /// @return the code of that refusal
  RefusalCode until(Identity author, java.util.function.LongFunction<LogAct> acts) {
    for (long i = 0; i <= Limits.LOG_RECORDS_MAX; i++) {
      Optional<RefusalCode> code = tried(author, acts.apply(i));
      if (code.isPresent()) {
        return code.get();
      }
    }
    throw new AssertionError("a log has more than " + Limits.LOG_RECORDS_MAX + " records");
  }

  long count() {
    return state.head().sequence() + 1;
  }
}
