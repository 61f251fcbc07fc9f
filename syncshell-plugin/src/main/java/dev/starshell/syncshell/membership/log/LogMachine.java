package dev.starshell.syncshell.membership.log;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.handshake.LogHead;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.machine.Step;
import dev.starshell.syncshell.membership.Refusal;
import dev.starshell.syncshell.membership.RefusalCode;
import dev.starshell.syncshell.membership.Verdict;
import dev.starshell.syncshell.membership.log.LogStanding.Following;
import dev.starshell.syncshell.membership.log.LogStanding.Forked;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Keeps a member's log in step with the others'.
///
/// - Following → Following: records that follow are kept and passed on; others change nothing.
/// - Following → Forked: two sealed records claim one place after the same history.
/// - Forked: terminal; what comes is noted, and whoever tells its head is shown why.
///
/// Another member's word alone never stops a log: a head that conflicts starts a search for the
/// first record that differs, and only that record, with a good seal, is a fork.
public final class LogMachine {
  private LogMachine() {}

  /// The next standing, and what is to be done.
  public static Step<LogStanding, LogAction> next(LogStanding standing, LogEvent event) {
    return switch (standing) {
      case Following following -> whenFollowing(following, event);
      case Forked forked -> whenForked(forked, event);
    };
  }

  private static Step<LogStanding, LogAction> whenFollowing(Following now, LogEvent event) {
    return switch (event) {
      case LogEvent.HeadTold(MemberKey from, LogHead head) -> headTold(now, from, head);
      case LogEvent.HeadAnswered(MemberKey from, LogHead head) -> answered(now, from, head);
      case LogEvent.RecordsCame came ->
          extended(now, came, now.book().extend(came.records(), came.now()));
      case LogEvent.Ordered(Sequencer.Ordered outcome, var at) ->
          ordered(now, own(outcome), now.book().extendBy(outcome.records(), at));
      case LogEvent.EvidenceCame came -> evidenceCame(now, came);
      case LogEvent.RecordsCompared compared -> compared(now, compared);
    };
  }

  private static Step<LogStanding, LogAction> headTold(
      Following now, MemberKey from, LogHead head) {
    return switch (now.book().compare(head)) {
      case Comparison.Equal _ -> agreed(now, from, List.of());
      case Comparison.Behind(long next) -> act(now, new LogAction.AskRecords(from, next));
      case Comparison.Ahead(long next) ->
          agreed(now, from, List.of(new LogAction.GiveRecords(from, next)));
      case Comparison.Unknown _ ->
          now.book().count() == 0 && head.sequence() < Limits.LOG_RECORDS_MAX
              ? act(now, new LogAction.AskRecords(from, 0))
              : Step.stay(now);
      case Comparison.Conflict(LogHead ours, LogHead theirs) -> differs(now, from, ours, theirs);
    };
  }

  /// What a member knows is known here.
  private static Step<LogStanding, LogAction> agreed(
      Following now, MemberKey from, List<LogAction> then) {
    List<LogAction> actions = new ArrayList<>();
    if (now.distrusted().contains(from)) {
      actions.add(new LogAction.Trust(from));
    }
    actions.addAll(then);
    return new Step<>(now.agreeing(from), actions);
  }

  /// Another member knows another record than we at a place. A search that goes on is asked for
  /// again: its question or the answer may have been lost.
  private static Step<LogStanding, LogAction> differs(
      Following now, MemberKey from, LogHead ours, LogHead theirs) {
    Divergence known = now.searches().get(from);
    Divergence where =
        known == null || known.isFound() ? new Divergence(-1, theirs.sequence()) : known;
    return search(
        now.distrusting(from),
        from,
        where,
        now.distrusted().contains(from)
            ? List.of()
            : List.of(new LogAction.Distrust(from, ours, theirs)));
  }

  private static Step<LogStanding, LogAction> answered(
      Following now, MemberKey from, LogHead head) {
    Divergence known = now.searches().get(from);
    if (known == null) {
      return Step.stay(now);
    }
    Divergence narrowed = known.narrowed(head, now.book());
    return narrowed.equals(known) ? Step.stay(now) : search(now, from, narrowed, List.of());
  }

