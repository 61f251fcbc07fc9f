package dev.starshell.syncshell.runtime;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.handshake.LogHead;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.link.Allowance;
import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.membership.log.ForkEvidence;
import dev.starshell.syncshell.membership.log.LogEvent;
import dev.starshell.syncshell.membership.log.LogMessage;
import dev.starshell.syncshell.membership.log.LogMessage.Answered;
import dev.starshell.syncshell.membership.log.LogMessage.ForkShown;
import dev.starshell.syncshell.membership.log.LogMessage.HeadGiven;
import dev.starshell.syncshell.membership.log.LogMessage.HeadTold;
import dev.starshell.syncshell.membership.log.LogMessage.HeadWanted;
import dev.starshell.syncshell.membership.log.LogMessage.HostReady;
import dev.starshell.syncshell.membership.log.LogMessage.HostWanted;
import dev.starshell.syncshell.membership.log.LogMessage.JoinersWaiting;
import dev.starshell.syncshell.membership.log.LogMessage.Proposed;
import dev.starshell.syncshell.membership.log.LogMessage.RecordsGiven;
import dev.starshell.syncshell.membership.log.LogMessage.RecordsWanted;
import dev.starshell.syncshell.membership.log.LogMessage.ShellOffered;
import dev.starshell.syncshell.membership.log.LogMessage.ShellTaken;
import dev.starshell.syncshell.membership.log.LogMessageCodec;
import dev.starshell.syncshell.membership.log.LogRecord;
import dev.starshell.syncshell.membership.log.LogState;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.runtime.Acts.Outcome;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Speaks with other members about the log, through the relay and on links: what came goes to whom
/// it is for, if its sender may say it. Belongs to the shell's loop.
final class LogTalk {
  private static final Logger LOG = LoggerFactory.getLogger(LogTalk.class);

  /// How fast one member may ask or propose. Unit: messages.
  static final Allowance.Rate ASKING = new Allowance.Rate(100, 10);

  /// How fast one member may show what is checked here: two of the largest batches, then 40 records
  /// a second. Whoever brings what is new may go on; a log is bounded. Unit: records.
  static final Allowance.Rate SHOWING = new Allowance.Rate(2 * Limits.LOG_BATCH_RECORDS_MAX, 40);

  private final LogKeeper keeper;
  private final Acts acts;
  private final TalkUse use;
  private final Paces asking = new Paces(ASKING);
  private final Paces showing = new Paces(SHOWING);

  /// The ways to others, and what is not about records.
  interface TalkUse {
    /// What the clock on the wall shows.
    Instant wallTime();

    MemberKey self();

    /// Sends through the relay.
    ///
    /// @return false if the member is not there
    boolean tellByStar(MemberKey to, Bytes message);

    /// Sends on the link to a member.
    ///
    /// @return false if there is none
    boolean tellOnLink(MemberKey to, Bytes message);

    /// Members whose star this host serves, and that are there; empty if it serves none.
    Set<MemberKey> served();

    /// Members that there is a link to.
    Set<MemberKey> linked();

    void joinersWait(List<Bytes> credentials);

    void hostWanted(MemberKey from, long ticket);

    void hostReady(MemberKey from, HostReady ready);

    void shellOffered(MemberKey from, long epoch);

    void shellTaken(MemberKey from, ShellTaken taken);

    Moment now();
  }

  LogTalk(LogKeeper keeper, Acts acts, TalkUse use) {
    this.keeper = keeper;
    this.acts = acts;
    this.use = use;
  }

  /// Sends to one member, by whatever way there is.
  boolean tell(MemberKey to, LogMessage message) {
    if (to.equals(use.self())) {
      return false;
    }
    Bytes bytes = LogMessageCodec.write(message);
    return use.tellByStar(to, bytes) || use.tellOnLink(to, bytes);
  }

  /// Tells a member where our log ends, so that whoever is behind catches up; and why it has
  /// stopped there.
  void tellHead(MemberKey to) {
    keeper.state().ifPresent(state -> tell(to, new HeadTold(state.head())));
    keeper.fork().ifPresent(fork -> tell(to, shown(fork)));
  }

