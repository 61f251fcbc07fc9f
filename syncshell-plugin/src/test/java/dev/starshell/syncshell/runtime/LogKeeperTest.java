package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.crypto.MemberKey;
import dev.starshell.syncshell.membership.Refusal;
import dev.starshell.syncshell.membership.RefusalCode;
import dev.starshell.syncshell.membership.log.ForkEvidence;
import dev.starshell.syncshell.membership.log.LogAct;
import dev.starshell.syncshell.membership.log.LogMessage;
import dev.starshell.syncshell.membership.log.LogRecord;
import dev.starshell.syncshell.membership.log.LogState;
import dev.starshell.syncshell.membership.log.Proposal;
import dev.starshell.syncshell.membership.log.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LogKeeperTest {
  /// It never runs: what was handed to the journal is never heard of again.
  private final ShellLoop loop = new ShellLoop("test", () -> {});

  private final Facts facts = new Facts(new MemoryRecords().journal, loop, _ -> {}, () -> {});
  private final LogKeeper keeper = new LogKeeper(facts, LogOfOne.OWNER, new Deaf());
  private final List<Optional<Refusal>> answers = new ArrayList<>();

  @AfterEach
  void end() {
    facts.close();
  }

  @Test
  void whileTheJournalIsBusyOnlySoManyProposalsWaitAndTheNextIsToldSo() {
    keeper.start(LogOfOne.standing());
    Proposal ban = LogOfOne.act(2, new LogAct.Ban(LogOfOne.key(9), Reason.NONE));
    keeper.order(ban, answers::add);
    for (int i = 0; i < LogKeeper.ORDERINGS_MAX; i++) {
      keeper.order(ban, answers::add);
    }
    assertThat(answers).isEmpty();

    keeper.order(ban, answers::add);

    assertThat(answers).hasSize(1);
    assertThat(answers.getFirst().orElseThrow().code()).isEqualTo(RefusalCode.LOG_BATCH);
    keeper.clear();
    assertThat(answers).hasSize(1 + LogKeeper.ORDERINGS_MAX);
  }

  private static final class Deaf implements LogKeeper.LogUse {
    @Override
    public Instant wallTime() {
      return Instant.now();
    }

    @Override
    public void grown(
        Optional<LogState> before, LogState now, List<LogRecord> added, Set<MemberKey> gone) {}

    @Override
    public boolean tell(MemberKey to, LogMessage message) {
      return false;
    }

    @Override
    public void passOn(List<LogRecord> records, MemberKey butTo) {}

    @Override
    public void distrusted(MemberKey member) {}

    @Override
    public void trusted(MemberKey member) {}

    @Override
    public void damaged(Refusal refusal) {}

    @Override
    public void forked(ForkEvidence evidence) {}

    @Override
    public void noted(MemberKey from, Refusal refusal) {}
  }
}