  private static Step<LogStanding, LogAction> search(
      Following now, MemberKey from, Divergence where, List<LogAction> before) {
    List<LogAction> actions = new ArrayList<>(before);
    actions.add(
        where.isFound()
            ? new LogAction.AskRecords(from, where.differs())
            : new LogAction.AskHead(from, where.asks()));
    return new Step<>(now.searching(from, where), actions);
  }

  private static Step<LogStanding, LogAction> extended(
      Following now, LogEvent.RecordsCame came, LogBook.Extension extension) {
    MemberKey from = came.from();
    return switch (extension) {
      case LogBook.Extension.Refused(Refusal refusal) ->
          act(now, new LogAction.Note(from, refusal));
      case LogBook.Extension.Diverged(LogHead theirs) ->
          differs(now, from, now.book().headAt(theirs.sequence()).orElseThrow(), theirs);
      case LogBook.Extension.Conflicting(LogRecord theirs) ->
          act(now, new LogAction.Compare(from, theirs.place().sequence(), theirs));
      case LogBook.Extension.Extended(LogBook book, List<LogRecord> added) -> {
        Following grown = now.with(book).withoutSearch(from);
        if (added.isEmpty()) {
          yield Step.to(grown);
        }
        List<LogAction> actions = consequences(now.book(), book, added, from);
        if (came.records().size() == Limits.LOG_BATCH_RECORDS_MAX) {
          actions.add(new LogAction.AskRecords(from, book.count()));
        }
        yield new Step<>(grown, actions);
      }
    };
  }

  /// The log may have grown while proposals were being ordered. Records that nobody else has seen
  /// are no fork: they are thrown away.
  private static Step<LogStanding, LogAction> ordered(
      Following now, MemberKey self, LogBook.Extension extension) {
    return switch (extension) {
      case LogBook.Extension.Refused(Refusal refusal) ->
          act(now, new LogAction.Note(self, refusal));
      case LogBook.Extension.Diverged _, LogBook.Extension.Conflicting _ ->
          act(
              now,
              new LogAction.Note(
                  self,
                  new Refusal(
                      RefusalCode.LOG_GAP,
                      "The membership log has grown while changes were being ordered. They have no"
                          + " place in it and are to be ordered again.")));
      case LogBook.Extension.Extended(LogBook book, List<LogRecord> added) ->
          new Step<>(
              now.with(book),
              added.isEmpty() ? List.of() : consequences(now.book(), book, added, self));
    };
  }

  private static List<LogAction> consequences(
      LogBook before, LogBook after, List<LogRecord> added, MemberKey from) {
    List<LogAction> actions = new ArrayList<>();
    actions.add(new LogAction.Keep(added));
    LogState now = after.state().orElseThrow();
    Set<MemberKey> gone = gone(before, now, added);
    if (!gone.isEmpty()) {
      actions.add(new LogAction.EndSessions(gone));
    }
    actions.add(new LogAction.PassOn(added, from));
    return actions;
  }

  /// Who was removed by these records, even if it came back by a later one of them.
  private static Set<MemberKey> gone(LogBook before, LogState now, List<LogRecord> added) {
    Set<MemberKey> gone = new HashSet<>();
    before.state().ifPresent(then -> gone.addAll(then.members().keySet()));
    gone.removeAll(now.members().keySet());
    for (LogRecord record : added) {
      switch (record.act()) {
        case LogAct.Kick(MemberKey member, Reason _) -> gone.add(member);
        case LogAct.Ban(MemberKey member, Reason _) -> gone.add(member);
        case LogAct.Leave _ -> gone.addAll(author(record).stream().toList());
        case LogAct.Genesis _,
            LogAct.InviteMade _,
            LogAct.InviteRevoked _,
            LogAct.Admit _,
            LogAct.Approve _,
            LogAct.Deny _,
            LogAct.Unban _,
            LogAct.RoleChange _,
            LogAct.HostChange _,
            LogAct.SettingsChange _,
            LogAct.Recall _,
            LogAct.RecallLifted _,
            LogAct.OwnerHandover _,
            LogAct.OwnerRecovered _ -> {}
      }
    }
    return gone;
  }