  /// Tells it on the link, which may reach further than the relay wants.
  void tellHeadOnLink(MemberKey to) {
    keeper
        .state()
        .ifPresent(state -> use.tellOnLink(to, LogMessageCodec.write(new HeadTold(state.head()))));
    keeper.fork().ifPresent(fork -> use.tellOnLink(to, LogMessageCodec.write(shown(fork))));
  }

  private static ForkShown shown(ForkEvidence fork) {
    return new ForkShown(fork.ours().toBytes(), fork.theirs().toBytes());
  }

  /// Passes records on to all that we are connected to, by every way: one may be cut.
  void passOn(List<LogRecord> records, MemberKey butTo) {
    showing.refill(butTo);
    Set<MemberKey> linked = new HashSet<>(use.linked());
    Set<MemberKey> served = new HashSet<>(use.served());
    linked.remove(butTo);
    served.remove(butTo);
    for (RecordsGiven given : RecordsGiven.of(records.stream().map(LogRecord::toBytes).toList())) {
      Bytes bytes = LogMessageCodec.write(given);
      linked.forEach(member -> use.tellOnLink(member, bytes));
      served.forEach(member -> use.tellByStar(member, bytes));
    }
  }

  /// Something came, by whatever way.
  void came(MemberKey from, Bytes message) {
    Optional<LogMessage> read = LogMessageCodec.read(message);
    Optional<LogState> state = keeper.state();
    if (read.isEmpty() || keeper.book().isEmpty()) {
      LOG.debug("membership message not taken from={} bytes={}", from, message.length());
      return;
    }
    // Who knows nothing yet hears everybody: what is said proves itself.
    boolean isKnown = state.isEmpty() || state.get().member(from).isPresent();
    switch (read.get()) {
      case RecordsGiven(List<Bytes> records) when isKnown && mayShow(from, records.size()) ->
          keeper.handle(new LogEvent.RecordsCame(from, records, use.wallTime()));
      // It may be answered with many records.
      case HeadTold(LogHead head) when isKnown && mayShow(from, 1) ->
          keeper.handle(new LogEvent.HeadTold(from, head));
      case HeadGiven(LogHead head) when isKnown && mayShow(from, 1) ->
          keeper.handle(new LogEvent.HeadAnswered(from, head));
      case ForkShown(Bytes one, Bytes other) when isKnown && mayShow(from, 2) ->
          keeper.handle(new LogEvent.EvidenceCame(from, one, other));
      case Answered(long ticket, String code, String sentence)
          when state.filter(now -> now.place().host().equals(from)).isPresent() ->
          acts.answered(ticket, new Outcome(code, sentence));
      case LogMessage other -> {
        if (state.isPresent() && isKnown && mayAsk(from)) {
          asked(state.get(), from, other);
        }
      }
    }
  }

  /// What costs us more than it cost the sender.
  private void asked(LogState state, MemberKey from, LogMessage message) {
    switch (message) {
      case RecordsWanted(long at) -> keeper.give(from, at);
      case HeadWanted(long at) ->
          keeper
              .book()
              .flatMap(book -> book.headAt(at))
              .ifPresent(head -> tell(from, new HeadGiven(head)));
      case Proposed(long ticket, Bytes proposal) ->
          acts.proposed(
              proposal,
              outcome -> tell(from, new Answered(ticket, outcome.code(), outcome.sentence())));
      case JoinersWaiting(List<Bytes> credentials) -> {
        if (state.place().host().equals(from)) {
          use.joinersWait(credentials);
        }
      }
      case HostWanted(long ticket) -> {
        if (state.isAdmin(from)) {
          use.hostWanted(from, ticket);
        }
      }
      case HostReady ready -> use.hostReady(from, ready);
      case ShellOffered(long epoch) -> {
        if (state.owner().equals(from)) {
          use.shellOffered(from, epoch);
        }
      }
      case ShellTaken taken -> use.shellTaken(from, taken);
      case RecordsGiven _, HeadTold _, HeadGiven _, ForkShown _, Answered _ ->
          LOG.debug("membership message not taken from={} message={}", from, message);
    }
  }

  private boolean mayAsk(MemberKey from) {
    return asking.take(from, 1, use.now());
  }

  /// Each record may cost two signatures to check.
  private boolean mayShow(MemberKey from, int records) {
    return showing.take(from, Math.max(1, records), use.now());
  }

  /// The shell was left.
  void clear() {
    asking.clear();
    showing.clear();
  }
}
