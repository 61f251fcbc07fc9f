package dev.starshell.syncshell.membership.log;

import static dev.starshell.syncshell.membership.log.Town.ADMIN;
import static dev.starshell.syncshell.membership.log.Town.DOOR;
import static dev.starshell.syncshell.membership.log.Town.GUEST;
import static dev.starshell.syncshell.membership.log.Town.MEMBER;
import static dev.starshell.syncshell.membership.log.Town.NOW;
import static dev.starshell.syncshell.membership.log.Town.OWNER;
import static dev.starshell.syncshell.membership.log.Town.SHELL;
import static dev.starshell.syncshell.membership.log.Town.STRANGER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.content.Digest;
import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.handshake.LogHead;
import dev.starshell.syncshell.machine.Step;
import dev.starshell.syncshell.membership.Refusal;
import dev.starshell.syncshell.membership.RefusalCode;
import dev.starshell.syncshell.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class LogMachineTest {
  private static final MemberKey PEER = MEMBER.key();

  private final Town town = Town.peopled();
  private final LogBook book = town.book();

  @Test
  void headsAreComparedByPlaceAndHash() {
    LogHead end = town.state.head();
    LogHead other = new LogHead(2, Digest.of(new byte[32]));

    assertThat(book.compare(end)).isEqualTo(new Comparison.Equal());
    assertThat(book.compare(town.records.get(3).head())).isEqualTo(new Comparison.Ahead(4));
    assertThat(book.compare(new LogHead(end.sequence() + 5, end.hash())))
        .isEqualTo(new Comparison.Behind(end.sequence() + 1));
    assertThat(book.compare(other))
        .isEqualTo(new Comparison.Conflict(town.records.get(2).head(), other));
    assertThat(LogBook.empty(SHELL).compare(end)).isEqualTo(new Comparison.Unknown());
    assertThat(book.compare(new LogHead(1L << 40, end.hash()))).isEqualTo(new Comparison.Unknown());
  }

  @Test
  void whoIsBehindAsksAndWhoIsAheadGives() {
    LogBook short3 = bookOf(town.records.subList(0, 3));

    assertThat(told(short3, town.state.head()).actions())
        .containsExactly(new LogAction.AskRecords(PEER, 3));
    assertThat(told(book, short3.headAt(2).orElseThrow()).actions())
        .containsExactly(new LogAction.GiveRecords(PEER, 3));
    assertThat(told(book, town.state.head()).actions()).isEmpty();
  }

  @Test
  void recordsThatFollowAreKeptFirstThenActedUponThenPassedOn() {
    town.done(OWNER, new LogAct.Kick(GUEST.key(), Reason.NONE));
    List<LogRecord> more = town.records.subList(2, town.records.size());

    Step<LogStanding, LogAction> step = came(book, Town.bytesOf(more));

    List<LogRecord> added = List.of(town.records.getLast());
    assertThat(step.state().book().state().orElseThrow().head()).isEqualTo(town.state.head());
    assertThat(step.actions())
        .containsExactly(
            new LogAction.Keep(added),
            new LogAction.EndSessions(Set.of(GUEST.key())),
            new LogAction.PassOn(added, PEER));
  }

  @Test
  void aBatchWithOneBadRecordChangesNothing() {
    town.joined(DOOR, STRANGER);
    town.done(OWNER, new LogAct.Kick(GUEST.key(), Reason.NONE));
    List<Bytes> batch =
        new ArrayList<>(
            Town.bytesOf(town.records.subList((int) book.count(), town.records.size())));
    byte[] bad = batch.getLast().toArray();
    bad[bad.length - 1] ^= 1;
    batch.set(batch.size() - 1, Bytes.copyOf(bad));

    Step<LogStanding, LogAction> step = came(book, batch);

    assertThat(step.state().book()).isSameAs(book);
    assertThat(noted(step)).isEqualTo(RefusalCode.LOG_FORGED);
    assertThat(noted(came(book, List.of(batch.get(1))))).isEqualTo(RefusalCode.LOG_GAP);
    assertThat(noted(came(bookOf(town.records.subList(0, 2)), batch.subList(0, 1))))
        .isEqualTo(RefusalCode.LOG_GAP);
  }

  @Test
  void oldRecordsTakeNothingBack() {
    Step<LogStanding, LogAction> step = came(book, Town.bytesOf(town.records.subList(0, 4)));

    assertThat(step.state().book()).isSameAs(book);
    assertThat(step.actions()).isEmpty();
  }

  @Test
  void recordsFromTheFutureWait() {
    town.now = NOW.plusSeconds(3_600);
    town.done(OWNER, new LogAct.Kick(GUEST.key(), Reason.NONE));

    assertThat(noted(came(book, Town.bytesOf(List.of(town.records.getLast())))))
        .isEqualTo(RefusalCode.LOG_TIME);
  }

  /// The other was shown a history without the kick. The search asks for heads, then for the
  /// record.
  @Test
  void aForkIsSearchedFoundAndFreezesTheLog() {
    Town other = town.copy();
    int at = town.records.size();
    town.done(OWNER, new LogAct.Kick(GUEST.key(), Reason.NONE));
    town.joined(DOOR, STRANGER);
    other.joined(DOOR, STRANGER);
    other.joined(DOOR, Town.identity(70));

    Step<LogStanding, LogAction> step = told(town.book(), other.state.head());
    int asked = 0;
    while (step.actions().getLast() instanceof LogAction.AskHead(MemberKey _, long place)) {
      LogHead answer = other.records.get((int) place).head();
      step = LogMachine.next(step.state(), new LogEvent.HeadAnswered(PEER, answer));
      asked++;
    }
    assertThat(step.actions()).containsExactly(new LogAction.AskRecords(PEER, at));
    assertThat(asked).isBetween(1, 14);
    step =
        LogMachine.next(
            step.state(),
            new LogEvent.RecordsCame(
                PEER, Town.bytesOf(other.records.subList(at, other.records.size())), NOW));
    assertThat(step.actions())
        .containsExactly(new LogAction.Compare(PEER, at, other.records.get(at)));
    step =
        LogMachine.next(
            step.state(),
            new LogEvent.RecordsCompared(
                PEER, town.records.get(at).toBytes(), other.records.get(at)));

    assertThat(step.state()).isInstanceOf(LogStanding.Forked.class);
    ForkEvidence evidence = ((LogStanding.Forked) step.state()).evidence();
    assertThat(evidence.provesGuilt()).isTrue();
    assertThat(evidence.sealers()).containsExactly(OWNER.key());
    assertThat(evidence.ours().head()).isNotEqualTo(evidence.theirs().head());
    assertThat(step.actions()).containsExactly(new LogAction.TellFork(evidence));
    town.done(OWNER, new LogAct.Kick(ADMIN.key(), Reason.NONE));
    Step<LogStanding, LogAction> after =
        LogMachine.next(
            step.state(),
            new LogEvent.RecordsCame(PEER, Town.bytesOf(List.of(town.records.getLast())), NOW));
    assertThat(after.state()).isSameAs(step.state());
    assertThat(noted(after)).isEqualTo(RefusalCode.MEMBERSHIP_FORK);
  }

  @Test
  void aMemberWhoLiesAboutItsHeadOrSealsItselfStopsNobody() {
    Step<LogStanding, LogAction> lie = told(book, new LogHead(2, Digest.of(new byte[32])));
    LogRecord ours = town.records.get(2);
    LogRecord.Place at = ours.place();
    LogRecord forged =
        LogRecord.seal(
            MEMBER,
            new LogRecord.Place(SHELL, 2, at.previous(), at.epoch(), at.time(), MEMBER.key()),
            ours.proposal());

    assertThat(lie.state()).isInstanceOf(LogStanding.Following.class);
    assertThat(lie.actions().getFirst()).isInstanceOf(LogAction.Distrust.class);
    Step<LogStanding, LogAction> step =
        LogMachine.next(lie.state(), new LogEvent.RecordsCompared(PEER, ours.toBytes(), forged));
    assertThat(step.state()).isInstanceOf(LogStanding.Following.class);
    assertThat(noted(step)).isEqualTo(RefusalCode.LOG_FORGED);
  }

  @Test
  void whoIsDistrustedIsToldOfOnceAndTrustedAgainWhenTheLogsAgree() {
    LogHead strange = new LogHead(2, Digest.of(new byte[32]));
    Step<LogStanding, LogAction> step = told(book, strange);
    assertThat(step.actions().getFirst()).isInstanceOf(LogAction.Distrust.class);

    step = LogMachine.next(step.state(), new LogEvent.HeadTold(PEER, strange));
    assertThat(step.actions()).noneMatch(LogAction.Distrust.class::isInstance);

    Step<LogStanding, LogAction> equal =
        LogMachine.next(step.state(), new LogEvent.HeadTold(PEER, town.state.head()));
    assertThat(equal.actions()).containsExactly(new LogAction.Trust(PEER));
    assertThat(equal.state()).isEqualTo(LogStanding.Following.of(book));
    Step<LogStanding, LogAction> ahead =
        LogMachine.next(step.state(), new LogEvent.HeadTold(PEER, book.headAt(3).orElseThrow()));
    assertThat(ahead.actions())
        .containsExactly(new LogAction.Trust(PEER), new LogAction.GiveRecords(PEER, 4));
    assertThat(
            LogMachine.next(equal.state(), new LogEvent.HeadTold(PEER, town.state.head()))
                .actions())
        .isEmpty();
  }

  @Test
  void aRecordOfOursThatIsDamagedIsNotBlamedOnWhoShowedAnother() {
    LogRecord ours = town.records.get(2);
    byte[] damaged = ours.toBytes().toArray();
    damaged[damaged.length / 2] ^= 1;

    for (Bytes kept : List.of(Bytes.copyOf(damaged), Bytes.EMPTY)) {
      Step<LogStanding, LogAction> step =
          LogMachine.next(
              LogStanding.Following.of(book),
              new LogEvent.RecordsCompared(PEER, kept, town.records.get(2)));

      assertThat(step.actions())
          .singleElement()
          .isInstanceOfSatisfying(
              LogAction.TellDamage.class,
              told -> {
                assertThat(told.refusal().code()).isEqualTo(RefusalCode.STATE_CORRUPT);
                assertThat(told.refusal().sentence()).contains("Record 2");
              });
    }
  }

  /// The member lacks the record before the two, so that it cannot judge them when they first come.
  @Test
  void aMemberThatWasBehindHearsOfTheForkWhenItHasCaughtUp() {
    Town other = town.copy();
    town.done(OWNER, new LogAct.Kick(GUEST.key(), Reason.NONE));
    other.joined(DOOR, STRANGER);
    ForkEvidence evidence =
        ForkEvidence.of(town.state, town.records.getLast(), other.records.getLast()).orElseThrow();
    LogStanding forked = new LogStanding.Forked(town.book(), evidence);
    LogEvent shown =
        new LogEvent.EvidenceCame(PEER, evidence.ours().toBytes(), evidence.theirs().toBytes());
    LogBook behind = bookOf(town.records.subList(0, 3));
    assertThat(LogMachine.next(LogStanding.Following.of(behind), shown).state())
        .isInstanceOf(LogStanding.Following.class);

    Step<LogStanding, LogAction> answer =
        LogMachine.next(forked, new LogEvent.HeadTold(PEER, town.state.head()));

    assertThat(answer.actions()).containsExactly(new LogAction.ShowFork(PEER, evidence));
    assertThat(LogMachine.next(LogStanding.Following.of(town.book()), shown).state())
        .isInstanceOf(LogStanding.Forked.class);
  }

  private static Step<LogStanding, LogAction> told(LogBook book, LogHead head) {
    return LogMachine.next(LogStanding.Following.of(book), new LogEvent.HeadTold(PEER, head));
  }

  private static Step<LogStanding, LogAction> came(LogBook book, List<Bytes> records) {
    return LogMachine.next(
        LogStanding.Following.of(book), new LogEvent.RecordsCame(PEER, records, NOW));
  }

  private static RefusalCode noted(Step<LogStanding, LogAction> step) {
    assertThat(step.actions()).hasSize(1);
    LogAction.Note note = (LogAction.Note) step.actions().getFirst();
    Refusal refusal = note.refusal();
    return refusal.code();
  }

  private static LogBook bookOf(List<LogRecord> records) {
    return ((LogBook.Extension.Extended) LogBook.empty(SHELL).extend(Town.bytesOf(records), NOW))
        .book();
  }
}