  private static Step<LogStanding, LogAction> compared(
      Following now, LogEvent.RecordsCompared event) {
    if (!(LogRecord.read(event.ours()) instanceof Verdict.Accepted<LogRecord>(LogRecord ours))
        || !now.book().knows(ours.head())) {
      return act(now, new LogAction.TellDamage(damaged(event.theirs().place().sequence())));
    }
    return forked(
        now.withoutSearch(event.from()),
        event.from(),
        now.book().state().flatMap(state -> ForkEvidence.of(state, ours, event.theirs())));
  }

  /// Evidence counts if we know the record before, even if we know neither of the two.
  private static Step<LogStanding, LogAction> evidenceCame(
      Following now, LogEvent.EvidenceCame event) {
    if (!(LogRecord.read(event.one()) instanceof Verdict.Accepted<LogRecord>(LogRecord one))
        || !(LogRecord.read(event.other()) instanceof Verdict.Accepted<LogRecord>(LogRecord other))
        || one.place().sequence() > now.book().count()) {
      return forked(now, event.from(), Optional.empty());
    }
    LogHead before = new LogHead(Math.max(0, one.place().sequence() - 1), one.place().previous());
    boolean isNext = one.place().sequence() == 0 || now.book().knows(before);
    LogRecord ours = now.book().knows(other.head()) ? other : one;
    LogRecord theirs = ours.equals(one) ? other : one;
    return forked(
        now,
        event.from(),
        now.book()
            .state()
            .filter(_ -> isNext)
            .flatMap(state -> ForkEvidence.of(state, ours, theirs)));
  }

  private static Step<LogStanding, LogAction> forked(
      Following now, MemberKey from, Optional<ForkEvidence> evidence) {
    return evidence
        .map(found ->
            new Step<LogStanding, LogAction>(
                new Forked(now.book(), found), List.of(new LogAction.TellFork(found))))
        .orElseGet(() ->
            act(
                now,
                new LogAction.Note(
                    from,
                    new Refusal(
                        RefusalCode.LOG_FORGED,
                        "A member showed a record that neither host nor owner has sealed, or at a"
                            + " place that is not known here. It is ignored."))));
  }

  private static Refusal damaged(long sequence) {
    return new Refusal(
        RefusalCode.STATE_CORRUPT,
        "Record "
            + sequence
            + " of this member's own membership log is damaged on the disk. Check the disk and"
            + " restart the host: the log is then checked, and fetched from another member.");
  }

  private static Step<LogStanding, LogAction> whenForked(Forked now, LogEvent event) {
    return switch (event) {
      case LogEvent.HeadTold(MemberKey from, LogHead _) ->
          new Step<>(now, List.of(new LogAction.ShowFork(from, now.evidence())));
      case LogEvent.RecordsCame came ->
          new Step<>(now, List.of(new LogAction.Note(came.from(), frozen())));
      case LogEvent.Ordered ordered ->
          new Step<>(now, List.of(new LogAction.Note(own(ordered.outcome()), frozen())));
      case LogEvent.HeadAnswered _, LogEvent.RecordsCompared _, LogEvent.EvidenceCame _ ->
          Step.stay(now);
    };
  }

  /// Why nothing is taken any more once there are two histories.
  public static Refusal frozen() {
    return new Refusal(
        RefusalCode.MEMBERSHIP_FORK,
        "There are two histories of this shell, both sealed. Nothing more is taken and no new"
            + " member is met; 'sync status' says what to do.");
  }

  private static MemberKey own(Sequencer.Ordered outcome) {
    return outcome.records().isEmpty()
        ? outcome.state().place().host()
        : outcome.records().getFirst().place().sealer();
  }

  private static Optional<MemberKey> author(LogRecord record) {
    return record.proposal() instanceof Proposal.Signed(SignedAct content, _)
        ? Optional.of(content.author())
        : Optional.empty();
  }

  private static Step<LogStanding, LogAction> act(Following now, LogAction action) {
    return new Step<>(now, List.of(action));
  }
}
