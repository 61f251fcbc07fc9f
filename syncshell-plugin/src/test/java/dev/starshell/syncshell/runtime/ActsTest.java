package dev.starshell.syncshell.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.starshell.syncshell.crypto.Identity;
import dev.starshell.syncshell.machine.Moment;
import dev.starshell.syncshell.membership.Refusal;
import dev.starshell.syncshell.membership.RefusalCode;
import dev.starshell.syncshell.membership.log.LogAct;
import dev.starshell.syncshell.membership.log.LogMessage;
import dev.starshell.syncshell.membership.log.LogMessage.Proposed;
import dev.starshell.syncshell.membership.log.LogState;
import dev.starshell.syncshell.membership.log.Proposal;
import dev.starshell.syncshell.runtime.Acts.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What this member wants done, against a host that is slow, behind or away.
final class ActsTest {
  private static final Outcome STALE = new Outcome(RefusalCode.ACT_STALE.name(), "changed");
  private static final Outcome LOW = new Outcome(RefusalCode.ROLE_TOO_LOW.name(), "no");

  private final Identity self = LogOfOne.identity(3);
  private final Host host = new Host();
  private final Acts acts = new Acts(self, host);
  private final List<Outcome> outcomes = new ArrayList<>();

  @Test
  void aHostThatFindsTheActStaleAgainAndAgainIsAwayBeforePeopleGiveUp() {
    acts.propose(new LogAct.Leave(), outcomes::add);
    host.later(Duration.ofMillis(3_900));
    acts.answered(host.tickets.getLast(), STALE);
    host.later(Duration.ofMillis(300));
    assertThat(host.tickets).hasSize(2);

    host.later(Acts.WAIT.minusMillis(4_200));

    assertThat(outcomes).extracting(Outcome::code).containsExactly("HOST_AWAY");
    assertThat(Acts.WAIT).isLessThan(Answers.WAIT);
  }

  @Test
  void anActThatIsStaleIsSignedAnewAndTheLastWordCounts() {
    acts.propose(new LogAct.Leave(), outcomes::add);
    acts.answered(host.tickets.getLast(), STALE);
    assertThat(outcomes).isEmpty();
    host.later(Duration.ofMillis(300));
    acts.answered(host.tickets.getLast(), LOW);

    assertThat(host.proposals).hasSize(2).doesNotHaveDuplicates();
    assertThat(outcomes).containsExactly(LOW);
    acts.answered(host.tickets.getFirst(), Outcome.DONE);
    assertThat(outcomes).hasSize(1);
  }

  @Test
  void aHostThatIsSilentIsAwayAfterOneTry() {
    acts.propose(new LogAct.Leave(), outcomes::add);

    host.later(Duration.ofSeconds(4));

    assertThat(outcomes).extracting(Outcome::code).containsExactly("HOST_AWAY");
    assertThat(host.timers).isEmpty();
  }

  @Test
  void whoeverLeavesTheShellHearsOfEveryOpenAct() {
    acts.propose(new LogAct.Leave(), outcomes::add);
    acts.propose(new LogAct.Leave(), outcomes::add);

    acts.clear();

    assertThat(outcomes).hasSize(2);
    assertThat(host.timers).isEmpty();
  }

  /// Another member's host, and a clock that is set by hand.
  private static final class Host implements Acts.ActUse {
    final List<Long> tickets = new ArrayList<>();
    final List<Object> proposals = new ArrayList<>();
    final Map<Object, Timer> timers = new HashMap<>();
    private Moment now = new Moment(5);

    private record Timer(Moment due, Runnable task) {}

    void later(Duration by) {
      Moment end = now.plus(by);
      while (true) {
        Optional<Map.Entry<Object, Timer>> next =
            timers.entrySet().stream()
                .filter(timer -> !timer.getValue().due().isAfter(end))
                .min(Map.Entry.comparingByValue((a, b) -> a.due().compareTo(b.due())));
        if (next.isEmpty()) {
          now = end;
          return;
        }
        now = next.get().getValue().due();
        timers.remove(next.get().getKey());
        next.get().getValue().task().run();
      }
    }

    @Override
    public Optional<LogState> state() {
      return Optional.of(LogOfOne.STATE);
    }

    @Override
    public void order(Proposal proposal, Consumer<Optional<Refusal>> done) {
      throw new AssertionError("this member is no host");
    }

    @Override
    public boolean tellHost(LogMessage message) {
      if (message instanceof Proposed(long ticket, var proposal)) {
        tickets.add(ticket);
        proposals.add(proposal);
      }
      return true;
    }

    @Override
    public Moment now() {
      return now;
    }

    @Override
    public void startTimer(Object key, Duration after, Runnable task) {
      timers.put(key, new Timer(now.plus(after), task));
    }

    @Override
    public void stopTimer(Object key) {
      timers.remove(key);
    }
  }
}
