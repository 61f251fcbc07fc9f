package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.ShellId;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.membership.Refusal;
import dev.starshell.syncshell.membership.RefusalCode;
import dev.starshell.syncshell.membership.Verdict;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/// Decides whether a record may follow a state, and what follows from it. The same records give the
/// same state at every member, whatever its clock says.
public final class LogRules {
  private LogRules() {}

  /// The state after the first record of a shell.
  ///
  /// @param shell as the invite names it: the record must be the one that made it
  public static Verdict<LogState> founded(ShellId shell, LogRecord record) {
    return founded(shell, record, Proofs.DUE);
  }

  /// The state after one more record. All is checked, signatures last.
  public static Verdict<LogState> next(LogState state, LogRecord record) {
    return next(state, record, Proofs.DUE);
  }

  static Verdict<LogState> founded(ShellId shell, LogRecord record, Proofs proofs) {
    LogRecord.Place place = record.place();
    if (!place.shell().equals(shell)) {
      return new Verdict.Refused<>(foreign());
    }
    if (place.sequence() != 0
        || !place.previous().equals(LogRecord.NOTHING_BEFORE)
        || place.epoch() != 1
        || !(record.proposal() instanceof Proposal.Signed signed)
        || !(signed.content().act() instanceof LogAct.Genesis genesis)) {
      return new Verdict.Refused<>(
          RefusalCode.LOG_GENESIS, "The membership log does not begin with the making of a shell.");
    }
    SignedAct act = signed.content();
    MemberKey owner = act.author();
    boolean isOwners =
        ShellId.of(owner, genesis.nonce().toArray()).equals(shell)
            && act.shell().equals(shell)
            && act.epoch() == 0
            && act.serial() == 1
            && genesis.place().host().equals(owner)
            && place.sealer().equals(owner);
    if (!isOwners) {
      return new Verdict.Refused<>(
          RefusalCode.LOG_GENESIS, "The shell was not made by the owner whom its id names.");
    }
    if (proofs.areDue() && !SignedAct.isSigned(signed)) {
      return new Verdict.Refused<>(forged());
    }
    return sealed(new Draft(shell, genesis, place, proofs), record);
  }

  static Verdict<LogState> next(LogState state, LogRecord record, Proofs proofs) {
    LogRecord.Place place = record.place();
    if (!place.shell().equals(state.shell())) {
      return new Verdict.Refused<>(foreign());
    }
    if (place.sequence() != state.head().sequence() + 1
        || !place.previous().equals(state.head().hash())) {
      return new Verdict.Refused<>(
          RefusalCode.LOG_GAP,
          "Record "
              + place.sequence()
              + " of the membership log does not follow the known record "
              + state.head().sequence()
              + ". What lies between is asked for.");
    }
    if (place.time().isBefore(state.time())) {
      return new Verdict.Refused<>(
          RefusalCode.LOG_TIME, "A record of the membership log is dated before the last one.");
    }
    if (!state.sealers().getLast().maySeal(record)) {
      return new Verdict.Refused<>(
          RefusalCode.LOG_SEALER,
          "A record of the membership log was sealed by a key that is neither host nor owner.");
    }
    return switch (judge(state, record.proposal(), place.time(), proofs)) {
      case Verdict.Refused<Draft> refused -> new Verdict.Refused<>(refused.refusal());
      case Verdict.Accepted<Draft>(Draft draft) -> sealed(draft, record);
    };
  }

  private static Verdict<LogState> sealed(Draft draft, LogRecord record) {
    if (record.place().epoch() != draft.epoch) {
      return new Verdict.Refused<>(
          RefusalCode.LOG_EPOCH,
          "A record of the membership log says epoch "
              + record.place().epoch()
              + ", but epoch "
              + draft.epoch
              + " follows.");
    }
    if (draft.proofs.areDue() && !record.isSealed()) {
      return new Verdict.Refused<>(forged());
    }
    return new Verdict.Accepted<>(new LogState(draft, record));
  }

