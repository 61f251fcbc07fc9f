package dev.starshell.syncshell.membership.log;

import static dev.starshell.syncshell.membership.log.Town.DOOR;
import static dev.starshell.syncshell.membership.log.Town.GUEST;
import static dev.starshell.syncshell.membership.log.Town.MEMBER;
import static dev.starshell.syncshell.membership.log.Town.NOW;
import static dev.starshell.syncshell.membership.log.Town.OWNER;
import static dev.starshell.syncshell.membership.log.Town.RECOVERY;
import static dev.starshell.syncshell.membership.log.Town.SHELL;
import static dev.starshell.syncshell.membership.log.Town.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.handshake.LogHead;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.machine.Step;
import dev.starshell.syncshell.membership.RefusalCode;
import dev.starshell.syncshell.membership.Verdict;
import dev.starshell.syncshell.protocol.Bytes;
import dev.starshell.syncshell.text.DisplayName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What a member, a host or a bad disk can try against the log, one by one.
final class HostileLogTest {
  private static final MemberKey PEER = MEMBER.key();

  private final Town town = Town.peopled();
  private final LogBook book = town.book();

  @Test
  void aRecoveryThatTheRecoveryKeyNeverSignedIsNoFork() {
    LogRecord ours = town.records.getLast();
    Proposal forged = recovery(GUEST).signedBy(Town.bytes(64, 1));

    Step<LogStanding, LogAction> step = compared(ours, sealedAt(ours, GUEST, forged));

    assertThat(step.state()).isInstanceOf(LogStanding.Following.class);
    assertThat(codes(step)).containsExactly(RefusalCode.LOG_FORGED);
  }

  @Test
  void aRecoveryThatTheRecoveryKeyHasSignedIsOne() {
    LogRecord ours = town.records.getLast();

    Step<LogStanding, LogAction> step =
        compared(ours, sealedAt(ours, GUEST, recovery(GUEST).sign(RECOVERY)));

    assertThat(step.state()).isInstanceOf(LogStanding.Forked.class);
    ForkEvidence evidence = ((LogStanding.Forked) step.state()).evidence();
    assertThat(evidence.provesGuilt()).isFalse();
    assertThat(evidence.sealers()).containsExactly(OWNER.key(), GUEST.key());
  }

  @Test
  void evidenceStopsWhoeverKnowsTheRecordBeforeItAndNobodyElse() {
    Town other = town.copy();
    town.done(OWNER, new LogAct.Kick(GUEST.key(), Reason.NONE));
    other.joined(DOOR, STRANGER);
    LogRecord one = town.records.getLast();
    LogRecord two = other.records.getLast();
    LogRecord lie = sealedAt(one, GUEST, one.proposal());

    assertThat(((LogStanding.Forked) shown(town.book(), two, one).state()).evidence().ours())
        .isEqualTo(one);
    assertThat(shown(book, one, two).state()).isInstanceOf(LogStanding.Forked.class);
    assertThat(codes(shown(short3(), one, two))).containsExactly(RefusalCode.LOG_FORGED);
    assertThat(codes(shown(town.book(), one, lie))).containsExactly(RefusalCode.LOG_FORGED);
    assertThat(codes(shown(town.book(), one, one))).containsExactly(RefusalCode.LOG_FORGED);
  }

  @Test
  void twoRecordsForOnePlaceInOneBatchAreRefused() {
    Town other = town.copy();
    town.done(OWNER, new LogAct.Kick(GUEST.key(), Reason.NONE));
    other.joined(DOOR, STRANGER);

    Step<LogStanding, LogAction> step =
        came(book, List.of(town.records.getLast(), other.records.getLast()));

    assertThat(step.state().book()).isSameAs(book);
    assertThat(codes(step)).containsExactly(RefusalCode.MEMBERSHIP_FORK);
  }

  @Test
  void aSearchWhoseAnswerWasLostIsTakenUpAgain() {
    Town other = town.copy();
    town.done(OWNER, new LogAct.Kick(GUEST.key(), Reason.NONE));
    other.joined(DOOR, STRANGER);
    other.joined(DOOR, Town.identity(70));
    List<LogRecord> theirs = List.of(other.records.getLast());
    Step<LogStanding, LogAction> step = came(town.book(), theirs);
    assertThat(step.actions().getLast()).isInstanceOf(LogAction.AskHead.class);
    LogAction question = step.actions().getLast();

    step = LogMachine.next(step.state(), new LogEvent.RecordsCame(PEER, bytes(theirs), NOW));

    assertThat(step.actions()).contains(question);
  }

  @Test
  void aRecordOfAnotherHistoryMakesUsDistrustWhoSentIt() {
    Town other = town.copy();
    town.done(OWNER, new LogAct.Kick(GUEST.key(), Reason.NONE));
    other.joined(DOOR, STRANGER);
    LogHead theirs = other.records.getLast().head();
    other.joined(DOOR, Town.identity(70));

    Step<LogStanding, LogAction> step = came(town.book(), List.of(other.records.getLast()));

    assertThat(step.actions().getFirst())
        .isEqualTo(new LogAction.Distrust(PEER, town.records.getLast().head(), theirs));
  }

  /// The host orders while the owner's own record is on its way to it.
  @Test
  void whatWasOrderedOnAnOlderStateIsNoFork() {
    Proposal join = Town.request(DOOR, STRANGER);
    Sequencer.Ordered late = Sequencer.order(OWNER, town.state, List.of(join), NOW);
    town.done(OWNER, new LogAct.Kick(GUEST.key(), Reason.NONE));
    LogStanding now = LogStanding.Following.of(town.book());

    Step<LogStanding, LogAction> step = LogMachine.next(now, new LogEvent.Ordered(late, NOW));

    assertThat(step.state()).isEqualTo(now);
    assertThat(codes(step)).containsExactly(RefusalCode.LOG_GAP);
  }

