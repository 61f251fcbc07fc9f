package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.membership.Refusal;
import dev.starshell.syncshell.membership.RefusalCode;
import dev.starshell.syncshell.membership.Verdict;
import dev.starshell.syncshell.membership.log.LogAct;
import dev.starshell.syncshell.membership.log.LogMember;
import dev.starshell.syncshell.membership.log.LogMessage;
import dev.starshell.syncshell.membership.log.LogState;
import dev.starshell.syncshell.membership.log.Proposal;
import dev.starshell.syncshell.membership.log.SignedAct;
import dev.starshell.syncshell.protocol.Bytes;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// What this member wants done to the shell: signs it, brings it to the host, and signs it again if
/// the shell has changed meanwhile. Belongs to the shell's loop.
final class Acts {
  /// How long one try waits for the host.
  private static final Duration ANSWER_WAIT = Duration.ofSeconds(4);

  /// How long all tries together take: people are told that the host is away before they are told
  /// that nobody has answered, after [Answers#WAIT].
  static final Duration WAIT = Answers.WAIT.minusMillis(500);

  private static final Duration AGAIN_AFTER = Duration.ofMillis(300);

  private final Identity identity;
  private final ActUse use;
  private final Map<Long, Consumer<Outcome>> open = new HashMap<>();
  private long lastTicket;
  private long lastSerial;

  /// What came of an act.
  ///
  /// @param code empty if it is done
  record Outcome(String code, String sentence) {
    static final Outcome DONE = new Outcome("", "");

    boolean isDone() {
      return code.isEmpty();
    }

    static Outcome of(Optional<Refusal> refusal) {
      return refusal.map(no -> new Outcome(no.code().name(), no.sentence())).orElse(DONE);
    }
  }

  /// The shell as acts need it.
  interface ActUse {
    Optional<LogState> state();

    /// Gives a proposal its place, if this member hosts the shell.
    void order(Proposal proposal, Consumer<Optional<Refusal>> done);

    /// Sends to the host.
    ///
    /// @return false if there is no way to it now
    boolean tellHost(LogMessage message);

    Moment now();

    /// Runs a task on the loop after a span.
    void startTimer(Object key, Duration after, Runnable task);

    void stopTimer(Object key);
  }

  Acts(Identity identity, ActUse use) {
    this.identity = identity;
    this.use = use;
  }

  private record AnswerTimer(long ticket) {}

  private record AgainTimer(long ticket) {}

  /// Has an act done.
  ///
  /// @param done hears once what came of it, within [#WAIT]
  void propose(LogAct act, Consumer<Outcome> done) {
    attempt(act, use.now().plus(WAIT), done);
  }

  /// Has an act done that another key signs, such as the recovery key. It is sealed here if the
  /// host does not answer: the host may be the very machine that was lost.
  void proposeAs(Identity author, LogAct act, Consumer<Outcome> done) {
    Optional<LogState> state = use.state();
    if (state.isEmpty()) {
      done.accept(hostAway());
      return;
    }
    Proposal proposal =
        new SignedAct(state.get().shell(), state.get().epoch(), 1, author.key(), act).sign(author);
    Runnable sealHere = () -> use.order(proposal, refusal -> done.accept(Outcome.of(refusal)));
    if (state.get().place().host().equals(identity.key())) {
      sealHere.run();
    } else {
      ask(
          proposal,
          ANSWER_WAIT,
          outcome -> {
            if (outcome.code().equals(RefusalCode.HOST_AWAY.name())) {
              sealHere.run();
            } else {
              done.accept(outcome);
            }
          });
    }
  }

  private void attempt(LogAct act, Moment deadline, Consumer<Outcome> done) {
    Optional<LogState> state = use.state();
    if (state.isEmpty()) {
      done.accept(hostAway());
      return;
    }
    Proposal proposal = sign(state.get(), act);
    Consumer<Outcome> judged =
        outcome -> {
          Moment next = use.now().plus(AGAIN_AFTER);
          if (outcome.code().equals(RefusalCode.ACT_STALE.name()) && deadline.isAfter(next)) {
            again(act, deadline, done);
          } else {
            done.accept(outcome);
          }
        };
    if (state.get().place().host().equals(identity.key())) {
      use.order(proposal, refusal -> judged.accept(Outcome.of(refusal)));
    } else {
      Duration left = deadline.since(use.now());
      ask(proposal, left.compareTo(ANSWER_WAIT) < 0 ? left : ANSWER_WAIT, judged);
    }
  }

  private Proposal sign(LogState state, LogAct act) {
    long known = state.member(identity.key()).map(LogMember::serial).orElse(0L);
    lastSerial = Math.max(lastSerial, known) + 1;
    return new SignedAct(state.shell(), state.epoch(), lastSerial, identity.key(), act)
        .sign(identity);
  }

  private void ask(Proposal proposal, Duration wait, Consumer<Outcome> done) {
    long ticket = ++lastTicket;
    open.put(ticket, done);
    if (!use.tellHost(new LogMessage.Proposed(ticket, proposal.toBytes()))) {
      answered(ticket, hostAway());
      return;
    }
    use.startTimer(new AnswerTimer(ticket), wait, () -> answered(ticket, hostAway()));
  }

  /// Our own log may be behind: what is missing is asked for, then it is signed anew.
  private void again(LogAct act, Moment deadline, Consumer<Outcome> done) {
    use.state().ifPresent(state -> use.tellHost(new LogMessage.HeadTold(state.head())));
    use.startTimer(new AgainTimer(++lastTicket), AGAIN_AFTER, () -> attempt(act, deadline, done));
  }

  /// The host has answered.
  void answered(long ticket, Outcome outcome) {
    Consumer<Outcome> done = open.remove(ticket);
    if (done != null) {
      use.stopTimer(new AnswerTimer(ticket));
      done.accept(outcome);
    }
  }

  /// A member proposes something to this host.
  void proposed(Bytes proposal, Consumer<Outcome> answer) {
    switch (Proposal.read(proposal)) {
      case Verdict.Refused<Proposal>(Refusal refusal) ->
          answer.accept(Outcome.of(Optional.of(refusal)));
      case Verdict.Accepted<Proposal>(Proposal read) ->
          use.order(read, refusal -> answer.accept(Outcome.of(refusal)));
    }
  }

  /// The shell was left.
  void clear() {
    Map<Long, Consumer<Outcome>> left = Map.copyOf(open);
    open.clear();
    lastSerial = 0;
    left.forEach((ticket, done) -> {
      use.stopTimer(new AnswerTimer(ticket));
      done.accept(hostAway());
    });
  }

  private static Outcome hostAway() {
    return new Outcome(
        RefusalCode.HOST_AWAY.name(),
        "The shell's host does not answer, and only there can the shell be changed. Try again when"
            + " it is online; 'sync members' shows who hosts.");
  }
}