  /// What a proposal would make of a state, if it may stand next.
  ///
  /// @param time of its record
  static Verdict<Draft> judge(LogState state, Proposal proposal, Instant time, Proofs proofs) {
    if (isFull(state, proposal)) {
      return new Verdict.Refused<>(
          RefusalCode.LOG_FULL,
          "The membership log is as long as it may be. Only removals are taken; found a new shell.");
    }
    Draft draft = new Draft(state, time, proofs);
    Optional<Refusal> refusal =
        switch (proposal) {
          case Proposal.Request(LogAct.Admit(var credential)) ->
              JoinRules.join(draft, credential, false);
          case Proposal.Signed signed -> apply(draft, signed);
        };
    return refusal
        .<Verdict<Draft>>map(Verdict.Refused::new)
        .orElseGet(() -> new Verdict.Accepted<>(draft));
  }

  private static Optional<Refusal> apply(Draft draft, Proposal.Signed signed) {
    SignedAct content = signed.content();
    if (!content.shell().equals(draft.shell())) {
      return Optional.of(foreign());
    }
    boolean isRecovery = content.act() instanceof LogAct.OwnerRecovered;
    LogMember author = draft.members.get(content.author());
    if (author == null && !isRecovery) {
      return ActRules.no(
          RefusalCode.NOT_A_MEMBER, "Only members may change the shell, and this key is none.");
    }
    if (content.epoch() != draft.epoch || (author != null && content.serial() <= author.serial())) {
      return ActRules.no(
          RefusalCode.ACT_STALE,
          "The shell has changed since this was signed. Look at it again and repeat it.");
    }
    if (draft.proofs.areDue() && !SignedAct.isSigned(signed)) {
      return Optional.of(forged());
    }
    if (content.act() instanceof LogAct.OwnerRecovered recovered) {
      return OwnerRules.recover(draft, content.author(), recovered);
    }
    LogMember acting = Objects.requireNonNull(author).after(content.serial());
    draft.put(acting);
    return ActRules.apply(draft, acting, content.act());
  }

  /// The end of the log is kept for what makes the shell safe: removals, and all that the owner
  /// does.
  private static boolean isFull(LogState state, Proposal proposal) {
    long records = state.head().sequence() + 1;
    boolean isUrgent =
        proposal instanceof Proposal.Signed(SignedAct content, _)
            && (content.author().equals(state.owner()) || isRemoval(state, content.act()));
    int recordsMax = Limits.LOG_RECORDS_MAX - (isUrgent ? 0 : Limits.LOG_RECORDS_KEPT);
    int bytesMax = Limits.LOG_BYTES_MAX - (isUrgent ? 0 : Limits.LOG_BYTES_KEPT);
    return records >= recordsMax || state.sizeBytes() + Limits.LOG_RECORD_BYTES_MAX > bytesMax;
  }

  /// There are only as many of these as there are members and open invites. A ban of somebody who
  /// is no member is none of them: of such bans an admin could make enough to fill the log.
  private static boolean isRemoval(LogState state, LogAct act) {
    return switch (act) {
      case LogAct.Ban(MemberKey key, Reason _) -> state.members().containsKey(key);
      case LogAct.Kick _, LogAct.Leave _, LogAct.InviteRevoked _, LogAct.OwnerRecovered _ -> true;
      case LogAct.RoleChange _,
          LogAct.Genesis _,
          LogAct.InviteMade _,
          LogAct.Admit _,
          LogAct.Approve _,
          LogAct.Deny _,
          LogAct.Unban _,
          LogAct.HostChange _,
          LogAct.SettingsChange _,
          LogAct.Recall _,
          LogAct.RecallLifted _,
          LogAct.OwnerHandover _ ->
          false;
    };
  }

  private static Refusal foreign() {
    return new Refusal(
        RefusalCode.LOG_FOREIGN, "A record of another shell's membership log came. It is ignored.");
  }

  static Refusal forged() {
    return new Refusal(
        RefusalCode.LOG_FORGED,
        "A signature in the membership log is wrong: the record was changed or made up on its way."
            + " It is ignored.");
  }
}