  @Test
  void aFullBatchOfOurOwnAsksNobodyForMore() {
    Sequencer.Ordered full = Sequencer.order(OWNER, town.state, settings(), NOW);

    Step<LogStanding, LogAction> step =
        LogMachine.next(LogStanding.Following.of(book), new LogEvent.Ordered(full, NOW));

    assertThat(full.records()).hasSize(Limits.LOG_BATCH_RECORDS_MAX);
    assertThat(step.actions()).noneMatch(LogAction.AskRecords.class::isInstance);
  }

  @Test
  void aFullBatchIsFollowedByTheNextEvenIfItsFirstRecordWasKnown() {
    Sequencer.Ordered full = Sequencer.order(OWNER, town.state, settings(), NOW);
    List<LogRecord> batch =
        Stream.concat(Stream.of(town.records.getLast()), full.records().stream())
            .limit(Limits.LOG_BATCH_RECORDS_MAX)
            .toList();

    Step<LogStanding, LogAction> step = came(book, batch);

    assertThat(step.actions().getLast())
        .isEqualTo(new LogAction.AskRecords(PEER, step.state().book().count()));
  }

  @Test
  void theFirstRecordsActIsSignedToo() {
    LogRecord first = town.records.getFirst();
    SignedAct genesis = ((Proposal.Signed) Town.genesis()).content();
    LogRecord unsigned = LogRecord.seal(OWNER, first.place(), genesis.signedBy(Town.bytes(64, 1)));

    assertThat(LogRules.founded(SHELL, unsigned))
        .isInstanceOfSatisfying(
            Verdict.Refused.class,
            refused ->
                assertThat(((Verdict.Refused<?>) refused).refusal().code())
                    .isEqualTo(RefusalCode.LOG_FORGED));
  }

  /// No later record names the hash of the last one.
  @Test
  void everyChangedByteOfTheLastKeptRecordIsFound() {
    List<Bytes> kept = new ArrayList<>(Town.bytesOf(town.records));
    byte[] last = kept.removeLast().toArray();
    for (int i = 0; i < last.length; i++) {
      byte[] changed = last.clone();
      changed[i] ^= 1;
      List<Bytes> damaged = Stream.concat(kept.stream(), Stream.of(Bytes.copyOf(changed))).toList();

      assertThat(LogBook.restored(SHELL, damaged))
          .as("byte %d", i)
          .isInstanceOf(Verdict.Refused.class);
    }
  }

  @Test
  void aConflictingHeadBeyondAllLogsIsNoConflict() {
    LogHead far = new LogHead(Limits.LOG_RECORDS_MAX, Digest.of(new byte[32]));

    Step<LogStanding, LogAction> step =
        LogMachine.next(LogStanding.Following.of(book), new LogEvent.HeadTold(PEER, far));

    assertThat(step.actions()).isEmpty();
  }

  private List<Proposal> settings() {
    List<Proposal> acts = new ArrayList<>();
    for (int i = 0; i < Limits.LOG_PROPOSALS_MAX; i++) {
      ShellSettings other = ShellSettings.ofNew(new DisplayName("S" + i));
      acts.add(town.act(OWNER, new LogAct.SettingsChange(other)));
    }
    return acts;
  }

  private SignedAct recovery(Identity heir) {
    MemberKey fresh = Town.identity(50).key();
    long epoch = town.state.epoch();
    Bytes consent = new OwnerConsent(SHELL, epoch, RECOVERY.key(), heir.key(), fresh).sign(heir);
    return new SignedAct(
        SHELL,
        epoch,
        1,
        RECOVERY.key(),
        new LogAct.OwnerRecovered(heir.key(), new DisplayName("Eve"), fresh, consent));
  }

  private LogBook short3() {
    return LogBook.empty(SHELL).replayed(town.records.subList(0, 3));
  }

  private static Step<LogStanding, LogAction> shown(LogBook book, LogRecord one, LogRecord other) {
    return LogMachine.next(
        LogStanding.Following.of(book),
        new LogEvent.EvidenceCame(PEER, one.toBytes(), other.toBytes()));
  }

  private static LogRecord sealedAt(LogRecord ours, Identity sealer, Proposal proposal) {
    LogRecord.Place place = ours.place();
    return LogRecord.seal(
        sealer,
        new LogRecord.Place(
            SHELL,
            place.sequence(),
            place.previous(),
            place.epoch() + 1,
            place.time(),
            sealer.key()),
        proposal);
  }

  private Step<LogStanding, LogAction> compared(LogRecord ours, LogRecord theirs) {
    return LogMachine.next(
        LogStanding.Following.of(book), new LogEvent.RecordsCompared(PEER, ours.toBytes(), theirs));
  }

  private static Step<LogStanding, LogAction> came(LogBook book, List<LogRecord> records) {
    return LogMachine.next(
        LogStanding.Following.of(book), new LogEvent.RecordsCame(PEER, bytes(records), NOW));
  }

  private static List<Bytes> bytes(List<LogRecord> records) {
    return Town.bytesOf(records);
  }

  private static List<RefusalCode> codes(Step<LogStanding, LogAction> step) {
    return step.actions().stream()
        .map(action -> ((LogAction.Note) action).refusal().code())
        .toList();
  }
}
