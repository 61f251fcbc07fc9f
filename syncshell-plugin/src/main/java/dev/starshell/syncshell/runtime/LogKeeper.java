package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.machine.Step;
import dev.starshell.syncshell.membership.Refusal;
import dev.starshell.syncshell.membership.RefusalCode;
import dev.starshell.syncshell.membership.log.ForkEvidence;
import dev.starshell.syncshell.membership.log.LogAction;
import dev.starshell.syncshell.membership.log.LogBook;
import dev.starshell.syncshell.membership.log.LogEvent;
import dev.starshell.syncshell.membership.log.LogMachine;
import dev.starshell.syncshell.membership.log.LogMessage;
import dev.starshell.syncshell.membership.log.LogRecord;
import dev.starshell.syncshell.membership.log.LogStanding;
import dev.starshell.syncshell.membership.log.LogState;
import dev.starshell.syncshell.membership.log.Proposal;
import dev.starshell.syncshell.membership.log.Sequencer;
import dev.starshell.syncshell.protocol.Bytes;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Keeps the membership log: takes one event after the other, makes durable what follows from it,
/// and acts upon it only then. Belongs to the shell's loop.
final class LogKeeper {
  /// Events that wait for the journal. Whoever told more tells it again.
  private static final int WAITING_MAX = 1_024;

  /// Proposals that wait for their place: four times what is ordered at once.
  static final int ORDERINGS_MAX = 4 * Limits.LOG_PROPOSALS_MAX;

  private final Facts facts;
  private final Identity identity;
  private final LogUse use;
  private final Deque<LogEvent> waiting = new ArrayDeque<>();
  private final Deque<Ordering> orderings = new ArrayDeque<>();
  private @Nullable LogStanding standing;
  private boolean busy;

  /// Counts the logs taken up and put down, so that what comes late changes nothing of the next.
  private long term;

  /// A proposal that waits for its place.
  private record Ordering(Proposal proposal, Consumer<Optional<Refusal>> done) {}

  /// Carries out what the log decides.
  interface LogUse {
    /// What the clock on the wall shows.
    Instant wallTime();

    /// The log has grown by these records, durably.
    ///
    /// @param gone keys that these records have removed, though some may have come back
    void grown(Optional<LogState> before, LogState now, List<LogRecord> added, Set<MemberKey> gone);

    boolean tell(MemberKey to, LogMessage message);

    /// Passes records on to every member that we are connected to but one.
    void passOn(List<LogRecord> records, MemberKey butTo);

    /// A member's log is not a continuation of ours, nor ours of its.
    void distrusted(MemberKey member);

    /// Its log and ours agree again.
    void trusted(MemberKey member);

    /// A record that was kept here is damaged.
    void damaged(Refusal refusal);

    /// There are two histories.
    void forked(ForkEvidence evidence);

    /// What a member sent was not taken.
    void noted(MemberKey from, Refusal refusal);
  }

  LogKeeper(Facts facts, Identity identity, LogUse use) {
    this.facts = facts;
    this.identity = identity;
    this.use = use;
  }

  /// Takes up a log.
  void start(LogStanding kept) {
    term++;
    standing = kept;
    waiting.clear();
    busy = false;
  }

  /// Puts the log down; what waits for a place is turned away.
  void clear() {
    term++;
    standing = null;
    busy = false;
    waiting.clear();
    List<Ordering> left = List.copyOf(orderings);
    orderings.clear();
    left.forEach(ordering -> ordering.done().accept(Optional.of(away())));
  }

  /// The log as far as it is durable; empty in no shell.
  Optional<LogBook> book() {
    return Optional.ofNullable(standing).map(LogStanding::book);
  }

  /// What follows from the log; empty in no shell, and before the first record.
  Optional<LogState> state() {
    return book().flatMap(LogBook::state);
  }

  boolean isForked() {
    return fork().isPresent();
  }

  /// Why the log was stopped; empty while it is followed.
  Optional<ForkEvidence> fork() {
    return standing instanceof LogStanding.Forked(LogBook _, ForkEvidence evidence)
        ? Optional.of(evidence)
        : Optional.empty();
  }

  void handle(LogEvent event) {
    if (standing != null && waiting.size() < WAITING_MAX) {
      waiting.add(event);
      next();
    }
  }

  /// Gives a proposal its place, as the host's member.
  ///
  /// @param done hears why it found none; empty when its record is durable and told
  void order(Proposal proposal, Consumer<Optional<Refusal>> done) {
    if (state().isEmpty()) {
      done.accept(Optional.of(away()));
      return;
    }
    if (orderings.size() >= ORDERINGS_MAX) {
      done.accept(Optional.of(crowded()));
      return;
    }
    orderings.add(new Ordering(proposal, done));
    next();
  }

  /// Sends a member our records from a place on.
  void give(MemberKey to, long from) {
    book()
        .ifPresent(book ->
            facts.ask(
                journal -> journal.logRecords(book.shell(), from, Limits.LOG_BATCH_RECORDS_MAX),
                records -> {
                  if (!records.isEmpty()) {
                    // One message; the member asks for more when it has these.
                    use.tell(to, LogMessage.RecordsGiven.of(records).getFirst());
                  }
                }));
  }

  private void next() {
    while (!busy && standing != null) {
      LogEvent event = waiting.poll();
      if (event != null) {
        carryOut(LogMachine.next(standing, event), () -> {});
      } else if (!orderings.isEmpty()) {
        orderAll();
      } else {
        return;
      }
    }
  }

