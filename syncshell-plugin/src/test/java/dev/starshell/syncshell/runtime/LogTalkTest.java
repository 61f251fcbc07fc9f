package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.crypto.handshake.LogHead;
import dev.starshell.syncshell.limits.Limits;
import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.membership.Refusal;
import dev.starshell.syncshell.membership.log.ForkEvidence;
import dev.starshell.syncshell.membership.log.LogAct;
import dev.starshell.syncshell.membership.log.LogBook;
import dev.starshell.syncshell.membership.log.LogMessage;
import dev.starshell.syncshell.membership.log.LogMessage.Answered;
import dev.starshell.syncshell.membership.log.LogMessage.ForkShown;
import dev.starshell.syncshell.membership.log.LogMessage.HeadGiven;
import dev.starshell.syncshell.membership.log.LogMessage.HeadTold;
import dev.starshell.syncshell.membership.log.LogMessage.HeadWanted;
import dev.starshell.syncshell.membership.log.LogMessage.HostReady;
import dev.starshell.syncshell.membership.log.LogMessage.HostWanted;
import dev.starshell.syncshell.membership.log.LogMessage.JoinersWaiting;
import dev.starshell.syncshell.membership.log.LogMessage.RecordsGiven;
import dev.starshell.syncshell.membership.log.LogMessage.ShellTaken;
import dev.starshell.syncshell.membership.log.LogMessageCodec;
import dev.starshell.syncshell.membership.log.LogRecord;
import dev.starshell.syncshell.membership.log.LogStanding;
import dev.starshell.syncshell.membership.log.LogState;
import dev.starshell.syncshell.membership.log.Proposal;
import dev.starshell.syncshell.protocol.Bytes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who may say what about the log, and how much of it.
final class LogTalkTest {
  private static final MemberKey OWNER = LogOfOne.OWNER.key();
  private static final MemberKey STRANGER = LogOfOne.key(9);
  private static final Bytes NO_RECORD = Bytes.copyOf(new byte[] {1});

  private final ShellLoop loop = new ShellLoop("test", () -> {});
  private final Facts facts = new Facts(new MemoryRecords().journal, loop, _ -> {}, () -> {});
  private final Heard heard = new Heard();
  private final LogKeeper keeper = new LogKeeper(facts, LogOfOne.identity(3), heard);
  private final Acts acts = new Acts(LogOfOne.identity(3), heard);
  private final LogTalk talk = new LogTalk(keeper, acts, heard);

  @BeforeEach
  void begin() {
    keeper.start(LogOfOne.standing());
  }

  @AfterEach
  void end() {
    facts.close();
  }

  @Test
  void recordsBeyondAMembersPaceAreNotLookedAt() {
    RecordsGiven batch = batch();
    for (int i = 0; i < 5; i++) {
      came(OWNER, batch);
    }
    assertThat(heard.noted).hasSize(2);

    heard.later(Duration.ofSeconds(6));
    came(OWNER, batch);
    assertThat(heard.noted).as("240 records' worth").hasSize(2);
    heard.later(Duration.ofSeconds(1));
    came(OWNER, batch);

    assertThat(heard.noted).hasSize(3);
  }

  @Test
  void evidenceAndHeadsBeyondAMembersPaceAreNotLookedAt() {
    for (int i = 0; i < 1_000; i++) {
      came(OWNER, new ForkShown(NO_RECORD, NO_RECORD));
    }

    assertThat(heard.noted).hasSize(Limits.LOG_BATCH_RECORDS_MAX);
    came(OWNER, new HeadGiven(LogOfOne.STATE.head()));
    came(OWNER, new HeadTold(new LogHead(5, LogOfOne.STATE.head().hash())));
    assertThat(heard.told).isEmpty();
    heard.later(Duration.ofSeconds(1));
    came(OWNER, new HeadTold(new LogHead(5, LogOfOne.STATE.head().hash())));
    assertThat(heard.told).containsExactly("RecordsWanted");
  }

  @Test
  void oneMembersFloodCostsTheOthersNothing() {
    keeper.clear();
    keeper.start(LogStanding.Following.of(LogBook.empty(LogOfOne.SHELL)));
    for (int i = 0; i < 1_000; i++) {
      came(STRANGER, new ForkShown(NO_RECORD, NO_RECORD));
    }
    int flooded = heard.noted.size();

    came(OWNER, batch());

    assertThat(heard.noted).hasSize(flooded + 1);
  }

  @Test
  void whoeverBringsWhatIsNewMayGoOn() {
    RecordsGiven batch = batch();
    for (int i = 0; i < 3; i++) {
      came(OWNER, batch);
    }
    assertThat(heard.noted).hasSize(2);

    talk.passOn(List.of(), OWNER);
    came(OWNER, batch);

    assertThat(heard.noted).hasSize(3);
  }