  private void orderAll() {
    LogState state = state().orElseThrow();
    List<Ordering> taken = new ArrayList<>();
    while (!orderings.isEmpty() && taken.size() < Limits.LOG_PROPOSALS_MAX) {
      taken.add(orderings.poll());
    }
    Instant now = use.wallTime();
    Sequencer.Ordered outcome =
        Sequencer.order(identity, state, taken.stream().map(Ordering::proposal).toList(), now);
    LogStanding before = Objects.requireNonNull(standing);
    Step<LogStanding, LogAction> step = LogMachine.next(before, new LogEvent.Ordered(outcome, now));
    carryOut(step, () -> taken.forEach(ordering -> answer(ordering, outcome, step)));
  }

  private static void answer(
      Ordering ordering, Sequencer.Ordered outcome, Step<LogStanding, LogAction> step) {
    Optional<Refusal> refusal =
        outcome.turnedAway().stream()
            .filter(away -> away.proposal().equals(ordering.proposal()))
            .map(Sequencer.TurnedAway::refusal)
            .findFirst();
    if (refusal.isEmpty()) {
      // A good proposal finds no place in a log that takes nothing more.
      refusal =
          step.actions().stream()
              .filter(LogAction.Note.class::isInstance)
              .map(note -> ((LogAction.Note) note).refusal())
              .findFirst();
    }
    ordering.done().accept(refusal);
  }

  /// Makes durable what a step keeps, then takes it and does the rest, in order.
  private void carryOut(Step<LogStanding, LogAction> step, Runnable after) {
    Optional<LogAction.Keep> keep =
        step.actions().stream()
            .filter(LogAction.Keep.class::isInstance)
            .map(LogAction.Keep.class::cast)
            .findFirst();
    if (keep.isEmpty()) {
      taken(step, List.of(), after);
      return;
    }
    List<LogRecord> added = keep.get().records();
    List<Bytes> bytes = added.stream().map(LogRecord::toBytes).toList();
    long from = added.getFirst().place().sequence();
    long during = term;
    busy = true;
    facts.write(
        journal -> journal.addLogRecords(step.state().book().shell(), from, bytes),
        () -> {
          if (term == during) {
            busy = false;
            taken(step, added, after);
            next();
          }
        });
  }

  private void taken(Step<LogStanding, LogAction> step, List<LogRecord> added, Runnable after) {
    Optional<LogState> before = state();
    long during = term;
    standing = step.state();
    if (!added.isEmpty()) {
      use.grown(before, state().orElseThrow(), added, gone(step));
    }
    for (LogAction action : step.actions()) {
      if (term == during) {
        act(action);
      }
    }
    after.run();
  }

  private static Set<MemberKey> gone(Step<LogStanding, LogAction> step) {
    return step.actions().stream()
        .filter(LogAction.EndSessions.class::isInstance)
        .map(ended -> ((LogAction.EndSessions) ended).gone())
        .findFirst()
        .orElse(Set.of());
  }

  private void act(LogAction action) {
    switch (action) {
      case LogAction.Keep _, LogAction.EndSessions _ -> {
        // Done before the others.
      }
      case LogAction.PassOn(List<LogRecord> records, MemberKey butTo) -> {
        use.passOn(records, butTo);
        // It may have more than fits a message.
        state()
            .filter(state -> state.member(butTo).isPresent())
            .ifPresent(state -> use.tell(butTo, new LogMessage.HeadTold(state.head())));
      }
      case LogAction.AskRecords(MemberKey of, long from) ->
          use.tell(of, new LogMessage.RecordsWanted(from));
      case LogAction.GiveRecords(MemberKey to, long from) -> give(to, from);
      case LogAction.AskHead(MemberKey of, long at) -> use.tell(of, new LogMessage.HeadWanted(at));
      case LogAction.Compare(MemberKey from, long at, LogRecord theirs) ->
          compare(from, at, theirs);
      case LogAction.Distrust(MemberKey member, var ours, var theirs) -> use.distrusted(member);
      case LogAction.Trust(MemberKey member) -> use.trusted(member);
      case LogAction.TellDamage(Refusal refusal) -> use.damaged(refusal);
      case LogAction.ShowFork(MemberKey to, ForkEvidence evidence) ->
          use.tell(
              to, new LogMessage.ForkShown(evidence.ours().toBytes(), evidence.theirs().toBytes()));
      case LogAction.TellFork(ForkEvidence evidence) -> use.forked(evidence);
      case LogAction.Note(MemberKey from, Refusal refusal) -> use.noted(from, refusal);
    }
  }

  private void compare(MemberKey from, long at, LogRecord theirs) {
    long during = term;
    book()
        .ifPresent(book ->
            facts.ask(
                journal -> journal.logRecords(book.shell(), at, 1),
                ours -> {
                  if (term == during) {
                    Bytes kept = ours.isEmpty() ? Bytes.EMPTY : ours.getFirst();
                    handle(new LogEvent.RecordsCompared(from, kept, theirs));
                  }
                }));
  }

  private static Refusal crowded() {
    return new Refusal(
        RefusalCode.LOG_BATCH,
        "As many changes as the shell's host takes at once wait for their place already. Try again"
            + " in a few seconds.");
  }

  private static Refusal away() {
    return new Refusal(RefusalCode.HOST_AWAY, "This member is in no shell any more.");
  }
}