  @Test
  void questionsBeyondAMembersPaceAreNotAnswered() {
    for (int i = 0; i < 500; i++) {
      came(OWNER, new HeadWanted(0));
    }
    assertThat(heard.told).hasSize(100).containsOnly("HeadGiven");

    heard.later(Duration.ofSeconds(1));
    for (int i = 0; i < 500; i++) {
      came(OWNER, new HeadWanted(0));
    }

    assertThat(heard.told).hasSize(110);
  }

  @Test
  void onlyTheHostSaysWhoWaitsAndOnlyMembersAreHeard() {
    JoinersWaiting waiting = new JoinersWaiting(List.of(NO_RECORD));

    came(STRANGER, waiting);
    came(STRANGER, batch());
    came(STRANGER, new HeadWanted(0));
    came(STRANGER, new HostWanted(1));
    assertThat(heard.events).isEmpty();
    assertThat(heard.noted).isEmpty();
    assertThat(heard.told).isEmpty();

    came(OWNER, waiting);
    came(OWNER, new HostWanted(1));
    came(OWNER, new LogMessage.ShellOffered(1));
    assertThat(heard.events).containsExactly("joiners 1", "host wanted 1", "shell offered 1");
  }

  @Test
  void onlyTheHostAnswersWhatWasProposed() {
    List<Acts.Outcome> outcomes = new ArrayList<>();
    acts.propose(new LogAct.Leave(), outcomes::add);

    came(STRANGER, new Answered(1, "", ""));
    assertThat(outcomes).isEmpty();
    came(OWNER, new Answered(2, "", ""));
    assertThat(outcomes).isEmpty();
    came(OWNER, new Answered(1, "", ""));

    assertThat(outcomes).containsExactly(Acts.Outcome.DONE);
  }

  @Test
  void whatIsNoMessageIsLetGoBy() {
    talk.came(OWNER, NO_RECORD);
    talk.came(OWNER, Bytes.EMPTY);

    assertThat(heard.events).isEmpty();
    assertThat(heard.noted).isEmpty();
  }

  private void came(MemberKey from, LogMessage message) {
    talk.came(from, LogMessageCodec.write(message));
  }

  /// As many records as a message may have, none of them one.
  private static RecordsGiven batch() {
    return new RecordsGiven(Collections.nCopies(Limits.LOG_BATCH_RECORDS_MAX, NO_RECORD));
  }

  /// Hears everything.
  private static final class Heard implements LogKeeper.LogUse, LogTalk.TalkUse, Acts.ActUse {
    @Override
    public Instant wallTime() {
      return Instant.now();
    }

    final List<Refusal> noted = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    private Moment now = new Moment(1_000_000);

    void later(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Moment now() {
      return now;
    }

    @Override
    public MemberKey self() {
      return LogOfOne.key(3);
    }

    @Override
    public Optional<LogState> state() {
      return Optional.of(LogOfOne.STATE);
    }

    @Override
    public void noted(MemberKey from, Refusal refusal) {
      noted.add(refusal);
    }

    @Override
    public boolean tell(MemberKey to, LogMessage message) {
      told.add(message.getClass().getSimpleName());
      return true;
    }

    @Override
    public boolean tellByStar(MemberKey to, Bytes message) {
      return tell(to, LogMessageCodec.read(message).orElseThrow());
    }

    @Override
    public boolean tellOnLink(MemberKey to, Bytes message) {
      return tell(to, LogMessageCodec.read(message).orElseThrow());
    }

    @Override
    public boolean tellHost(LogMessage message) {
      return true;
    }

    @Override
    public void joinersWait(List<Bytes> credentials) {
      events.add("joiners " + credentials.size());
    }

    @Override
    public void hostWanted(MemberKey from, long ticket) {
      events.add("host wanted " + ticket);
    }

    @Override
    public void hostReady(MemberKey from, HostReady ready) {
      events.add("host ready");
    }

    @Override
    public void shellOffered(MemberKey from, long epoch) {
      events.add("shell offered " + epoch);
    }

    @Override
    public void shellTaken(MemberKey from, ShellTaken taken) {
      events.add("shell taken");
    }

    @Override
    public Set<MemberKey> served() {
      return Set.of();
    }

    @Override
    public Set<MemberKey> linked() {
      return Set.of();
    }

    @Override
    public void startTimer(Object key, Duration after, Runnable task) {}

    @Override
    public void stopTimer(Object key) {}

    @Override
    public void order(Proposal proposal, Consumer<Optional<Refusal>> done) {
      throw new AssertionError("this member is no host");
    }

    @Override
    public void grown(
        Optional<LogState> before, LogState now, List<LogRecord> added, Set<MemberKey> gone) {
      throw new AssertionError("nothing new came");
    }

    @Override
    public void passOn(List<LogRecord> records, MemberKey butTo) {
      throw new AssertionError("nothing new came");
    }

    @Override
    public void distrusted(MemberKey member) {
      events.add("distrusted");
    }

    @Override
    public void trusted(MemberKey member) {
      events.add("trusted");
    }

    @Override
    public void damaged(Refusal refusal) {
      events.add("damaged");
    }

    @Override
    public void forked(ForkEvidence evidence) {
      events.add("forked");
    }
  }
}
